package io.chirograph.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.types.Bytes;
import org.bouncycastle.crypto.digests.KeccakDigest;
import org.junit.jupiter.api.Test;

class Keccak256Test {
    /// A second implementation; sizes up to some blocks, at odd places in the input.
    @Test
    void agreesWithBouncyCastleOnEverySize() {
        Keccak256 keccak = new Keccak256();
        for (int size = 0; size <= 420; size++) {
            byte[] input = new byte[size + 3];
            for (int i = 0; i < input.length; i++) {
                input[i] = (byte) (i * 37 + size);
            }
            KeccakDigest digest = new KeccakDigest(256);
            digest.update(input, 3, size);
            byte[] expected = new byte[32];
            digest.doFinal(expected, 0);
            keccak.hash(input, 3, size);
            byte[] hash = new byte[32];
            keccak.copyTo(hash, 0);
            assertThat(hash).as("%d bytes", size).isEqualTo(expected);
            assertThat(keccak.word(0)).isEqualTo(Bytes.owning(hash).asByteBuffer().getLong());
        }
    }
}
