package io.chirograph.transfer;

import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;

/// Nodes with transfers on simulated time, and a network that loses, doubles, reorders and damages as told.
final class SimulatedWeb {
    private static final long MILLI = 1_000_000;

    /// What one node keeps over restarts.
    static final class Memory implements ResumeState {
        private final Map<String, Written> written = new TreeMap<>();

        @Override
        public Optional<Written> load(String object) {
            return Optional.ofNullable(written.get(object));
        }

        @Override
        public void save(String object, Written state) {
            written.put(object, state);
        }

        @Override
        public void forget(String object) {
            written.remove(object);
        }

        boolean isEmpty() {
            return written.isEmpty();
        }
    }

    record Frame(long atNanos, long order, int from, int to, Bytes bytes) {}

    final Map<Integer, Transfers> nodes = new TreeMap<>();
    final List<Download.Outcome> ended = new ArrayList<>();
    final List<TransferMessage> seen = new ArrayList<>();

    private final Random random;
    private final PriorityQueue<Frame> frames =
            new PriorityQueue<>((a, b) ->
                    a.atNanos() != b.atNanos()
                            ? Long.compare(a.atNanos(), b.atNanos())
                            : Long.compare(a.order(), b.order()));

    int lossPercent;
    int duplicatePercent;
    int damagePercent;
    int delayMillisMax = 20;
    Predicate<Frame> isCut = _ -> false;
    long nanos = 1;
    private long order;

    SimulatedWeb(Random random) {
        this.random = random;
    }

    Transfers start(int node, TransferLimits limits, ResumeState resume) {
        Transfers transfers =
                new Transfers(
                        limits,
                        (to, frame) -> send(node, to, frame),
                        resume,
                        new Transfers.Listener() {
                            @Override
                            public void asked(int from, String object) {}

                            @Override
                            public void offered(int from, Manifest manifest, Bytes note) {}

                            @Override
                            public void ended(Download.Outcome outcome) {
                                ended.add(outcome);
                            }
                        });
        nodes.put(node, transfers);
        return transfers;
    }

    Transfers node(int node) {
        return Optional.ofNullable(nodes.get(node)).orElseThrow();
    }

    boolean send(int from, int to, Bytes bytes) {
        seen.add(TransferMessage.decode(bytes));
        if (random.nextInt(100) >= lossPercent) {
            carry(from, to, bytes);
        }
        if (random.nextInt(100) < duplicatePercent) {
            carry(from, to, bytes);
        }
        return true;
    }

    private void carry(int from, int to, Bytes bytes) {
        Bytes carried = bytes;
        if (random.nextInt(100) < damagePercent) {
            byte[] damaged = bytes.toArray();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            carried = Bytes.owning(damaged);
        }
        long at = nanos + 1 + random.nextLong(delayMillisMax * MILLI);
        frames.add(new Frame(at, order++, from, to, carried));
    }

    /// Lets all that is due happen until `isDone`, or for so long.
    void runUntil(java.util.function.BooleanSupplier isDone, long millisMax) {
        long end = nanos + millisMax * MILLI;
        while (!isDone.getAsBoolean() && nanos < end) {
            nanos += MILLI;
            while (!frames.isEmpty() && frames.peek().atNanos() <= nanos) {
                Frame frame = frames.poll();
                Transfers to = nodes.get(frame.to());
                if (to != null && !isCut.test(frame)) {
                    to.receive(frame.from(), frame.bytes(), nanos);
                }
            }
            for (Transfers each : new ArrayList<>(nodes.values())) {
                if (each.dueNanos().isPresent() && each.dueNanos().getAsLong() <= nanos) {
                    each.tick(nanos);
                }
            }
        }
    }

    long blocksCarried(Hash32 version) {
        return seen.stream()
                .filter(m -> m instanceof TransferMessage.Block b && b.version().equals(version))
                .count();
    }
}
