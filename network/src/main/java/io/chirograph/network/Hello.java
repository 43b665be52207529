package io.chirograph.network;

import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.nio.ByteBuffer;
import java.util.Optional;

/// What each side of a new connection says first; the layout is in the package's description.
/// @param index the speaker's
record Hello(int version, Hash32 genesisHash, int index, int lane) {
    static final int VERSION = 1;
    static final int SIZE = 2 + Hash32.SIZE + 2 + 1;
    static final int INDEX_MAX = 65_535;

    static Hello of(LinkConfig config, int self, Lane lane) {
        return new Hello(VERSION, config.genesisHash(), self, lane.code());
    }

    Bytes encode() {
        ByteBuffer buffer = ByteBuffer.allocate(SIZE);
        buffer.putShort((short) version).put(genesisHash.toArray());
        buffer.putShort((short) index).put((byte) lane);
        return Bytes.owning(buffer.array());
    }

    /// Empty when `payload` has another size. A later version may be longer: it is read as far as this one
    /// knows it, so that both sides learn that it is the version they differ in.
    static Optional<Hello> decode(Bytes payload) {
        if (payload.size() < SIZE) {
            return Optional.empty();
        }
        ByteBuffer buffer = payload.asByteBuffer();
        int version = Short.toUnsignedInt(buffer.getShort());
        byte[] genesisHash = new byte[Hash32.SIZE];
        buffer.get(genesisHash);
        int index = Short.toUnsignedInt(buffer.getShort());
        int lane = Byte.toUnsignedInt(buffer.get());
        if (version == VERSION && payload.size() != SIZE) {
            return Optional.empty();
        }
        return Optional.of(new Hello(version, Hash32.owning(genesisHash), index, lane));
    }

    /// Whether the speaker may be the member that has `expected`. Its key says who it is; one that joins may not
    /// know yet which index it gets.
    boolean isBy(int expected) {
        return index == expected || index == LinkConfig.OBSERVER;
    }

    Optional<Lane> knownLane() {
        return Lane.withCode(lane);
    }
}
