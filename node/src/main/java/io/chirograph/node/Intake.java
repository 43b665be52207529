package io.chirograph.node;

import io.chirograph.network.Lane;
import io.chirograph.types.Bytes;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;

/// Frames of peers on their way to being verified, with a bound for each peer and lane: a peer that sends
/// faster than this node can check is not read from until it has caught up, and slows down nobody else.
/// Thread-safe.
final class Intake {
    /// Above it a peer's lane is paused; at half of it, resumed.
    private static final long WAITING_BYTES_MAX = 32L << 20;

    private static final int WAITING_FRAMES_MAX = 4_096;

    /// What happens to a frame: checked on any thread, all at once.
    interface Check {
        void accept(int peer, Bytes frame);
    }

    /// Holds a lane back and lets it go on.
    interface Valve {
        void setOpen(int peer, Lane lane, boolean open);
    }

    private static final class Waiting {
        private long bytes;
        private int frames;
        private boolean paused;
    }

    private final Executor workers;
    private final Check check;
    private final Valve valve;
    private final Map<Integer, Map<Lane, Waiting>> waiting = new HashMap<>();

    Intake(Executor workers, Check check, Valve valve) {
        this.workers = workers;
        this.check = check;
        this.valve = valve;
    }

    void receive(int peer, Lane lane, Bytes frame) {
        synchronized (this) {
            Waiting lanes = waitingOf(peer, lane);
            lanes.bytes += frame.size();
            lanes.frames++;
            if (!lanes.paused
                    && (lanes.bytes > WAITING_BYTES_MAX || lanes.frames > WAITING_FRAMES_MAX)) {
                lanes.paused = true;
                valve.setOpen(peer, lane, false);
            }
        }
        workers.execute(() -> {
            try {
                check.accept(peer, frame);
            } finally {
                checked(peer, lane, frame.size());
            }
        });
    }

    private synchronized void checked(int peer, Lane lane, int bytes) {
        Waiting lanes = waitingOf(peer, lane);
        lanes.bytes -= bytes;
        lanes.frames--;
        if (lanes.paused
                && lanes.bytes <= WAITING_BYTES_MAX / 2
                && lanes.frames <= WAITING_FRAMES_MAX / 2) {
            lanes.paused = false;
            valve.setOpen(peer, lane, true);
        }
    }

    private Waiting waitingOf(int peer, Lane lane) {
        return waiting.computeIfAbsent(peer, _ -> new EnumMap<>(Lane.class))
                .computeIfAbsent(lane, _ -> new Waiting());
    }
}
