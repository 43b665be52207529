package io.chirograph.consensus.pbft;

import io.chirograph.consensus.Batch;
import io.chirograph.types.Bytes;
import java.nio.ByteBuffer;

/// What a replica must remember over a crash so that it never contradicts what it said before. The
/// driver keeps records in an ordered table under [#key()]; a new one replaces the old one of its key.
///
/// | Key | |
/// |---|---|
/// | 8 bytes | height, most significant byte first; all ones for the view |
/// | 1 byte | kind: 1 batch, 2 accepted, 3 prepared, 4 view |
/// | 32 bytes | digest, for a batch only |
/// | 9 bytes | for a view of another set than the first: height of the last block before the set, and 0 |
public sealed interface LogRecord {
    /// A batch some record names by its digest.
    record BatchBody(long height, Batch batch) implements LogRecord {}

    /// The proposal this replica accepted (or made) last at a height: it accepts no other in that view.
    record Accepted(Vote proposal) implements LogRecord {}

    /// The last prepared proof for a height; written before the replica's commit vote is sent.
    record Prepared(PreparedProof proof) implements LogRecord {}

    /// The replica left all views below this one and waits for its start.
    ///
    /// @param since of the validator set whose view it is: each set counts its own
    record Changing(long since, ViewChange own) implements LogRecord {}

    /// The replica entered the view.
    ///
    /// @param since of the validator set whose view it is
    record Entered(long since, NewView newView) implements LogRecord {}

    default Bytes key() {
        return switch (this) {
            case BatchBody(long height, Batch batch) ->
                    Bytes.concat(heightKey(height, 1), batch.digest().bytes());
            case Accepted(Vote proposal) -> heightKey(proposal.height(), 2);
            case Prepared(PreparedProof proof) -> heightKey(proof.height(), 3);
            case Changing(long since, _) -> viewKey(since);
            case Entered(long since, _) -> viewKey(since);
        };
    }

    /// Records of heights up to `height` have keys below this one; all others are at or above it.
    static Bytes firstKeyAbove(long height) {
        return heightKey(height + 1, 0);
    }

    private static Bytes viewKey(long since) {
        Bytes ofFirstSet = heightKey(-1, 4);
        return since == 0 ? ofFirstSet : Bytes.concat(ofFirstSet, heightKey(since, 0));
    }

    private static Bytes heightKey(long height, int kind) {
        byte[] key = new byte[Long.BYTES + 1];
        ByteBuffer.wrap(key).putLong(height).put((byte) kind);
        return Bytes.owning(key);
    }

    default Bytes encode() {
        return MessageCodec.encodeRecord(this);
    }

    /// @throws io.chirograph.types.RlpException when `encoded` is no record
    static LogRecord decode(Bytes encoded) {
        return MessageCodec.decodeRecord(encoded);
    }
}
