package io.chirograph.ledger;

import io.chirograph.evm.WorldState;
import io.chirograph.proof.Genesis;
import io.chirograph.proof.MemberRegistry;
import io.chirograph.proof.MemberRoll;
import io.chirograph.proof.ValidatorSet;
import java.util.Optional;

/// Reads the member registry in a state of the ledger, when the network has one.
final class MemberState {
    private final boolean isGoverned;

    MemberState(Genesis genesis) {
        this.isGoverned = genesis.isGoverned();
    }

    /// What the registry holds.
    Optional<MemberRoll> roll(WorldState state) {
        return isGoverned
                ? Optional.of(MemberRoll.read(slot -> state.storage(MemberRegistry.ADDRESS, slot)))
                : Optional.empty();
    }

    /// The change that the block at `height`, which made `after` of `before`, decided.
    Optional<ValidatorHandover> decided(long height, WorldState before, WorldState after) {
        long boundary = boundary(after);
        return boundary > height && boundary != boundary(before)
                ? roll(after).map(roll -> new ValidatorHandover(boundary, roll.validators()))
                : Optional.empty();
    }

    /// Those who certify the blocks behind `height`, when that is the last one of the set before.
    /// @param parent the state before that block; the registry lets nobody change it any more
    Optional<ValidatorSet> handedOver(long height, WorldState parent) {
        return boundary(parent) == height
                ? roll(parent).map(MemberRoll::validators)
                : Optional.empty();
    }

    /// Zero when nothing was ever changed.
    private long boundary(WorldState state) {
        return isGoverned
                ? MemberRoll.boundary(slot -> state.storage(MemberRegistry.ADDRESS, slot))
                : 0;
    }

    /// The newest change in `state` if it takes effect behind `height`.
    Optional<ValidatorHandover> pending(long height, WorldState state) {
        return boundary(state) > height
                ? roll(state).map(roll -> new ValidatorHandover(roll.boundary(), roll.validators()))
                : Optional.empty();
    }
}
