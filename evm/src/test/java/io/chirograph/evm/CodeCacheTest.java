package io.chirograph.evm;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import org.junit.jupiter.api.Test;

class CodeCacheTest {
    private static final Code TEN_BYTES = new Code(Bytes.owning(new byte[10]));

    @Test
    void theCodeUnusedTheLongestGoesFirst() {
        CodeCache cache = new CodeCache(25);
        cache.put(hash(1), TEN_BYTES);
        cache.put(hash(2), TEN_BYTES);
        assertThat(cache.get(hash(1))).contains(TEN_BYTES);
        cache.put(hash(3), TEN_BYTES);
        assertThat(cache.get(hash(2))).isEmpty();
        assertThat(cache.get(hash(1))).contains(TEN_BYTES);
        assertThat(cache.get(hash(3))).contains(TEN_BYTES);
    }

    private static Hash32 hash(long number) {
        return UInt256.of(number).toHash32();
    }
}
