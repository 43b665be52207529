package io.chirograph.node;

import io.chirograph.network.Lane;
import io.chirograph.types.Bytes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/// Frames of peers on their way to being checked. Those of one peer and lane are checked one after the other
/// in the order they came, since what a peer says later may rest on what it said before; different lanes are
/// checked at the same time. Each lane has a bound: a peer that sends faster than this node can check is not
/// read from until it has caught up, and slows down nobody else. Thread-safe.
final class Intake {
    /// Above it a peer's lane is paused; at half of it, resumed.
    private static final long WAITING_BYTES_MAX = 32L << 20;

    private static final int WAITING_FRAMES_MAX = 4_096;

    /// After so many frames a worker turns to other lanes.
    private static final int FRAMES_PER_TURN = 64;

    /// What happens to a frame; called by any thread.
    interface Check {
        void accept(int peer, Bytes frame);
    }

    /// Holds a lane back and lets it go on.
    interface Valve {
        void setOpen(int peer, Lane lane, boolean open);
    }

    /// The frames of one peer and lane that wait. Guarded by itself.
    private static final class Waiting {
        private final Deque<Bytes> frames = new ArrayDeque<>();
        private long bytes;
        private boolean working;
        private boolean paused;
    }

    private final Executor workers;
    private final Check check;
    private final Valve valve;
    private final Map<Integer, Map<Lane, Waiting>> waiting = new ConcurrentHashMap<>();

    Intake(Executor workers, Check check, Valve valve) {
        this.workers = workers;
        this.check = check;
        this.valve = valve;
    }

    void receive(int peer, Lane lane, Bytes frame) {
        receive(peer, lane, frame, true);
    }

    /// As [#receive], for what did not come by the peer's own link: while that is held back, the frame is lost.
    void receiveRouted(int peer, Lane lane, Bytes frame) {
        receive(peer, lane, frame, false);
    }

    private void receive(int peer, Lane lane, Bytes frame, boolean isOwnLink) {
        Waiting lanes = waitingOf(peer, lane);
        synchronized (lanes) {
            if (lanes.paused && !isOwnLink) {
                return;
            }
            lanes.frames.add(frame);
            lanes.bytes += frame.size();
            if (!lanes.paused
                    && (lanes.bytes > WAITING_BYTES_MAX
                            || lanes.frames.size() > WAITING_FRAMES_MAX)) {
                lanes.paused = true;
                valve.setOpen(peer, lane, false);
            }
            if (lanes.working) {
                return;
            }
            lanes.working = true;
        }
        workers.execute(() -> work(peer, lane, lanes));
    }

    private void work(int peer, Lane lane, Waiting lanes) {
        for (int i = 0; i < FRAMES_PER_TURN; i++) {
            Bytes frame;
            synchronized (lanes) {
                frame = lanes.frames.poll();
                if (frame == null) {
                    lanes.working = false;
                    return;
                }
                lanes.bytes -= frame.size();
                if (lanes.paused
                        && lanes.bytes <= WAITING_BYTES_MAX / 2
                        && lanes.frames.size() <= WAITING_FRAMES_MAX / 2) {
                    lanes.paused = false;
                    valve.setOpen(peer, lane, true);
                }
            }
            check.accept(peer, frame);
        }
        workers.execute(() -> work(peer, lane, lanes));
    }

    private Waiting waitingOf(int peer, Lane lane) {
        return waiting.computeIfAbsent(peer, _ -> new ConcurrentHashMap<>())
                .computeIfAbsent(lane, _ -> new Waiting());
    }
}
