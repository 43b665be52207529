package io.chirograph.consensus.pbft;

import io.chirograph.consensus.Batch;
import io.chirograph.crypto.Signature;
import io.chirograph.types.Bytes;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// A batch with the proof that it was agreed at its height: a quorum's commit votes of one view.
/// The driver archives it with the block and serves it to replicas that lag.
///
/// @param commits signatures of commit votes, by the validator's index
public record DecidedBatch(
        long height, long view, Batch batch, SortedMap<Integer, Signature> commits) {
    public DecidedBatch {
        commits = Collections.unmodifiableSortedMap(new TreeMap<>(commits));
    }

    public Bytes toRlp() {
        return MessageCodec.encodeDecided(this);
    }

    /// @throws io.chirograph.types.RlpException when `rlp` is not exactly one decided batch
    public static DecidedBatch fromRlp(Bytes rlp) {
        return MessageCodec.decodeDecided(rlp);
    }
}
