package io.chirograph.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.crypto.Hashes;
import io.chirograph.store.MemoryDisk;
import io.chirograph.testkit.Seed;
import io.chirograph.types.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Whole transfers over a network that does its worst, with holders that lie and a receiver that restarts.
final class TransferProperties {
    private static final int BLOCK = 1_000;
    private static final int RUNS = 300;
    private static final int RECEIVER = 9;

    private static final TransferLimits LIMITS =
            new TransferLimits(8, Duration.ofMillis(200), Duration.ofMinutes(10), 200, 8);

    private static Bytes content(Random random, int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return Bytes.owning(bytes);
    }

    /// What is complete is right, at every loss; lies of some holders change nothing but the time.
    @Test
    void completesTheRightObjectWhateverGoesWrong() {
        Seed.of(0x7a5)
                .run(
                        "transfer",
                        TransferProperties.class,
                        random -> {
                            for (int run = 0; run < RUNS; run++) {
                                completesOnce(random);
                            }
                        });
    }

    private static void completesOnce(Random random) {
        SimulatedWeb web = new SimulatedWeb(random);
        web.lossPercent = random.nextInt(40);
        web.duplicatePercent = random.nextInt(40);
        web.damagePercent = random.nextInt(15);
        Bytes content = content(random, random.nextInt(40 * BLOCK));
        Manifest manifest = Manifest.of("object", new MemorySource(content), BLOCK);
        int holders = 1 + random.nextInt(4);
        int liars = random.nextInt(holders);
        List<Integer> all = new ArrayList<>();
        for (int node = 0; node < holders; node++) {
            Bytes held = node < liars ? content(random, content.size()) : content;
            web.start(node, LIMITS, new SimulatedWeb.Memory())
                    .hold(manifest, new MemorySource(held), Bytes.EMPTY);
            all.add(node);
        }
        MemoryDisk disk = new MemoryDisk();
        SimulatedWeb.Memory memory = new SimulatedWeb.Memory();
        boolean restarts = random.nextBoolean();
        begin(web, manifest, disk, memory, all);
        while (web.ended.isEmpty()) {
            web.runUntil(() -> !web.ended.isEmpty(), restarts ? 1 + random.nextInt(500) : 600_000);
            if (web.ended.isEmpty() && random.nextBoolean()) {
                web.node(RECEIVER).suspend();
                begin(web, manifest, disk, memory, all);
            } else if (web.ended.isEmpty()) {
                int node = random.nextInt(holders);
                web.node(RECEIVER).nodeIsGone(node, web.nanos);
                web.node(RECEIVER).nodeIsBack(node, web.nanos);
            }
        }

        assertThat(web.ended).hasSize(1);
        assertThat(web.ended.getFirst()).isInstanceOf(Download.Outcome.Complete.class);
        Download.Outcome.Complete complete = (Download.Outcome.Complete) web.ended.getFirst();
        assertThat(complete.source().read(0, content.size())).isEqualTo(content);
        assertThat(disk.list()).containsExactly("object");
        assertThat(memory.isEmpty()).isTrue();
    }

    private static void begin(
            SimulatedWeb web,
            Manifest manifest,
            MemoryDisk disk,
            SimulatedWeb.Memory memory,
            List<Integer> holders) {
        web.start(RECEIVER, LIMITS, memory)
                .begin(
                        manifest,
                        () -> new FileSink(disk, "object", manifest.size()),
                        LIMITS,
                        holders,
                        web.nanos);
    }

    @Test
    void neverAsksForMoreThanMayBeInFlight() {
        Seed.of(0x7a6)
                .run(
                        "transfer",
                        TransferProperties.class,
                        random -> {
                            SimulatedWeb web = new SimulatedWeb(random);
                            web.lossPercent = 20;
                            Bytes content = content(random, 100 * BLOCK);
                            Source source = new MemorySource(content);
                            Manifest manifest = Manifest.of("object", source, BLOCK);
                            for (int node = 0; node < 3; node++) {
                                web.start(node, LIMITS, new SimulatedWeb.Memory())
                                        .hold(manifest, source, Bytes.EMPTY);
                            }
                            Transfers receiver =
                                    web.start(RECEIVER, LIMITS, new SimulatedWeb.Memory());
                            receiver.begin(
                                    manifest,
                                    () -> new MemorySink(manifest.size()),
                                    LIMITS,
                                    List.of(0, 1, 2),
                                    web.nanos);
                            while (web.ended.isEmpty()) {
                                for (Progress progress : receiver.progress()) {
                                    assertThat(progress.blocksInFlight())
                                            .isLessThanOrEqualTo(LIMITS.blocksInFlightMax());
                                }
                                web.runUntil(() -> false, 1);
                            }
                            assertThat(Hashes.sha256(content)).isEqualTo(manifest.digest());
                        });
    }
}
