package io.chirograph.network;

import java.util.Arrays;
import java.util.Optional;

/// What a connection between two members is for. Each lane is a connection of its own, so that small urgent
/// frames never wait behind large ones in a socket's buffer.
public enum Lane {
    /// Protocol messages of consensus: small, urgent.
    VOTES(0),
    /// Blocks and batches for members that lag: large, patient.
    SYNC(1),
    /// Objects in blocks of megabytes, such as a whole state: whatever fills a link for long.
    BULK(2),
    /// Where members are and how they are reached, see [io.chirograph.network.overlay]. Both sides may call: who has
    /// moved can be called by nobody until it has told so.
    TOPOLOGY(3);

    private final int code;

    Lane(int code) {
        this.code = code;
    }

    /// The byte that stands for this lane in a hello.
    int code() {
        return code;
    }

    /// Whether the member `caller` may call `called` for this lane.
    boolean isCalledBy(int caller, int called) {
        return caller < called || (this == TOPOLOGY && caller != LinkConfig.OBSERVER);
    }

    static Optional<Lane> withCode(int code) {
        return Arrays.stream(values()).filter(lane -> lane.code == code).findFirst();
    }
}
