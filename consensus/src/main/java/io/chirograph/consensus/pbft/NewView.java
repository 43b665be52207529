package io.chirograph.consensus.pbft;

import io.chirograph.crypto.Signature;
import java.util.List;

/// The new primary's signed start of `view`. What is proposed again follows from `changes` alone
/// ([NewViewPlan]), so only the signatures of those proposals are sent.
///
/// @param changes a quorum of view changes for `view`, ascending by signer
/// @param proposals the primary's signature for each proposal of the plan, in its order
public record NewView(
        long view,
        List<ViewChange> changes,
        List<Signature> proposals,
        int signer,
        Signature signature)
        implements Message {
    public NewView {
        changes = List.copyOf(changes);
        proposals = List.copyOf(proposals);
    }
}
