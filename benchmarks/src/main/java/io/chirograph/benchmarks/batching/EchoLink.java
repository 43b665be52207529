package io.chirograph.benchmarks.batching;

import io.chirograph.benchmarks.harness.FreePorts;
import io.chirograph.crypto.Hashes;
import io.chirograph.crypto.TlsKey;
import io.chirograph.network.Lane;
import io.chirograph.network.LinkConfig;
import io.chirograph.network.LinkHandler;
import io.chirograph.network.LinkLimits;
import io.chirograph.network.Links;
import io.chirograph.network.Peer;
import io.chirograph.types.Bytes;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Two members on loopback, of whom the second sends back all it gets.
final class EchoLink implements AutoCloseable {
    private static final int FRAME_BYTES = 200;
    private static final int CONNECT_SECONDS_MAX = 10;

    private final CountDownLatch connected = new CountDownLatch(2);
    private final Semaphore answers = new Semaphore(0);
    private final Echo echo = new Echo();
    private final Links second;
    private final Links first;

    EchoLink() throws IOException, InterruptedException {
        SecureRandom random = new SecureRandom();
        TlsKey firstKey = TlsKey.generate(random);
        TlsKey secondKey = TlsKey.generate(random);
        List<Integer> ports = FreePorts.find(2);
        second = Links.start(config(1, secondKey, firstKey, ports), echo, random);
        echo.links = Optional.of(second);
        first = Links.start(config(0, firstKey, secondKey, ports), new Counting(), random);
        if (!connected.await(CONNECT_SECONDS_MAX, TimeUnit.SECONDS)) {
            throw new IllegalStateException("two members on loopback did not connect");
        }
    }

    private static LinkConfig config(int self, TlsKey own, TlsKey other, List<Integer> ports) {
        LinkLimits.LaneLimits lane = new LinkLimits.LaneLimits(1 << 20, 4 << 20);
        Peer peer = new Peer(1 - self, "peer", other.publicKey(), "127.0.0.1", ports.get(1 - self));
        return new LinkConfig(
                own,
                Hashes.keccak256(Bytes.ofUtf8("eta")),
                self,
                List.of(peer),
                "127.0.0.1",
                ports.get(self),
                new LinkLimits(
                        lane,
                        lane,
                        lane,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(4),
                        Duration.ofMillis(50),
                        Duration.ofSeconds(5),
                        16,
                        64),
                1);
    }

    /// Sends `count` frames, `together` of them before waiting for their echoes.
    /// @return how long it took, in nanoseconds
    long echo(int count, int together) throws InterruptedException {
        Bytes frame = Bytes.owning(new byte[FRAME_BYTES]);
        long start = System.nanoTime();
        for (int sent = 0; sent < count; sent += together) {
            for (int i = 0; i < together; i++) {
                first.send(1, Lane.VOTES, frame);
            }
            answers.acquire(together);
        }
        return System.nanoTime() - start;
    }

    private class Counting implements LinkHandler {
        @Override
        public void connected(int peer, Lane lane) {
            if (lane == Lane.VOTES) {
                connected.countDown();
            }
        }

        @Override
        public void disconnected(int peer, Lane lane, String reason) {
            // The end of the measurement; one that comes sooner leaves an echo missing.
        }

        @Override
        public void received(int peer, Lane lane, Bytes frame) {
            answers.release();
        }
    }

    private final class Echo extends Counting {
        private volatile Optional<Links> links = Optional.empty();

        @Override
        public void received(int peer, Lane lane, Bytes frame) {
            links.ifPresent(each -> each.send(peer, lane, frame));
        }
    }

    @Override
    public void close() {
        first.close();
        second.close();
    }
}
