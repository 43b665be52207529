package io.chirograph.consensus.pbft;

import io.chirograph.types.Hash32;

/// Makes this validator's signed votes.
public record Voter(Membership members, Signer signer) {
    public Vote vote(Vote.Kind kind, long view, long height, Hash32 hash) {
        Hash32 digest = Digests.vote(members, kind, view, height, hash);
        return new Vote(kind, view, height, hash, members.self(), signer.sign(digest));
    }
}
