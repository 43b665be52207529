package io.chirograph.consensus.pbft;

import io.chirograph.crypto.Signature;
import java.util.List;

/// A validator's signed word that it takes no further part in views below `view`, with all that the
/// next primary must respect.
///
/// @param base the highest block it can prove
/// @param prepared its prepared proof of the highest view for each height above `base`, ascending
public record ViewChange(
        long view, Base base, List<PreparedProof> prepared, int signer, Signature signature)
        implements Message {
    public ViewChange {
        prepared = List.copyOf(prepared);
    }
}
