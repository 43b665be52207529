package io.chirograph.simulator;

import io.chirograph.consensus.pbft.Message;
import io.chirograph.consensus.pbft.MessageCodec;
import io.chirograph.consensus.pbft.MessageVerifier;
import io.chirograph.consensus.pbft.Verification;
import io.chirograph.types.Bytes;
import org.jspecify.annotations.Nullable;

/// What one validator sends, as a message, as bytes or as both. Single-owner.
final class Parcel {
    private final int from;
    private @Nullable Message message;
    private @Nullable Bytes wire;
    private @Nullable Verification verification;
    private @Nullable MessageVerifier verifier;
    private boolean isBulk;

    private Parcel(int from, @Nullable Message message, @Nullable Bytes wire) {
        this.from = from;
        this.message = message;
        this.wire = wire;
    }

    static Parcel of(int from, Message message) {
        return new Parcel(from, message, null);
    }

    static Parcel of(int from, Bytes wire) {
        return new Parcel(from, null, wire);
    }

    /// A frame of the bulk lane, which is no message of the agreement.
    static Parcel bulk(int from, Bytes wire) {
        Parcel parcel = new Parcel(from, null, wire);
        parcel.isBulk = true;
        return parcel;
    }

    boolean isBulk() {
        return isBulk;
    }

    int from() {
        return from;
    }

    Message message() {
        Message known = message;
        if (known == null) {
            known = MessageCodec.decode(wire());
            message = known;
        }
        return known;
    }

    Bytes wire() {
        Bytes known = wire;
        if (known == null) {
            known = MessageCodec.encode(message());
            wire = known;
        }
        return known;
    }

    /// Receivers with the same verifier would find the same, so it is done once.
    Verification verified(MessageVerifier by) {
        Verification known = verification;
        if (known == null || verifier != by) {
            known = by.verify(from, message());
            verification = known;
            verifier = by;
        }
        return known;
    }
}
