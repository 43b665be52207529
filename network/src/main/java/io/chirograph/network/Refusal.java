package io.chirograph.network;

import java.util.Arrays;
import java.util.Optional;

/// Why a connection was refused, or closed for a fault of the other side.
public enum Refusal {
    /// More connections without a hello than one address, or all, may have.
    TOO_MANY_HANDSHAKES(0, "too many connections that have not said hello"),
    /// The first bytes are no TLS record.
    NOT_TLS(1, "not TLS"),
    /// TLS could not be agreed on: another version, a broken certificate, or given up.
    HANDSHAKE_FAILED(2, "the TLS handshake failed"),
    /// The key is no member's, or not that of the member that was called.
    UNKNOWN_KEY(3, "the TLS key is not the expected member's"),
    /// No hello in time.
    HANDSHAKE_TIMEOUT(4, "no hello in time"),
    /// The first frame is no hello.
    BAD_HELLO(5, "the first frame is not a hello"),
    WRONG_VERSION(6, "another protocol version"),
    WRONG_NETWORK(7, "another genesis"),
    /// Key and index don't belong together: the member lists differ.
    WRONG_INDEX(8, "another member list"),
    /// Of two members the one with the lower index calls.
    WRONG_CALLER(9, "the member with the lower index calls"),
    FRAME_TOO_LONG(10, "a frame above the limit"),
    BAD_FRAME(11, "a frame of unknown or unexpected type");

    private final int code;
    private final String text;

    Refusal(int code, String text) {
        this.code = code;
        this.text = text;
    }

    /// What stands for this on the wire.
    int code() {
        return code;
    }

    static Optional<Refusal> withCode(int code) {
        return Arrays.stream(values()).filter(each -> each.code == code).findFirst();
    }

    @Override
    public String toString() {
        return text;
    }
}
