package io.chirograph.consensus.pbft;

import io.chirograph.crypto.Signature;
import io.chirograph.types.Hash32;
import java.util.ArrayList;
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

    /// The start of `view` by its primary `members.self()`.
    public static NewView sign(
            Membership members, Signer signer, long view, List<ViewChange> changes) {
        NewViewPlan plan = NewViewPlan.of(changes);
        Voter voter = new Voter(members, signer);
        List<Signature> proposals = new ArrayList<>();
        for (int i = 0; i < plan.digests().size(); i++) {
            Hash32 digest = plan.digests().get(i);
            long height = plan.firstHeight() + i;
            proposals.add(voter.vote(Vote.Kind.PROPOSE, view, height, digest).signature());
        }
        return sign(members, signer, view, changes, proposals);
    }

    static NewView sign(
            Membership members,
            Signer signer,
            long view,
            List<ViewChange> changes,
            List<Signature> proposals) {
        Signature signature =
                signer.sign(Digests.newView(members, view, changes, proposals, members.self()));
        return new NewView(view, changes, proposals, members.self(), signature);
    }

    Hash32 signedDigest(Membership members) {
        return Digests.newView(members, view, changes, proposals, signer);
    }
}
