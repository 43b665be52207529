package io.chirograph.consensus.pbft;

import io.chirograph.crypto.Signature;
import io.chirograph.types.Hash32;
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

    /// The signed word of the validator `members.self()`.
    public static ViewChange sign(
            Membership members, Signer signer, long view, Base base, List<PreparedProof> prepared) {
        Signature signature =
                signer.sign(Digests.viewChange(members, view, base, prepared, members.self()));
        return new ViewChange(view, base, prepared, members.self(), signature);
    }

    Hash32 signedDigest(Membership members) {
        return Digests.viewChange(members, view, base, prepared, signer);
    }
}
