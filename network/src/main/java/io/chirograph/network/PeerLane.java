package io.chirograph.network;

import io.chirograph.types.Bytes;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// One lane to one peer over all its connections: the current one, what is told to the handler, and counts.
///
/// Thread-safe. The monitor orders the handler's calls, since an old and a new connection may live on
/// different event loops; sending takes no lock.
final class PeerLane {
    private static final Logger LOGGER = System.getLogger(PeerLane.class.getName());

    private static final String REPLACED = "replaced by a newer connection";

    private final Peer peer;
    private final Lane lane;
    private final LinkLimits.LaneLimits limits;
    private final LinkHandler handler;

    private volatile @Nullable Connection current;
    private boolean retired; // guarded by this
    private volatile String lastProblem = "";
    private volatile long roundTripNanos;
    private final LongAdder framesSent = new LongAdder();
    private final LongAdder bytesSent = new LongAdder();
    private final LongAdder framesReceived = new LongAdder();
    private final LongAdder bytesReceived = new LongAdder();
    private final LongAdder framesDropped = new LongAdder();
    private final LongAdder connects = new LongAdder();

    PeerLane(Peer peer, Lane lane, LinkLimits.LaneLimits limits, LinkHandler handler) {
        this.peer = peer;
        this.lane = lane;
        this.limits = limits;
        this.handler = handler;
    }

    Peer peer() {
        return peer;
    }

    Lane lane() {
        return lane;
    }

    boolean isConnected() {
        return current != null;
    }

    LinkLimits.LaneLimits limits() {
        return limits;
    }

    boolean send(Bytes payload) {
        if (payload.size() > limits.frameBytesMax()) {
            throw new IllegalArgumentException(
                    "frame of "
                            + payload.size()
                            + " bytes for peer "
                            + peer.index()
                            + " on "
                            + lane
                            + ", frameBytesMax is "
                            + limits.frameBytesMax());
        }
        Connection connection = current;
        if (connection == null || !connection.queue().offer(payload)) {
            framesDropped.increment();
            return false;
        }
        framesSent.increment();
        bytesSent.add(payload.size());
        return true;
    }

    void setReading(boolean reading) {
        Connection connection = current;
        if (connection != null) {
            connection.setReading(reading);
        }
    }

    void close(String reason) {
        Connection connection = current;
        if (connection != null) {
            connection.close(reason);
        }
    }

    /// The peer is no peer any more: what is connected is closed, and what comes yet.
    void retire(String reason) {
        synchronized (this) {
            retired = true;
        }
        close(reason);
    }

    synchronized void up(Connection connection) {
        if (retired) {
            connection.close("no peer any more");
            return;
        }
        Connection old = current;
        if (old != null) {
            down(old, REPLACED);
            old.close(REPLACED);
        }
        current = connection;
        connects.increment();
        LOGGER.log(
                Level.INFO, "link up peer={0} name={1} lane={2}", peer.index(), peer.name(), lane);
        handler.connected(peer.index(), lane);
    }

    synchronized void received(Connection connection, Bytes payload) {
        if (current == connection) {
            framesReceived.increment();
            bytesReceived.add(payload.size());
            handler.received(peer.index(), lane, payload);
        }
    }

    void roundTrip(long nanos) {
        roundTripNanos = nanos;
    }

    synchronized void down(Connection connection, String reason) {
        if (current == connection) {
            current = null;
            problem(reason);
            handler.disconnected(peer.index(), lane, reason);
        }
    }

    /// A connection broke or could not be made; logged when it is another problem than before.
    synchronized void problem(String reason) {
        if (!reason.equals(lastProblem)) {
            LOGGER.log(
                    Level.INFO,
                    "link down peer={0} name={1} lane={2} reason=\"{3}\"",
                    peer.index(),
                    peer.name(),
                    lane,
                    reason);
            lastProblem = reason;
        }
    }

    LinkStatistics.PeerLane statistics() {
        Connection connection = current;
        return new LinkStatistics.PeerLane(
                peer.index(),
                lane,
                connection != null,
                framesSent.sum(),
                bytesSent.sum(),
                framesReceived.sum(),
                bytesReceived.sum(),
                framesDropped.sum(),
                connection == null ? 0 : connection.queue().queuedBytes(),
                connects.sum(),
                roundTripNanos,
                lastProblem);
    }
}
