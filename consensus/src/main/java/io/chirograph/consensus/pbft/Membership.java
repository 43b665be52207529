package io.chirograph.consensus.pbft;

import io.chirograph.proof.ValidatorSet;
import io.chirograph.types.Address;
import io.chirograph.types.Hash32;
import io.chirograph.types.Quorum;

/// Who agrees on which ledger, and which of them this replica is. Immutable.
///
/// @param setId the validator set's id, computed once
/// @param self this replica's index
public record Membership(Hash32 genesisHash, ValidatorSet validators, Hash32 setId, int self) {
    public Membership {
        if (self < 0 || self >= validators.size()) {
            throw new IllegalArgumentException(
                    "validator index %d is not one of a set of %d"
                            .formatted(self, validators.size()));
        }
    }

    public static Membership of(Hash32 genesisHash, ValidatorSet validators, int self) {
        return new Membership(genesisHash, validators, validators.id(), self);
    }

    int size() {
        return validators.size();
    }

    Quorum quorum() {
        return validators.quorum();
    }

    int primary(long view) {
        return (int) (view % size());
    }

    Address address(int index) {
        return validators.validators().get(index);
    }
}
