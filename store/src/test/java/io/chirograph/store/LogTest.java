package io.chirograph.store;

import static io.chirograph.store.Bytestrings.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.testkit.Seed;
import io.chirograph.types.Bytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogTest {
    private static final LogRecovery.Decoding INLINE = LogRecovery.Decoding.inline();
    private static final long SALT = 17;
    private static final int GROUP_COMMITS = 3;
    private static final StoreOptions OPTIONS =
            StoreOptions.small().withTransactionBytesMax(8 << 10).withLogSegmentBytes(16 << 10);

    private final MemoryDisk disk = new MemoryDisk();
    private final LogFiles log = LogFiles.create(disk, OPTIONS, SALT);

    /// Writes commits `from` to `to` in groups of three, about 1 KiB a group.
    private static void write(LogFiles log, long from, long to) {
        for (long version = from; version <= to; version += GROUP_COMMITS) {
            writeGroup(log, version, GROUP_COMMITS);
        }
    }

    private static void writeGroup(LogFiles log, long first, int count) {
        ByteWriter payload = new ByteWriter(1024);
        for (long version = first; version < first + count; version++) {
            WriteSet writes = new WriteSet();
            writes.put(key(version), Bytes.copyOf(new byte[300]));
            ByteWriter record = new ByteWriter(400);
            writes.writeTo(record);
            payload.u32(record.size()).append(record);
        }
        log.write(first, count, payload);
    }

    private static Bytes key(long version) {
        return Bytes.copyOf(bytes("key of " + version));
    }

    private List<Long> recover(long firstSegment, long flushedVersion) {
        List<Long> versions = new ArrayList<>();
        Manifest manifest = new Manifest(SALT, firstSegment, flushedVersion, 1, 0, List.of());
        LogRecovery.Found found =
                LogRecovery.run(
                        disk,
                        manifest,
                        (firstVersion, commits) -> {
                            long version = firstVersion;
                            for (WriteSet writes : commits) {
                                assertThat(writes.points()).containsOnlyKeys(key(version));
                                versions.add(version++);
                            }
                        },
                        INLINE);
        assertThat(found.lastVersion()).isEqualTo(versions.getLast());
        return versions;
    }

    private static List<Long> versions(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }

    @ParameterizedTest
    @EnumSource(Codec.class)
    void handsOnAllCommitsInOrderFromManySegments(Codec codec) {
        assertThat(recovered(codec, INLINE)).isEqualTo(versions(1, 300));
    }

    @ParameterizedTest
    @EnumSource(Codec.class)
    void handsOnAllCommitsInOrderWhenSeveralThreadsDecode(Codec codec) {
        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            assertThat(recovered(codec, threads::submit)).isEqualTo(versions(1, 300));
        }
    }

    private static List<Long> recovered(Codec codec, LogRecovery.Decoding decoding) {
        MemoryDisk fresh = new MemoryDisk();
        LogFiles packed = LogFiles.create(fresh, OPTIONS.withLogCodec(codec), SALT);
        write(packed, 1, 300);
        List<Long> found = new ArrayList<>();
        LogRecovery.run(
                fresh,
                new Manifest(SALT, 1, 0, 1, 0, List.of()),
                (firstVersion, commits) ->
                        versions(firstVersion, firstVersion + commits.size() - 1)
                                .forEach(found::add),
                decoding);
        return found;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 44, 45, 46, 100, 200, 298})
    void keepsEverySegmentWithACommitThatIsNotInTables(long flushedVersion) {
        write(log, 1, 300);
        int segments = log.segmentCount();
        long first = log.firstNeeded(flushedVersion);
        log.releaseBefore(first);
        assertThat(log.segmentCount()).isEqualTo(segments - (int) (first - 1));
        assertThat(recover(first, flushedVersion)).isEqualTo(versions(flushedVersion + 1, 300));
    }

    @Test
    void freesAllSegmentsButTheOneInUseWhenAllIsInTables() {
        write(log, 1, 300);
        log.releaseBefore(log.firstNeeded(300));
        assertThat(log.segmentCount()).isEqualTo(1);
        log.rest();
        // Two are spare, to become later segments.
        assertThat(disk.list()).hasSize(3);
    }

    @Test
    void usesFilesAgainAndReadsOnlyWhatTheyAreNow() {
        write(log, 1, 300);
        long first = log.firstNeeded(270);
        log.releaseBefore(first);
        List<String> before = disk.list();
        write(log, 301, 360);
        assertThat(disk.list()).hasSameSizeAs(before).isNotEqualTo(before);
        assertThat(recover(first, 270)).isEqualTo(versions(271, 360));
    }

    @Test
    void goesOnBehindWhatItRecovered() {
        write(log, 1, 30);
        Manifest manifest = new Manifest(SALT, 1, 0, 1, 0, List.of());
        LogRecovery.Found found = LogRecovery.run(disk, manifest, (version, commits) -> {}, INLINE);
        LogFiles resumed = LogFiles.resume(disk, OPTIONS, SALT, found);
        write(resumed, 31, 120);
        assertThat(recover(1, 0)).isEqualTo(versions(1, 120));
    }

    /// Power goes while a used file becomes the next segment, and again when the log, now with shorter groups,
    /// comes to the same segment another time. Its header of the first time must not be believed.
    @Test
    void aFileThatOnceAlmostBecameASegmentDoesNotPassForItLater() {
        Seed.of(0xc4a6)
                .run(
                        "store",
                        getClass(),
                        random -> {
                            for (int run = 0; run < 5_000; run++) {
                                cutTwice(random);
                            }
                        });
    }

    private static void cutTwice(Random random) {
        SimulatedDisk first = new SimulatedDisk(random);
        LogFiles begun = LogFiles.create(first, OPTIONS, SALT);
        // 16 groups fill a segment: the third has room for one, the first is spare.
        write(begun, 1, 141);
        begun.releaseBefore(2);
        Manifest manifest = new Manifest(SALT, 2, 48, 1, 0, List.of());
        first.cutPowerAt(first.operations() + random.nextInt(5));
        assertThatThrownBy(() -> writeGroup(begun, 142, 6))
                .isInstanceOf(SimulatedDisk.PowerCut.class);

        SimulatedDisk second = first.afterPowerCut(SimulatedDisk.Survival.BY_CHANCE, random);
        LogRecovery.Found found =
                LogRecovery.run(second, manifest, (version, commits) -> {}, INLINE);
        LogFiles resumed = LogFiles.resume(second, OPTIONS, SALT, found);
        second.cutPowerAt(second.operations() + random.nextInt(16));
        long[] written = {found.lastVersion()};
        assertThatThrownBy(
                        () -> {
                            while (true) {
                                writeGroup(resumed, written[0] + 1, 1);
                                written[0]++;
                            }
                        })
                .isInstanceOf(SimulatedDisk.PowerCut.class);

        SimulatedDisk third = second.afterPowerCut(SimulatedDisk.Survival.BY_CHANCE, random);
        assertThat(LogRecovery.run(third, manifest, (version, commits) -> {}, INLINE).lastVersion())
                .isGreaterThanOrEqualTo(written[0]);
    }

    @Test
    void givesAGroupLongerThanASegmentOneForItself() {
        write(log, 1, 3);
        Group large = new Group(new ByteWriter(1024));
        WriteSet writes = new WriteSet();
        writes.put(key(4), Bytes.copyOf(new byte[40 << 10]));
        ByteWriter record = new ByteWriter(1024);
        writes.writeTo(record);
        large.add(4, record);
        log.write(4, 1, large.payload());
        write(log, 5, 7);
        assertThat(log.segmentCount()).isEqualTo(3);
        assertThat(recover(1, 0)).isEqualTo(versions(1, 7));
        // Too long to be used again.
        log.releaseBefore(log.firstNeeded(7));
        assertThat(disk.list()).doesNotContain(LogFormat.fileName(2));
    }

    @Test
    void endsWhereAPayloadIsTornThoughItsHeaderIsRight() {
        write(log, 1, 30);
        String name = LogFormat.fileName(1);
        try (DiskFile file = disk.open(name)) {
            long end = 0;
            for (long at = 0; at < file.size(); at += LogFormat.ALIGNMENT) {
                byte[] header = new byte[LogFormat.GROUP_HEADER_BYTES];
                file.read(at, ByteBuffer.wrap(header));
                if (LogFormat.readGroupHeader(SALT, 1, at, header, 0).isPresent()) {
                    end = at;
                }
            }
            file.write(end + LogFormat.GROUP_HEADER_BYTES + 100, ByteBuffer.wrap(new byte[] {7}));
        }
        assertThat(recover(1, 0)).isEqualTo(versions(1, 27));
    }

    @Test
    void reportsAMissingSegmentInTheMiddle() {
        write(log, 1, 300);
        disk.delete(LogFormat.fileName(3));
        assertThatThrownBy(() -> recover(1, 0))
                .isInstanceOf(CorruptionException.class)
                .hasMessageContaining("must follow one another");
    }

    @Test
    void reportsALogThatBeginsBehindTheTables() {
        write(log, 1, 300);
        long first = log.firstNeeded(200);
        log.releaseBefore(first);
        assertThatThrownBy(() -> recover(first, 10))
                .isInstanceOf(CorruptionException.class)
                .hasMessageContaining("tables end with 10");
    }

    @Test
    void readsNothingOfAnotherStoresLog() {
        write(log, 1, 30);
        Manifest other = new Manifest(SALT + 1, 1, 0, 1, 0, List.of());
        assertThatThrownBy(() -> LogRecovery.run(disk, other, (version, commits) -> {}, INLINE))
                .isInstanceOf(CorruptionException.class)
                .hasMessageContaining("segment header is wrong");
    }

    /// A flush may ask while the next segment is made: a recovery could not begin in a segment whose
    /// header a power cut took.
    @Test
    void needsTheSegmentBeforeUntilTheNextHasItsHeader() {
        SimulatedDisk observed = new SimulatedDisk(new Random(1));
        LogFiles writing = LogFiles.create(observed, OPTIONS, SALT);
        List<Long> asked = new ArrayList<>();
        observed.observedBy(operation -> {
            if (operation.file().equals(LogFormat.fileName(2)) && asked.size() < 3) {
                asked.add(writing.firstNeeded(1000));
            }
        });
        write(writing, 1, 90);
        assertThat(asked).containsExactly(1L, 1L, 1L);
        assertThat(writing.firstNeeded(1000)).isEqualTo(2);
    }
}
