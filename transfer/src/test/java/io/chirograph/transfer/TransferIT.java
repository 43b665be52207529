package io.chirograph.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.crypto.TlsKey;
import io.chirograph.network.Lane;
import io.chirograph.network.LinkConfig;
import io.chirograph.network.LinkHandler;
import io.chirograph.network.LinkLimits;
import io.chirograph.network.Links;
import io.chirograph.network.Peer;
import io.chirograph.store.DirectoryDisk;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Transfers over mutual TLS on real sockets, on the bulk lane, to a real disk.
final class TransferIT {
    private static final String LOOPBACK = InetAddress.getLoopbackAddress().getHostAddress();
    private static final int BLOCK = 1 << 20;
    private static final int WAIT_SECONDS_MAX = 30;

    /// A node: its links, and a thread that owns its transfers.
    private static final class Member implements LinkHandler {
        private final BlockingQueue<Consumer<Transfers>> tasks = new LinkedBlockingQueue<>();
        private final CompletableFuture<Download.Outcome> ended = new CompletableFuture<>();
        private final SimulatedWeb.Memory memory;
        private final Thread thread;
        private volatile Optional<Links> links = Optional.empty();
        private volatile boolean stopped;

        Member(SimulatedWeb.Memory memory) {
            this.memory = memory;
            this.thread = Thread.ofPlatform().start(this::loop);
        }

        private void loop() {
            Transfers transfers =
                    new Transfers(
                            TransferLimits.USUAL,
                            (node, frame) ->
                                    links.map(each -> each.send(node, Lane.BULK, frame))
                                            .orElse(false),
                            memory,
                            new Transfers.Listener() {
                                @Override
                                public void asked(int node, String object) {}

                                @Override
                                public void offered(int node, Manifest manifest, Bytes note) {}

                                @Override
                                public void ended(Download.Outcome outcome) {
                                    ended.complete(outcome);
                                }
                            });
            try {
                while (!stopped) {
                    OptionalLong due = transfers.dueNanos();
                    long wait =
                            due.isEmpty()
                                    ? TimeUnit.SECONDS.toNanos(1)
                                    : due.getAsLong() - System.nanoTime();
                    Consumer<Transfers> task = tasks.poll(wait, TimeUnit.NANOSECONDS);
                    if (task != null) {
                        task.accept(transfers);
                    } else {
                        transfers.tick(System.nanoTime());
                    }
                }
                transfers.suspend();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void connected(int peer, Lane lane) {
            if (lane == Lane.BULK) {
                tasks.add(transfers -> transfers.nodeIsBack(peer, System.nanoTime()));
            }
        }

        @Override
        public void disconnected(int peer, Lane lane, String reason) {
            if (lane == Lane.BULK) {
                tasks.add(transfers -> transfers.nodeIsGone(peer, System.nanoTime()));
            }
        }

        @Override
        public void received(int peer, Lane lane, Bytes frame) {
            tasks.add(transfers -> transfers.receive(peer, frame, System.nanoTime()));
        }

        void close() throws InterruptedException {
            tasks.add(_ -> stopped = true);
            thread.join();
            links.ifPresent(Links::close);
        }
    }

    @TempDir Path directory;

    private final List<TlsKey> keys = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();
    private final List<Member> members = new ArrayList<>();

    private Member start(int self, SimulatedWeb.Memory memory) {
        Member member = new Member(memory);
        List<Peer> peers = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            if (i != self) {
                peers.add(new Peer(i, "m" + i, keys.get(i).publicKey(), LOOPBACK, ports.get(i)));
            }
        }
        LinkLimits.LaneLimits lane =
                new LinkLimits.LaneLimits(
                        TransferMessage.FRAME_BYTES_MAX, 4 * TransferMessage.FRAME_BYTES_MAX);
        LinkLimits limits =
                new LinkLimits(
                        lane,
                        lane,
                        lane,
                        Duration.ofSeconds(10),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(10),
                        Duration.ofMillis(20),
                        Duration.ofMillis(200),
                        16,
                        32);
        member.links =
                Optional.of(
                        Links.start(
                                new LinkConfig(
                                        keys.get(self),
                                        Hash32.fromHex("0x" + "11".repeat(32)),
                                        self,
                                        peers,
                                        LOOPBACK,
                                        ports.get(self),
                                        limits,
                                        1),
                                member,
                                new Random(self)));
        members.add(member);
        return member;
    }

    private void makeKeys(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            keys.add(TlsKey.generate(new SecureRandom()));
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                ports.add(socket.getLocalPort());
            }
        }
    }

    @AfterEach
    void stop() throws Exception {
        for (Member member : members) {
            member.close();
        }
    }

    @Test
    void fetchesAFileFromTwoHoldersAndGoesOnAfterItsOwnRestart() throws Exception {
        makeKeys(3);
        byte[] bytes = new byte[24 * BLOCK + 12_345];
        new Random(0x5eed).nextBytes(bytes);
        Source source = new MemorySource(Bytes.owning(bytes));
        Manifest manifest = Manifest.of("object", source, BLOCK);
        for (int node = 0; node < 2; node++) {
            start(node, new SimulatedWeb.Memory())
                    .tasks
                    .add(transfers -> transfers.hold(manifest, source, Bytes.EMPTY));
        }
        SimulatedWeb.Memory memory = new SimulatedWeb.Memory();
        Member first = start(2, memory);
        CompletableFuture<Integer> several = new CompletableFuture<>();
        begin(first, manifest);
        watch(first, several, 5);
        several.get(WAIT_SECONDS_MAX, TimeUnit.SECONDS);
        first.close();
        members.remove(first);

        Member again = start(2, memory);
        begin(again, manifest);
        Download.Outcome outcome = again.ended.get(WAIT_SECONDS_MAX, TimeUnit.SECONDS);

        assertThat(outcome).isInstanceOf(Download.Outcome.Complete.class);
        Download.Outcome.Complete complete = (Download.Outcome.Complete) outcome;
        assertThat(complete.progress().blocksResumed()).isGreaterThanOrEqualTo(5);
        assertThat(complete.progress().blocksByHolder().keySet()).containsExactly(0, 1);
        assertThat(complete.source().kind()).isEqualTo(Kind.FILE);
        assertThat(Manifest.of("object", complete.source(), BLOCK)).isEqualTo(manifest);
    }

    private void begin(Member member, Manifest manifest) {
        member.tasks.add(transfers ->
                transfers.begin(
                        manifest,
                        () -> new FileSink(new DirectoryDisk(directory), "object", manifest.size()),
                        TransferLimits.USUAL,
                        List.of(0, 1),
                        System.nanoTime()));
    }

    /// Completes when `blocks` are there, and then takes no more.
    private static void watch(Member member, CompletableFuture<Integer> several, int blocks) {
        member.tasks.add(transfers -> {
            int done =
                    transfers.progress().stream()
                            .mapToInt(Progress::blocksDone)
                            .findFirst()
                            .orElse(Integer.MAX_VALUE);
            if (done >= blocks) {
                several.complete(done);
            } else {
                watch(member, several, blocks);
            }
        });
    }
}
