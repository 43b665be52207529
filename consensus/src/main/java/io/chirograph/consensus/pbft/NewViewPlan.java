package io.chirograph.consensus.pbft;

import io.chirograph.consensus.Batch;
import io.chirograph.types.Hash32;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a new primary must propose again, computed alike by it and by every backup from a quorum of view
/// changes (Castro and Liskov, OSDI 1999, section 4.4).
///
/// Why it is safe: a batch decided at a height above `base` was prepared by a quorum, and any quorum of
/// view changes holds the word of an honest member of that quorum. Its proof is of the view of the
/// decision or, by induction, of a later view and for the same batch; so the proof of the highest view
/// is for the decided batch.
///
/// @param base the highest block any of the view changes proves
/// @param digests of the batches for the heights from `base` + 1 on; [Batch#NULL] where no proof is
record NewViewPlan(Base base, List<Hash32> digests) {
    NewViewPlan {
        digests = List.copyOf(digests);
    }

    /// @param changes a quorum, each verified
    static NewViewPlan of(List<ViewChange> changes) {
        Base base = new Base.Genesis();
        SortedMap<Long, PreparedProof> newest = new TreeMap<>();
        for (ViewChange change : changes) {
            if (change.base().height() > base.height()) {
                base = change.base();
            }
            for (PreparedProof proof : change.prepared()) {
                newest.merge(proof.height(), proof, (a, b) -> b.view() > a.view() ? b : a);
            }
        }
        List<Hash32> digests = new ArrayList<>();
        long last = newest.isEmpty() ? 0 : newest.lastKey();
        for (long height = base.height() + 1; height <= last; height++) {
            PreparedProof proof = newest.get(height);
            digests.add(proof == null ? Batch.NULL.digest() : proof.digest());
        }
        return new NewViewPlan(base, digests);
    }

    long firstHeight() {
        return base.height() + 1;
    }

    long lastHeight() {
        return base.height() + digests.size();
    }

    /// The proposals that `newView`, whose plan this is, makes with its signatures.
    List<Vote> proposals(NewView newView) {
        List<Vote> votes = new ArrayList<>();
        for (int i = 0; i < digests.size(); i++) {
            votes.add(
                    new Vote(
                            Vote.Kind.PROPOSE,
                            newView.view(),
                            firstHeight() + i,
                            digests.get(i),
                            newView.signer(),
                            newView.proposals().get(i)));
        }
        return List.copyOf(votes);
    }
}
