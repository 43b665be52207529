package io.chirograph.consensus.pbft;

import io.chirograph.types.Hash32;
import org.jspecify.annotations.Nullable;

/// What validators sign for the votes that came lately. Those who agree sign the same, so it is computed once
/// and not for each vote. Thread-safe: what is known is immutable, and what one thread does not see yet it
/// computes again.
final class VoteDigests {
    /// A power of two; a few kinds and heights are in use at a time.
    private static final int PLACES = 256;

    private record Known(
            Hash32 setId, Vote.Kind kind, long view, long height, Hash32 hash, Hash32 digest) {
        boolean isOf(Membership members, Vote vote) {
            return height == vote.height()
                    && view == vote.view()
                    && kind == vote.kind()
                    && hash.equals(vote.hash())
                    && setId.equals(members.setId());
        }
    }

    private final @Nullable Known[] known = new Known[PLACES];

    /// What `vote`'s signature must be for.
    Hash32 of(Membership members, Vote vote) {
        int place = (int) (4 * vote.height() + vote.kind().code) & (PLACES - 1);
        Known found = known[place];
        if (found == null || !found.isOf(members, vote)) {
            found =
                    new Known(
                            members.setId(),
                            vote.kind(),
                            vote.view(),
                            vote.height(),
                            vote.hash(),
                            Digests.vote(
                                    members, vote.kind(), vote.view(), vote.height(), vote.hash()));
            known[place] = found;
        }
        return found.digest();
    }
}
