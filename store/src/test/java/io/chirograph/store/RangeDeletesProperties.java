package io.chirograph.store;

import static io.chirograph.store.Bytestrings.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.testkit.Seed;
import io.chirograph.types.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RangeDeletesProperties {
    private record Plain(int from, int to, long version) {
        boolean covers(int key) {
            return from <= key && key < to;
        }
    }

    private static Bytes key(int number) {
        return Bytes.copyOf(bytes("%02d".formatted(number)));
    }

    private static List<Plain> randomRanges(Random random) {
        List<Plain> ranges = new ArrayList<>();
        for (int i = random.nextInt(15); i >= 0; i--) {
            int from = random.nextInt(40);
            ranges.add(new Plain(from, from + random.nextInt(15), 1 + random.nextInt(30)));
        }
        return ranges;
    }

    private static RangeDeletes of(List<Plain> ranges) {
        RangeDeletes deletes = RangeDeletes.NONE;
        for (Plain range : ranges) {
            deletes = deletes.plus(key(range.from()), key(range.to()), range.version());
        }
        return deletes;
    }

    private static long newest(List<Plain> ranges, int key, long version) {
        return ranges.stream()
                .filter(range -> range.covers(key) && range.version() <= version)
                .mapToLong(Plain::version)
                .max()
                .orElse(0);
    }

    private static long oldestAfter(List<Plain> ranges, int key, long version) {
        return ranges.stream()
                .filter(range -> range.covers(key) && range.version() > version)
                .mapToLong(Plain::version)
                .min()
                .orElse(Entry.NEWEST);
    }

    private static void check(RangeDeletes deletes, List<Plain> ranges, Random random) {
        for (int key = 0; key < 60; key++) {
            long version = random.nextInt(32);
            assertThat(deletes.newestCovering(key(key), version))
                    .isEqualTo(newest(ranges, key, version));
            assertThat(deletes.oldestCoveringAfter(key(key), version))
                    .isEqualTo(oldestAfter(ranges, key, version));
        }
    }

    @Test
    void answersAsAPlainListOfRangesDoes() {
        Seed.of(0x4a)
                .run(
                        "store",
                        getClass(),
                        random -> {
                            for (int i = 0; i < 300; i++) {
                                List<Plain> ranges = randomRanges(random);
                                List<Plain> more = randomRanges(random);
                                RangeDeletes deletes = of(ranges);
                                check(deletes, ranges, random);
                                List<Plain> all = new ArrayList<>(ranges);
                                all.addAll(more);
                                check(deletes.plus(of(more)), all, random);
                            }
                        });
    }

    @Test
    void comesBackFromBytesAsItWas() {
        Seed.of(0x4b)
                .run(
                        "store",
                        getClass(),
                        random -> {
                            for (int i = 0; i < 100; i++) {
                                List<Plain> ranges = randomRanges(random);
                                ByteWriter writer = new ByteWriter(16);
                                of(ranges).writeTo(writer);
                                ByteReader reader = new ByteReader("file", 0, writer.toArray());
                                check(RangeDeletes.readFrom(reader), ranges, random);
                                assertThat(reader.atEnd()).isTrue();
                            }
                        });
    }

    @Test
    void keepsForReadersWhatTheyMaySeeAndNothingElseAtTheBottom() {
        Seed.of(0x4c)
                .run(
                        "store",
                        getClass(),
                        random -> {
                            for (int i = 0; i < 300; i++) {
                                List<Plain> ranges = randomRanges(random);
                                OpenViews views = new OpenViews();
                                List<Long> readers = new ArrayList<>();
                                for (int count = random.nextInt(4); count > 0; count--) {
                                    long version = random.nextInt(31);
                                    readers.add(views.open(() -> version));
                                }
                                readers.add(30L);
                                LiveVersions live = LiveVersions.of(30, views);
                                RangeDeletes kept = of(ranges).needed(live, false);
                                RangeDeletes bottom = of(ranges).needed(live, true);
                                for (long reader : readers) {
                                    for (int key = 0; key < 60; key++) {
                                        long right = newest(ranges, key, reader);
                                        assertThat(kept.newestCovering(key(key), reader))
                                                .isEqualTo(right);
                                        long least =
                                                readers.stream()
                                                        .mapToLong(Long::longValue)
                                                        .min()
                                                        .orElseThrow();
                                        if (right > least) {
                                            assertThat(bottom.newestCovering(key(key), reader))
                                                    .isEqualTo(right);
                                        }
                                    }
                                }
                            }
                        });
    }

    @Test
    void nothingIsLeftAtTheBottomWhenAllReadersAreLater() {
        RangeDeletes deletes = RangeDeletes.NONE.plus(key(1), key(9), 5);
        assertThat(deletes.needed(LiveVersions.of(5), true).isEmpty()).isTrue();
        assertThat(deletes.needed(LiveVersions.of(4), true).isEmpty()).isFalse();
    }

    /// As who deletes from a queue's head does.
    @Test
    void deletionsFromABeginOnAreOneWhenNoReaderNeedsTheOlderOnes() {
        RangeDeletes deletes = RangeDeletes.NONE;
        for (int i = 1; i <= 50; i++) {
            deletes = deletes.plus(key(0), key(i), i);
        }
        assertThat(deletes.fragmentCount()).isEqualTo(50);
        assertThat(deletes.versionCount()).isEqualTo(50 * 51 / 2);
        RangeDeletes needed = deletes.needed(LiveVersions.of(50), false);
        assertThat(needed.fragmentCount()).isEqualTo(1);
        assertThat(needed.versionCount()).isEqualTo(1);
        assertThat(needed.newestCovering(key(49), 50)).isEqualTo(50);
        assertThat(needed.newestCovering(key(50), 50)).isZero();
    }
}
