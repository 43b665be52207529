package io.chirograph.ledger;

import io.chirograph.proof.BlockHeader;
import io.chirograph.proof.Certificate;
import io.chirograph.proof.Genesis;
import io.chirograph.proof.ValidatorChain;
import io.chirograph.proof.ValidatorChange;
import io.chirograph.proof.ValidatorSet;
import io.chirograph.types.Bytes;
import io.chirograph.types.RlpException;
import io.chirograph.types.RlpReader;
import io.chirograph.types.RlpWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Proves to whoever has the genesis which block a state comes after, and who certifies from there on. Two members
/// have different proofs of one block when other signatures reached them first.
///
/// @param changes of the validators, all below the block
/// @param header of the block
/// @param certificate of the block, by those who certify after `changes`
/// @param next who certifies behind the block, when its validators hand over there
public record StateProof(
        List<ValidatorChange> changes,
        BlockHeader header,
        Certificate certificate,
        Optional<ValidatorSet> next) {
    public StateProof {
        changes = List.copyOf(changes);
    }

    public long height() {
        return header.number();
    }

    /// Walks from the genesis to those who certify the block, and checks their certificate.
    public ValidatorChain verify(Genesis genesis) {
        return switch (ValidatorChain.walk(genesis, changes)) {
            case ValidatorChain.Broken broken -> broken;
            case ValidatorChain.Proven proven -> {
                Optional<String> problem =
                        proven.problem(genesis.hash(), certificate).or(this::problem);
                yield problem.isPresent() ? new ValidatorChain.Broken(problem.get()) : proven;
            }
        };
    }

    private Optional<String> problem() {
        if (!header.hash().equals(certificate.blockHash()) || height() != certificate.height()) {
            return Optional.of(
                    "the header of block %d is not the certified one".formatted(height()));
        }
        return header.requestsHash()
                        .equals(
                                next.map(ValidatorChange::requestsHash)
                                        .orElse(BlockHeader.NO_REQUESTS))
                ? Optional.empty()
                : Optional.of(
                        "block %d does not hand over to validator set %s"
                                .formatted(
                                        height(),
                                        next.map(set -> set.id().toString()).orElse("(none)")));
    }

    /// The RLP list of the list of changes, header, certificate and a list of no or one set.
    public Bytes toRlp() {
        return RlpWriter.list(w ->
                w.beginList(list -> changes.forEach(change -> list.encoded(change.toRlp())))
                        .encoded(header.toRlp())
                        .encoded(certificate.toRlp())
                        .beginList(list -> next.ifPresent(set -> list.encoded(set.toRlp()))));
    }

    /// @throws RlpException when `rlp` is not exactly one proof
    public static StateProof fromRlp(Bytes rlp) {
        RlpReader fields = RlpReader.list(rlp);
        List<ValidatorChange> changes = new ArrayList<>();
        RlpReader list = fields.list();
        while (list.hasNext()) {
            changes.add(ValidatorChange.fromRlp(list.encoded()));
        }
        BlockHeader header = BlockHeader.fromRlp(fields.encoded());
        Certificate certificate = Certificate.fromRlp(fields.encoded());
        Optional<ValidatorSet> next = Optional.empty();
        RlpReader behind = fields.list();
        if (behind.hasNext()) {
            next = Optional.of(ValidatorSet.fromRlp(behind.encoded()));
            behind.end();
        }
        fields.end();
        return new StateProof(changes, header, certificate, next);
    }
}
