package io.chirograph.proof;

import io.chirograph.crypto.Hashes;
import io.chirograph.types.Address;
import io.chirograph.types.Hash32;
import io.chirograph.types.Quorum;
import io.chirograph.types.RlpWriter;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;

/// Those who vote, in a fixed order: a validator's index is its place in the list, everywhere.
///
/// @param validators 1 to [#VALIDATORS_MAX] distinct addresses of signing keys
public record ValidatorSet(List<Address> validators) {
    public static final int VALIDATORS_MAX = 256;

    public ValidatorSet {
        validators = List.copyOf(validators);
        if (validators.isEmpty() || validators.size() > VALIDATORS_MAX) {
            throw new IllegalArgumentException(
                    "a validator set has 1 to %d validators, not %d"
                            .formatted(VALIDATORS_MAX, validators.size()));
        }
        if (new HashSet<>(validators).size() != validators.size()) {
            throw new IllegalArgumentException(
                    "a validator set names a validator twice: " + validators);
        }
    }

    /// The Keccak-256 of the RLP list of addresses: the same validators in another order are another set.
    public Hash32 id() {
        return Hashes.keccak256(RlpWriter.list(w -> validators.forEach(w::address)));
    }

    public int size() {
        return validators.size();
    }

    public Quorum quorum() {
        return new Quorum(validators.size());
    }

    /// The index of `validator`, if it is one.
    public OptionalInt indexOf(Address validator) {
        int index = validators.indexOf(validator);
        return index < 0 ? OptionalInt.empty() : OptionalInt.of(index);
    }
}
