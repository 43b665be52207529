package io.chirograph.crypto.trie;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.crypto.Hashes;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.RlpWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TrieProofTest {
    private static final Bytes KEY = Bytes.ofUtf8("key");

    private static TrieProof.Result verifySingle(Bytes node) {
        return TrieProof.verify(Hashes.keccak256(node), KEY, List.of(node));
    }

    private static Bytes leaf(Bytes packedPath, Bytes value) {
        return RlpWriter.list(w -> w.bytes(packedPath).bytes(value));
    }

    @Test
    void theEmptyTrieProvesAbsenceWithoutNodes() {
        assertThat(TrieProof.verify(Hashes.EMPTY_TRIE_ROOT, KEY, List.of()))
                .isEqualTo(new TrieProof.Result.Absent());
        assertThat(
                        TrieProof.verify(
                                Hashes.EMPTY_TRIE_ROOT,
                                KEY,
                                List.of(RlpWriter.string(Bytes.EMPTY))))
                .isInstanceOf(TrieProof.Result.Invalid.class);
    }

    @Test
    void acceptsTheOneCanonicalLeaf() {
        Bytes value = Bytes.ofUtf8("value");
        assertThat(verifySingle(leaf(Bytes.fromHex("206b6579"), value)))
                .isEqualTo(new TrieProof.Result.Present(value));
    }

    @Test
    void refusesNodesThatAreNotCanonical() {
        Bytes value = Bytes.ofUtf8("value");
        assertThat(verifySingle(leaf(Bytes.fromHex("316b6579"), value)))
                .isEqualTo(new TrieProof.Result.Absent());
        for (Bytes node :
                List.of(
                        leaf(Bytes.EMPTY, value),
                        leaf(Bytes.fromHex("246b6579"), value),
                        leaf(Bytes.fromHex("406b6579"), value),
                        leaf(Bytes.fromHex("a06b6579"), value),
                        leaf(Bytes.fromHex("206b6579"), Bytes.EMPTY),
                        leaf(Bytes.fromHex("00"), Hash32.ZERO.bytes()),
                        RlpWriter.list(w -> w.bytes(value)),
                        RlpWriter.string(value),
                        Bytes.EMPTY)) {
            assertThat(verifySingle(node)).isInstanceOf(TrieProof.Result.Invalid.class);
        }
    }

    @Test
    void refusesKeysBeyondTheLimit() {
        Bytes key = Bytes.copyOf(new byte[Trie.KEY_BYTES_MAX + 1]);
        assertThat(TrieProof.verify(Hash32.ZERO, key, List.of()))
                .isEqualTo(
                        new TrieProof.Result.Invalid(
                                "the key has 257 bytes, at most 256 are allowed"));
    }

    @Test
    void namesTheNodeThatAStoredTrieLacks() {
        Map<Hash32, Bytes> stored = new HashMap<>();
        Trie trie = new Trie(Hashes.EMPTY_TRIE_ROOT, hash -> Optional.ofNullable(stored.get(hash)));
        trie.put(KEY, Bytes.ofUtf8("value"));
        Hash32 root = trie.commit().root();
        assertThatThrownBy(() -> trie.get(KEY))
                .isInstanceOf(MissingNodeException.class)
                .hasMessageContaining(root.toHex());
    }

    @Test
    void nodesInsideOthersAreNotStoredApart() {
        Trie trie = new Trie(Hashes.EMPTY_TRIE_ROOT, hash -> Optional.empty());
        trie.put(Bytes.fromHex("01"), Bytes.ofUtf8("a"));
        trie.put(Bytes.fromHex("02"), Bytes.ofUtf8("b"));
        assertThat(trie.commit().nodes()).hasSize(1);
    }
}
