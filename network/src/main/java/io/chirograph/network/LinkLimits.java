package io.chirograph.network;

import java.time.Duration;

/// What one peer, or a stranger, can make this member spend.
/// @param votes of [Lane#VOTES], and of [Lane#TOPOLOGY]
/// @param handshakeTimeout from a connection's start until both sides have said hello
/// @param heartbeatInterval how often a ping goes out on each connection
/// @param heartbeatTimeout a connection on which nothing arrived for so long is closed; more than the interval
/// @param reconnectDelayMin the wait before the first new attempt; it doubles with each failure
/// @param reconnectDelayMax where doubling ends
/// @param handshakesPerAddressMax connections from one remote address that have not yet said hello; one more
///     is closed at once
/// @param handshakesMax the same over all remote addresses
public record LinkLimits(
        LaneLimits votes,
        LaneLimits sync,
        LaneLimits bulk,
        Duration handshakeTimeout,
        Duration heartbeatInterval,
        Duration heartbeatTimeout,
        Duration reconnectDelayMin,
        Duration reconnectDelayMax,
        int handshakesPerAddressMax,
        int handshakesMax) {

    /// @param frameBytesMax a longer frame ends the connection before anything is allocated for it
    /// @param queueBytesMax frames that wait for one peer; what does not fit is refused to the sender
    public record LaneLimits(int frameBytesMax, int queueBytesMax) {
        public LaneLimits {
            if (frameBytesMax < 1 || frameBytesMax > Frame.PAYLOAD_BYTES_MAX) {
                throw new IllegalArgumentException(
                        "frameBytesMax is "
                                + frameBytesMax
                                + ", 1 to "
                                + Frame.PAYLOAD_BYTES_MAX
                                + " are possible");
            }
            if (queueBytesMax < frameBytesMax) {
                throw new IllegalArgumentException(
                        "queueBytesMax is "
                                + queueBytesMax
                                + ", one frame of "
                                + frameBytesMax
                                + " must fit");
            }
        }
    }

    public LinkLimits {
        checkPositive("handshakeTimeout", handshakeTimeout);
        checkPositive("heartbeatInterval", heartbeatInterval);
        checkPositive("reconnectDelayMin", reconnectDelayMin);
        if (heartbeatTimeout.compareTo(heartbeatInterval) <= 0) {
            throw new IllegalArgumentException(
                    "heartbeatTimeout is "
                            + heartbeatTimeout
                            + ", it must be longer than heartbeatInterval, "
                            + heartbeatInterval);
        }
        if (reconnectDelayMax.compareTo(reconnectDelayMin) < 0) {
            throw new IllegalArgumentException(
                    "reconnectDelayMax is "
                            + reconnectDelayMax
                            + ", less than reconnectDelayMin, "
                            + reconnectDelayMin);
        }
        if (handshakesPerAddressMax < 1 || handshakesMax < handshakesPerAddressMax) {
            throw new IllegalArgumentException(
                    "handshakesPerAddressMax is "
                            + handshakesPerAddressMax
                            + " of "
                            + handshakesMax
                            + ", 1 to handshakesMax are possible");
        }
    }

    public LaneLimits of(Lane lane) {
        return switch (lane) {
            case VOTES, TOPOLOGY -> votes;
            case SYNC -> sync;
            case BULK -> bulk;
        };
    }

    private static void checkPositive(String what, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(what + " is " + value + ", it must be positive");
        }
    }
}
