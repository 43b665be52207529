package io.chirograph.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.store.MemoryDisk;
import io.chirograph.transfer.Download.Outcome;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class TransfersTest {
    private static final int RECEIVER = 9;
    private static final TransferLimits LIMITS =
            new TransferLimits(4, Duration.ofSeconds(30), Duration.ofSeconds(60), 8, 2);
    private static final Bytes CONTENT = Bytes.ofUtf8("the quick brown fox jumps over a lazy dog");
    private static final Manifest MANIFEST = Manifest.of("fox", new MemorySource(CONTENT), 5);
    private static final Hash32 VERSION = MANIFEST.version();

    private final SimulatedWeb web = new SimulatedWeb(new Random(1));
    private final SimulatedWeb.Memory memory = new SimulatedWeb.Memory();
    private final MemoryDisk disk = new MemoryDisk();
    private final Transfers receiver = web.start(RECEIVER, LIMITS, memory);

    private Transfers holder(int node) {
        Transfers transfers = web.start(node, LIMITS, new SimulatedWeb.Memory());
        transfers.hold(MANIFEST, new MemorySource(CONTENT), Bytes.EMPTY);
        return transfers;
    }

    private Transfers.Begun begin(Transfers at, Manifest manifest, Integer... holders) {
        return at.begin(
                manifest,
                () -> new FileSink(disk, "fox", manifest.size()),
                LIMITS,
                List.of(holders),
                web.nanos);
    }

    private void runToTheEnd() {
        web.runUntil(() -> !web.ended.isEmpty(), 120_000);
    }

    private static TransferMessage.Block block(int index, Bytes content) {
        return TransferMessage.Block.of("fox", VERSION, index, content);
    }

    @Test
    void usesTheLimitsOfTheRequirements() {
        assertThat(TransferLimits.BLOCK_BYTES).isEqualTo(4 * 1024 * 1024);
        assertThat(TransferLimits.USUAL.blocksInFlightMax()).isEqualTo(32);
        assertThat(TransferLimits.USUAL.blockTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(TransferLimits.USUAL.itemTimeout()).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void fetchesFromSeveralHoldersAtOnce() {
        holder(0);
        holder(1);
        holder(2);
        begin(receiver, MANIFEST, 0, 1, 2);

        runToTheEnd();

        Outcome.Complete complete = (Outcome.Complete) web.ended.getFirst();
        assertThat(complete.source().read(0, CONTENT.size())).isEqualTo(CONTENT);
        assertThat(complete.progress().blocksByHolder().values())
                .allSatisfy(blocks -> assertThat(blocks).isPositive());
        assertThat(complete.progress().blocksDone()).isEqualTo(MANIFEST.blockCount());
    }

    @Test
    void showsHowFarItIs() {
        begin(receiver, MANIFEST, 0);
        receiver.receive(0, block(2, CONTENT.slice(10, 15)).encode(), web.nanos);
        receiver.receive(0, block(2, CONTENT.slice(10, 15)).encode(), web.nanos);

        assertThat(receiver.progress()).hasSize(1);
        Progress progress = receiver.progress().getFirst();
        assertThat(progress.blocksDone()).isEqualTo(1);
        assertThat(progress.bytesDone()).isEqualTo(5);
        assertThat(progress.bytes()).isEqualTo(CONTENT.size());
        assertThat(progress.duplicates()).isEqualTo(1);
        assertThat(progress.blocksInFlight()).isEqualTo(4);
    }

    @Test
    void refusesABlockOfAnotherVersionWithExpectedAndActual() {
        begin(receiver, MANIFEST, 0);
        Hash32 other = Hash32.fromHex("0x" + "22".repeat(32));

        receiver.receive(
                0,
                new TransferMessage.Block("fox", other, 1, 0, Bytes.ofUtf8("other")).encode(),
                web.nanos);

        assertThat(web.seen)
                .contains(
                        new TransferMessage.Refused(
                                "fox", VERSION, other, 1, TransferMessage.Reason.OTHER_VERSION));
        assertThat(receiver.progress().getFirst().blocksDone()).isZero();
    }

    @Test
    void refusesToReceiveAnotherVersionBesideWithExpectedAndActual() {
        Manifest other = Manifest.of("fox", new MemorySource(Bytes.ofUtf8("other")), 5);
        begin(receiver, MANIFEST, 0);

        assertThat(begin(receiver, other, 0))
                .isEqualTo(new Transfers.Begun.OtherVersion(VERSION, other.version()));
        assertThat(begin(receiver, MANIFEST, 1)).isInstanceOf(Transfers.Begun.Joined.class);
    }

    @Test
    void boundsHowManyObjectsAreReceivedAtOnce() {
        begin(receiver, MANIFEST, 0);
        Source source = new MemorySource(Bytes.ofUtf8("x"));
        begin(receiver, Manifest.of("second", source, 5), 0);

        assertThat(begin(receiver, Manifest.of("third", source, 5), 0))
                .isEqualTo(new Transfers.Begun.TooMany(2));
    }

    @Test
    void givesTheLastSenderTheFinalAnswer() {
        holder(0);
        begin(receiver, MANIFEST, 0);

        runToTheEnd();

        assertThat(web.seen.getLast())
                .isEqualTo(
                        new TransferMessage.Finished(
                                "fox", VERSION, TransferMessage.Outcome.COMPLETE, ""));
    }

    @Test
    void asksForALostBlockAgainAfterItsTime() {
        holder(0);
        web.isCut = _ -> true;
        begin(receiver, MANIFEST, 0);
        web.runUntil(() -> false, 29_000);
        web.isCut = _ -> false;
        assertThat(web.blocksCarried(VERSION)).isZero();

        runToTheEnd();

        assertThat(web.ended.getFirst()).isInstanceOf(Outcome.Complete.class);
    }

    @Test
    void failsAfterTheItemsTimeNamingNodeBlockAndReasonAndLeavesNothing() {
        web.isCut = _ -> true;
        begin(receiver, MANIFEST, 3);

        runToTheEnd();

        Outcome.Failed failed = (Outcome.Failed) web.ended.getFirst();
        assertThat(failed.node()).isEqualTo(3);
        assertThat(failed.block()).isBetween(0, 3);
        assertThat(failed.message())
                .contains("fox", "node 3", "block " + failed.block(), "PT30S", "PT1M");
        assertThat(disk.list()).isEmpty();
        assertThat(memory.isEmpty()).isTrue();
        assertThat(receiver.progress()).isEmpty();
    }

    @Test
    void namesTheLiarAndUsesItNoMore() {
        Transfers liar = web.start(0, LIMITS, new SimulatedWeb.Memory());
        liar.hold(MANIFEST, new MemorySource(Bytes.owning(new byte[41])), Bytes.EMPTY);
        begin(receiver, MANIFEST, 0);

        runToTheEnd();

        Outcome.Failed failed = (Outcome.Failed) web.ended.getFirst();
        assertThat(failed.message()).contains("node 0", "other content", "expected");
        assertThat(disk.list()).isEmpty();
    }

    @Test
    void takesABlockDamagedOnTheWayFromTheSameHolderAgain() {
        begin(receiver, MANIFEST, 0);
        Bytes right = CONTENT.slice(0, 5);
        TransferMessage.Block good = block(0, right);

        receiver.receive(
                0,
                new TransferMessage.Block("fox", VERSION, 0, good.checksum() + 1, right).encode(),
                web.nanos);
        assertThat(receiver.progress().getFirst().blocksDone()).isZero();
        receiver.receive(0, good.encode(), web.nanos);

        assertThat(receiver.progress().getFirst().blocksDone()).isEqualTo(1);
        assertThat(receiver.progress().getFirst().retries()).isEqualTo(1);
    }

    @Test
    void onlyMissingBlocksTravelAfterARestart() {
        holder(0);
        begin(receiver, MANIFEST, 0);
        web.runUntil(() -> receiver.progress().getFirst().blocksDone() >= 3, 10_000);
        int before = receiver.progress().getFirst().blocksDone();
        receiver.suspend();
        web.seen.clear();

        Transfers again = web.start(RECEIVER, LIMITS, memory);
        begin(again, MANIFEST, 0);
        runToTheEnd();

        Outcome.Complete complete = (Outcome.Complete) web.ended.getFirst();
        assertThat(complete.progress().blocksResumed()).isEqualTo(before);
        assertThat(complete.source().read(0, CONTENT.size())).isEqualTo(CONTENT);
        assertThat(web.seen.stream().filter(TransferMessage.Fetch.class::isInstance).count())
                .isEqualTo(MANIFEST.blockCount() - before);
    }

    @Test
    void doesNotRelyOnAResumeStateThatIsAheadOfTheFile() {
        holder(0);
        memory.save("fox", new ResumeState.Written(VERSION, Bytes.copyOf((byte) 0xff)));
        begin(receiver, MANIFEST, 0);

        runToTheEnd();

        Outcome.Complete complete = (Outcome.Complete) web.ended.getFirst();
        assertThat(complete.progress().blocksResumed()).isZero();
        assertThat(complete.source().read(0, CONTENT.size())).isEqualTo(CONTENT);
    }

    @Test
    void refusesToGiveWhatItDoesNotHaveOrNotInThatVersion() {
        Transfers holder = holder(0);
        Hash32 other = Hash32.fromHex("0x" + "22".repeat(32));

        holder.receive(1, new TransferMessage.Fetch("fox", other, 0).encode(), web.nanos);
        holder.receive(1, new TransferMessage.Fetch("dog", other, 0).encode(), web.nanos);
        holder.receive(1, new TransferMessage.Fetch("fox", VERSION, 9).encode(), web.nanos);

        assertThat(web.seen)
                .containsExactly(
                        new TransferMessage.Refused(
                                "fox", VERSION, other, 0, TransferMessage.Reason.OTHER_VERSION),
                        new TransferMessage.Refused(
                                "dog", Hash32.ZERO, other, 0, TransferMessage.Reason.NOT_HELD),
                        new TransferMessage.Refused(
                                "fox", VERSION, VERSION, 9, TransferMessage.Reason.NO_SUCH_BLOCK));
    }

    @Test
    void anEmptyObjectIsCompleteAtOnce() {
        Manifest empty = Manifest.of("fox", new MemorySource(Bytes.EMPTY), 5);
        begin(receiver, empty);

        assertThat(web.ended.getFirst()).isInstanceOf(Outcome.Complete.class);
        assertThat(disk.list()).containsExactly("fox");
    }
}
