package io.chirograph.benchmarks.consensus;

import io.chirograph.network.Lane;
import io.chirograph.network.LinkHandler;
import io.chirograph.network.Links;
import io.chirograph.types.Bytes;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/// How much later a vote arrives when bulk data fills the other lane: round trips of a frame as long as a vote
/// between two members, alone and beside at least [#BULK_BYTES_PER_SECOND].
final class VotesUnderBulk {
    private static final int VOTE_BYTES = 160;
    private static final int BULK_FRAME_BYTES = 256 << 10;
    private static final long BULK_BYTES_PER_SECOND = 200L << 20;
    private static final int TRIPS_MAX = 1 << 20;
    private static final int CONNECT_SECONDS_MAX = 10;

    private final BlockingQueue<Bytes> answers = new ArrayBlockingQueue<>(1);
    private final LongAdder bulkBytes = new LongAdder();
    private final CountDownLatch connected = new CountDownLatch(4);

    Sample measure(Duration time) throws InterruptedException {
        ClusterKeys keys = ClusterKeys.generate(2, new SecureRandom());
        Answering answering = new Answering();
        try (Links second =
                        Links.start(
                                LinkSetup.of(keys, 1, List.of(0, 0), List.of(0, 0)),
                                answering,
                                new SecureRandom());
                Links first =
                        Links.start(
                                LinkSetup.of(keys, 0, List.of(0, 0), List.of(0, second.port())),
                                new Asking(),
                                new SecureRandom())) {
            answering.links = Optional.of(second);
            if (!connected.await(CONNECT_SECONDS_MAX, TimeUnit.SECONDS)) {
                throw new IllegalStateException("two members on loopback did not connect");
            }
            trips(first, time);
            double idle = percentile99(trips(first, time));
            AtomicBoolean stopped = new AtomicBoolean();
            Thread bulk = Thread.ofPlatform().start(() -> flood(first, stopped));
            trips(first, time);
            long before = bulkBytes.sum();
            long start = System.nanoTime();
            double loaded = percentile99(trips(first, time));
            double perSecond = (bulkBytes.sum() - before) * 1e9 / (System.nanoTime() - start);
            stopped.set(true);
            bulk.join();
            return new Sample(
                    loaded / idle,
                    String.format(
                            Locale.ROOT,
                            "p99 of a round trip %.0f µs idle, %.0f µs beside %.0f MiB/s of bulk",
                            idle / 1e3,
                            loaded / 1e3,
                            perSecond / (1 << 20)));
        }
    }

    private long[] trips(Links links, Duration time) throws InterruptedException {
        long[] nanos = new long[TRIPS_MAX];
        int count = 0;
        long end = System.nanoTime() + time.toNanos();
        Bytes vote = Bytes.owning(new byte[VOTE_BYTES]);
        for (long now = System.nanoTime();
                now - end < 0 && count < nanos.length;
                now = System.nanoTime()) {
            links.send(1, Lane.VOTES, vote);
            answers.take();
            nanos[count++] = System.nanoTime() - now;
            TimeUnit.MICROSECONDS.sleep(500);
        }
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return sorted;
    }

    private static double percentile99(long[] sorted) {
        return sorted[(int) (sorted.length * 0.99)];
    }

    /// Sends as much as the rate asks for, in frames as catching up sends them.
    private void flood(Links links, AtomicBoolean stopped) {
        Bytes frame = Bytes.owning(new byte[BULK_FRAME_BYTES]);
        long start = System.nanoTime();
        long sent = 0;
        while (!stopped.get()) {
            long due = (long) ((System.nanoTime() - start) / 1e9 * 1.1 * BULK_BYTES_PER_SECOND);
            if (sent < due && links.send(1, Lane.SYNC, frame)) {
                sent += BULK_FRAME_BYTES;
            } else {
                LockSupport.parkNanos(100_000);
            }
        }
    }

    private class Handler implements LinkHandler {
        @Override
        public void connected(int peer, Lane lane) {
            connected.countDown();
        }

        @Override
        public void disconnected(int peer, Lane lane, String reason) {
            throw new IllegalStateException("the link broke: " + reason);
        }

        @Override
        public void received(int peer, Lane lane, Bytes frame) {
            if (lane == Lane.SYNC) {
                bulkBytes.add(frame.size());
            }
        }
    }

    private final class Answering extends Handler {
        private volatile Optional<Links> links = Optional.empty();

        @Override
        public void received(int peer, Lane lane, Bytes frame) {
            super.received(peer, lane, frame);
            if (lane == Lane.VOTES) {
                links.ifPresent(each -> each.send(0, Lane.VOTES, frame));
            }
        }
    }

    private final class Asking extends Handler {
        @Override
        public void received(int peer, Lane lane, Bytes frame) {
            super.received(peer, lane, frame);
            if (lane == Lane.VOTES) {
                answers.add(frame);
            }
        }
    }
}
