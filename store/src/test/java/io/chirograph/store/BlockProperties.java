package io.chirograph.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.testkit.Seed;
import io.chirograph.types.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Blocks and skip lists beside a sorted set of the same entries.
class BlockProperties {
    /// Short keys of few letters: many are the same, share beginnings, or begin another.
    private static Bytes randomKey(Random random) {
        byte[] key = new byte[random.nextInt(12)];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) "ab\u00ff\0".charAt(random.nextInt(4));
        }
        return Bytes.copyOf(key);
    }

    private static Entry randomEntry(Random random) {
        Bytes key = randomKey(random);
        long version = random.nextLong(1, 6);
        return random.nextInt(4) == 0
                ? Entry.delete(key, version)
                : Entry.put(key, version, Bytes.copyOf(new byte[random.nextInt(30)]));
    }

    private static NavigableSet<Entry> randomEntries(Random random) {
        NavigableSet<Entry> entries = new TreeSet<>(Entry.ORDER);
        for (int i = random.nextInt(120); i >= 0; i--) {
            entries.add(randomEntry(random));
        }
        return entries;
    }

    private static Block blockOf(Iterable<Entry> entries) {
        Block.Builder builder = new Block.Builder();
        entries.forEach(builder::add);
        return new Block("block", 0, builder.finish());
    }

    private static Entry at(Block.Cursor cursor) {
        return new Entry(cursor.key(), cursor.version(), cursor.isDeleted(), cursor.value());
    }

    @Test
    void aBlockGivesItsEntriesBothWays() {
        Seed.of(0xb10c)
                .run(
                        "store",
                        getClass(),
                        random -> {
                            for (int round = 0; round < 300; round++) {
                                NavigableSet<Entry> entries = randomEntries(random);
                                Block.Cursor cursor = blockOf(entries).cursor();
                                List<Entry> found = new ArrayList<>();
                                for (boolean in = cursor.first(); in; in = cursor.next()) {
                                    found.add(at(cursor));
                                }
                                assertThat(found).containsExactlyElementsOf(entries);
                                List<Entry> back = new ArrayList<>();
                                while (cursor.previous()) {
                                    back.add(at(cursor));
                                }
                                assertThat(back).containsExactlyElementsOf(entries.descendingSet());
                            }
                        });
    }

    @Test
    void aBlockFindsWhatASortedSetFinds() {
        Seed.of(0xb10d)
                .run(
                        "store",
                        getClass(),
                        random -> {
                            for (int round = 0; round < 300; round++) {
                                NavigableSet<Entry> entries = randomEntries(random);
                                Block block = blockOf(entries);
                                for (int i = 0; i < 50; i++) {
                                    checkSearch(block, entries, randomKey(random), random);
                                }
                            }
                        });
    }

    private static void checkSearch(
            Block block, NavigableSet<Entry> entries, Bytes key, Random random) {
        Entry probe = Entry.probe(key, random.nextInt(6));
        List<Entry> right = entries.tailSet(probe, true).stream().limit(1).toList();
        Block.Cursor sought = block.cursor();
        boolean isThere = !right.isEmpty() && right.getFirst().key().equals(probe.key());
        assertThat(sought.find(probe.key(), probe.version())).isEqualTo(isThere);
        assertThat(sought.isInside()).isEqualTo(!right.isEmpty());
        if (!right.isEmpty()) {
            assertThat(sought.version()).isEqualTo(right.getFirst().version());
            assertThat(sought.value()).isEqualTo(right.getFirst().value());
        }
        Block.Cursor walking = block.cursor();
        assertThat(walking.seek(probe.key(), probe.version())).isEqualTo(!right.isEmpty());
        if (!right.isEmpty()) {
            assertThat(at(walking)).isEqualTo(right.getFirst());
        }
    }

    /// The keys share more than eight bytes, or less; what is sought may have another beginning.
    @Test
    void aBlockOfKeysThatBeginAlikeFindsWhatASortedSetFinds() {
        Seed.of(0xb10f)
                .run(
                        "store",
                        getClass(),
                        random -> {
                            for (int round = 0; round < 300; round++) {
                                Bytes beginning = Bytes.copyOf(new byte[random.nextInt(20)]);
                                NavigableSet<Entry> entries = new TreeSet<>(Entry.ORDER);
                                for (Entry entry : randomEntries(random)) {
                                    Bytes key = Bytes.concat(beginning, entry.key());
                                    entries.add(Entry.put(key, entry.version(), entry.value()));
                                }
                                Block block = blockOf(entries);
                                for (int i = 0; i < 50; i++) {
                                    Bytes key = Bytes.concat(beginning, randomKey(random));
                                    checkSearch(
                                            block,
                                            entries,
                                            i % 5 == 0 ? randomKey(random) : key,
                                            random);
                                    Bytes part =
                                            beginning.slice(
                                                    0, random.nextInt(beginning.size() + 1));
                                    checkSearch(block, entries, part, random);
                                }
                            }
                        });
    }

    @Test
    void aSkipListGivesWhatASortedSetGives() {
        Seed.of(0xb10e)
                .run(
                        "store",
                        getClass(),
                        random -> {
                            for (int round = 0; round < 300; round++) {
                                NavigableSet<Entry> entries = randomEntries(random);
                                List<Entry> shuffled = new ArrayList<>(entries);
                                java.util.Collections.shuffle(shuffled, random);
                                SkipList list = new SkipList();
                                for (int from = 0; from < shuffled.size(); ) {
                                    int to =
                                            Math.min(
                                                    shuffled.size(), from + 1 + random.nextInt(40));
                                    list.addAll(shuffled.subList(from, to));
                                    from = to;
                                }
                                assertThat(list.all())
                                        .toIterable()
                                        .containsExactlyElementsOf(entries);
                                Entry from = Entry.probe(randomKey(random), Entry.NEWEST);
                                Entry to = Entry.probe(randomKey(random), Entry.NEWEST);
                                if (Entry.ORDER.compare(from, to) <= 0) {
                                    var range = entries.subSet(from, true, to, false);
                                    assertThat(list.ascending(from, to))
                                            .toIterable()
                                            .containsExactlyElementsOf(range);
                                    assertThat(list.descending(from, to))
                                            .toIterable()
                                            .containsExactlyElementsOf(range.descendingSet());
                                }
                            }
                        });
    }
}
