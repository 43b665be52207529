package io.chirograph.crypto.trie;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.crypto.Hashes;
import io.chirograph.testkit.Seed;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.RlpWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TrieProperties {
    /// A trie that keeps every node it ever made, beside the plain map it stands for.
    private static final class Model {
        final Map<Hash32, Bytes> stored = new HashMap<>();
        final SortedMap<Bytes, Bytes> content = new TreeMap<>();
        Hash32 root = Hashes.EMPTY_TRIE_ROOT;

        Optional<Bytes> node(Hash32 hash) {
            return Optional.ofNullable(stored.get(hash));
        }

        void applyBatch(Random random, int keyBytesMax) {
            Trie trie = new Trie(root, this::node);
            for (int change = random.nextInt(20); change > 0; change--) {
                Bytes key = randomKey(random, keyBytesMax);
                if (random.nextInt(5) < 2) {
                    trie.remove(key);
                    content.remove(key);
                } else {
                    Bytes value = randomBytes(random, 1 + random.nextInt(40));
                    trie.put(key, value);
                    content.put(key, value);
                }
            }
            TrieUpdate update = trie.commit();
            stored.putAll(update.nodes());
            root = update.root();
        }
    }

    /// Keys of few letters, so that many share prefixes or are prefixes of each other.
    private static Bytes randomKey(Random random, int sizeMax) {
        byte[] key = new byte[random.nextInt(sizeMax + 1)];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) (random.nextInt(3) * 0x11 + random.nextInt(2));
        }
        return Bytes.owning(key);
    }

    private static Bytes randomBytes(Random random, int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return Bytes.owning(bytes);
    }

    @Test
    void batchesOfPutsAndRemovalsGiveTheRootOfTheContent() {
        Seed.of(0x7213)
                .run(
                        "crypto",
                        TrieProperties.class,
                        random -> {
                            for (int keyBytesMax = 1; keyBytesMax <= 6; keyBytesMax++) {
                                Model model = new Model();
                                for (int batch = 0; batch < 150; batch++) {
                                    model.applyBatch(random, keyBytesMax);
                                    assertThat(model.root).isEqualTo(TrieRoot.of(model.content));
                                }
                                removeAll(model);
                            }
                        });
    }

    @Test
    void changesMadeAtOnceGiveTheRootOfChangesOneByOneAndNoNodesBesides() {
        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            Seed.of(0xba7c)
                    .run(
                            "crypto",
                            TrieProperties.class,
                            random -> {
                                Model model = new Model();
                                for (int batch = 0; batch < 60; batch++) {
                                    applyAtOnce(model, random, threads);
                                    assertThat(model.root).isEqualTo(TrieRoot.of(model.content));
                                }
                            });
        }
    }

    private static void applyAtOnce(Model model, Random random, Executor threads) {
        SortedMap<Bytes, Bytes> changes = new TreeMap<>();
        for (int change = random.nextInt(300); change > 0; change--) {
            boolean removes = random.nextInt(3) == 0;
            Bytes key = randomBytes(random, random.nextInt(3));
            changes.put(key, removes ? Bytes.EMPTY : randomBytes(random, 1 + random.nextInt(40)));
        }
        Trie together = new Trie(model.root, model::node);
        together.putAll(changes, threads);
        Trie oneByOne = new Trie(model.root, model::node);
        changes.forEach((key, value) -> {
            if (value.isEmpty()) {
                oneByOne.remove(key);
                model.content.remove(key);
            } else {
                oneByOne.put(key, value);
                model.content.put(key, value);
            }
        });
        TrieUpdate update = together.commit(threads);
        TrieUpdate slowly = oneByOne.commit();
        assertThat(update.root()).isEqualTo(slowly.root());
        // One by one some nodes are opened and closed again.
        assertThat(slowly.nodes()).containsAllEntriesOf(update.nodes());
        model.stored.putAll(update.nodes());
        model.root = update.root();
    }

    private static void removeAll(Model model) {
        Trie trie = new Trie(model.root, model::node);
        model.content.keySet().forEach(trie::remove);
        assertThat(trie.commit().root()).isEqualTo(Hashes.EMPTY_TRIE_ROOT);
    }

    @Test
    void everyOldRootStillGivesItsContent() {
        Seed.of(0x01d)
                .run(
                        "crypto",
                        TrieProperties.class,
                        random -> {
                            Model model = new Model();
                            Map<Hash32, SortedMap<Bytes, Bytes>> history = new HashMap<>();
                            for (int batch = 0; batch < 60; batch++) {
                                model.applyBatch(random, 3);
                                history.put(model.root, new TreeMap<>(model.content));
                            }
                            history.forEach((root, content) -> {
                                Trie trie = new Trie(root, model::node);
                                for (int i = 0; i < 50; i++) {
                                    Bytes key = randomKey(random, 3);
                                    assertThat(trie.get(key))
                                            .isEqualTo(Optional.ofNullable(content.get(key)));
                                }
                            });
                        });
    }

    @Test
    void proofsShowPresenceAndAbsence() {
        Seed.of(0x9200f)
                .run(
                        "crypto",
                        TrieProperties.class,
                        random -> {
                            Model model = new Model();
                            for (int batch = 0; batch < 100; batch++) {
                                model.applyBatch(random, 4);
                                Bytes key = randomKey(random, 4);
                                List<Bytes> proof = TrieProof.of(model.root, key, model::node);
                                assertThat(TrieProof.verify(model.root, key, proof))
                                        .isEqualTo(expected(model.content.get(key)));
                            }
                        });
    }

    private static TrieProof.Result expected(@Nullable Bytes value) {
        return value == null ? new TrieProof.Result.Absent() : new TrieProof.Result.Present(value);
    }

    @Test
    void damagedProofsAreInvalidOrShowTheTruthButNeverALie() {
        Seed.of(0xbad)
                .run(
                        "crypto",
                        TrieProperties.class,
                        random -> {
                            Model model = new Model();
                            for (int batch = 0; batch < 40; batch++) {
                                model.applyBatch(random, 4);
                            }
                            for (int attempt = 0; attempt < 5000; attempt++) {
                                Bytes key = randomKey(random, 4);
                                List<Bytes> proof =
                                        damaged(TrieProof.of(model.root, key, model::node), random);
                                TrieProof.Result result = TrieProof.verify(model.root, key, proof);
                                assertThat(result)
                                        .isInstanceOfAny(
                                                TrieProof.Result.Invalid.class,
                                                expected(model.content.get(key)).getClass());
                                if (result instanceof TrieProof.Result.Present(Bytes value)) {
                                    assertThat(value).isEqualTo(model.content.get(key));
                                }
                            }
                        });
    }

    private static List<Bytes> damaged(List<Bytes> proof, Random random) {
        List<Bytes> nodes = new ArrayList<>(proof);
        int index = nodes.isEmpty() ? 0 : random.nextInt(nodes.size());
        switch (random.nextInt(5)) {
            case 0 -> nodes.add(index, randomBytes(random, random.nextInt(64)));
            case 1 -> {
                if (!nodes.isEmpty()) {
                    nodes.remove(index);
                }
            }
            case 2 -> nodes.addAll(proof);
            default -> {
                if (!nodes.isEmpty()) {
                    byte[] flipped = nodes.get(index).toArray();
                    flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
                    nodes.set(index, Bytes.owning(flipped));
                }
            }
        }
        return nodes;
    }

    @Test
    void arbitraryBytesUnderTheirOwnHashNeverThrow() {
        Seed.of(0xf022)
                .run(
                        "crypto",
                        TrieProperties.class,
                        random -> {
                            for (int attempt = 0; attempt < 20_000; attempt++) {
                                Bytes node = hostileNode(random, 3);
                                assertThat(
                                                TrieProof.verify(
                                                        Hashes.keccak256(node),
                                                        randomKey(random, 3),
                                                        List.of(node)))
                                        .isNotNull();
                            }
                        });
    }

    /// A list that looks like a node often enough to get past the first checks.
    private static Bytes hostileNode(Random random, int depth) {
        int count = random.nextBoolean() ? 2 : random.nextInt(19);
        return RlpWriter.list(w -> {
            for (int i = 0; i < count; i++) {
                if (depth > 0 && random.nextInt(4) == 0) {
                    w.encoded(hostileNode(random, depth - 1));
                } else {
                    int size = random.nextInt(3) == 0 ? 32 : random.nextInt(3);
                    w.bytes(randomBytes(random, size));
                }
            }
        });
    }
}
