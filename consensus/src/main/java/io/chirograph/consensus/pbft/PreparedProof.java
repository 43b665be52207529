package io.chirograph.consensus.pbft;

import io.chirograph.crypto.Signature;
import io.chirograph.types.Hash32;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// Proof that a quorum stood behind one batch in one view: the primary's proposal and the prepare votes
/// of a quorum less one of the others. No other batch can have such a proof for that view and height.
///
/// @param digest of the batch
/// @param proposal the primary's signature
/// @param prepares the backups' signatures, by index
public record PreparedProof(
        long view,
        long height,
        Hash32 digest,
        Signature proposal,
        SortedMap<Integer, Signature> prepares) {
    public PreparedProof {
        prepares = Collections.unmodifiableSortedMap(new TreeMap<>(prepares));
    }
}
