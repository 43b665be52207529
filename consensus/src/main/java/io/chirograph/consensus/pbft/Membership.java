package io.chirograph.consensus.pbft;

import io.chirograph.proof.ValidatorSet;
import io.chirograph.types.Address;
import io.chirograph.types.Hash32;
import io.chirograph.types.Quorum;
import java.util.List;

/// Who agrees on which ledger, and which of them this replica is, from one height on until the next change.
/// Immutable.
///
/// @param setId the validator set's id, computed once
/// @param indexes the taken seats, computed once
/// @param since height of the last block that the set before agreed on; 0 for the first set
/// @param own the address of this replica's signing key
/// @param self this replica's seat, or [#OBSERVER], computed once
public record Membership(
        Hash32 genesisHash,
        ValidatorSet validators,
        Hash32 setId,
        List<Integer> indexes,
        long since,
        Address own,
        int self) {
    /// The seat of a replica that has none: it follows, but has no vote.
    public static final int OBSERVER = -1;

    public Membership {
        indexes = List.copyOf(indexes);
    }

    /// The first set of a ledger, for the replica on the seat `self`.
    public static Membership of(Hash32 genesisHash, ValidatorSet validators, int self) {
        if (!validators.isSeated(self)) {
            throw new IllegalArgumentException(
                    "validator index %d is not one of a set of %d"
                            .formatted(self, validators.size()));
        }
        return of(genesisHash, validators, 0, validators.validators().get(self));
    }

    /// A set for the replica whose signing key has the address `own`, be it one of them or not.
    public static Membership of(
            Hash32 genesisHash, ValidatorSet validators, long since, Address own) {
        return new Membership(
                genesisHash,
                validators,
                validators.id(),
                validators.indexes(),
                since,
                own,
                validators.indexOf(own).orElse(OBSERVER));
    }

    /// The set that `change` brings in.
    Membership after(SetChange change) {
        return of(genesisHash, change.next(), change.height(), own);
    }

    /// Whether this replica votes.
    public boolean hasVote() {
        return self != OBSERVER;
    }

    int size() {
        return indexes.size();
    }

    Quorum quorum() {
        return new Quorum(indexes.size());
    }

    int primary(long view) {
        return indexes.get((int) (view % indexes.size()));
    }

    boolean isSeated(int index) {
        return validators.isSeated(index);
    }

    boolean isSeated(Address address) {
        return validators.indexOf(address).isPresent();
    }

    Address address(int index) {
        return validators.validators().get(index);
    }
}
