package io.chirograph.proof;

import io.chirograph.types.Hash32;
import java.util.List;
import java.util.Optional;

/// Who may certify what, from the genesis on: each set is named by a block that the set before it certified.
/// So keys come from the genesis file and from proven changes only.
public sealed interface ValidatorChain {
    /// @param validators certify the blocks above `since`, until they hand over
    /// @param since height of the last block of the set before; 0 for the founders
    record Proven(ValidatorSet validators, long since) implements ValidatorChain {
        /// Checks a certificate of this set.
        /// @return what is wrong, or nothing when the certificate proves its block
        public Optional<String> problem(Hash32 genesisHash, Certificate certificate) {
            Optional<String> unsigned = certificate.verify(genesisHash, validators);
            if (unsigned.isEmpty() && certificate.height() <= since) {
                return Optional.of(
                        "block %d is certified by validators that certify from block %d on"
                                .formatted(certificate.height(), since + 1));
            }
            return unsigned;
        }
    }

    record Broken(String reason) implements ValidatorChain {}

    /// Walks `changes`, which follow one another without a gap from the genesis on.
    static ValidatorChain walk(Genesis genesis, List<ValidatorChange> changes) {
        Hash32 genesisHash = genesis.hash();
        Proven reached = new Proven(genesis.validatorSet(), 0);
        for (ValidatorChange change : changes) {
            Optional<String> problem =
                    reached.problem(genesisHash, change.certificate()).or(change::problem);
            if (problem.isPresent()) {
                return new Broken(problem.get());
            }
            reached = new Proven(change.next(), change.height());
        }
        return reached;
    }
}
