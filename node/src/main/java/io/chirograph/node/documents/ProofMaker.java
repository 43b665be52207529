package io.chirograph.node.documents;

import io.chirograph.knowledge.DocumentLibrary;
import io.chirograph.knowledge.DocumentState;
import io.chirograph.knowledge.StoredDocument;
import io.chirograph.ledger.AccountProof;
import io.chirograph.ledger.Ledger;
import io.chirograph.proof.Certificate;
import io.chirograph.proof.document.DocumentProof;
import io.chirograph.proof.document.DocumentRegistry;
import io.chirograph.proof.document.Opening;
import io.chirograph.proof.document.RegistryProof;
import io.chirograph.types.Hash32;
import io.chirograph.types.InvariantViolation;
import java.util.List;
import java.util.Optional;

/// Makes document proofs as of the newest certified block. Thread-safe.
final class ProofMaker {
    private final Ledger ledger;
    private final DocumentLibrary library;

    ProofMaker(Ledger ledger, DocumentLibrary library) {
        this.ledger = ledger;
        this.library = library;
    }

    ProofAnswer prove(Hash32 id, Revealed revealed) {
        Optional<StoredDocument> document = library.find(id);
        if (document.isEmpty()) {
            return new ProofAnswer.UnknownDocument();
        }
        return switch (document.get().state()) {
            case DocumentState.Registered _, DocumentState.Superseded _ ->
                    prove(document.get(), revealed);
            case DocumentState.Prepared _, DocumentState.Submitted _, DocumentState.Withdrawn _ ->
                    new ProofAnswer.NotRegistered(document.get());
        };
    }

    private ProofAnswer prove(StoredDocument document, Revealed revealed) {
        Optional<Opening> opening = open(document.id(), revealed);
        if (opening.isPresent()) {
            return new ProofAnswer.Proven(proof(document, opening.get()));
        }
        // Without an opening of its content, it was deleted a moment ago.
        return revealed instanceof Revealed.Content || library.find(document.id()).isEmpty()
                ? new ProofAnswer.UnknownDocument()
                : new ProofAnswer.UnknownPassage(document.registration().passageCount());
    }

    private Optional<Opening> open(Hash32 id, Revealed revealed) {
        return switch (revealed) {
            case Revealed.Content() -> library.openContent(id).map(Opening.OfContent::new);
            case Revealed.OnePassage(int index) ->
                    library.openPassage(id, index).map(Opening.OfPassage::new);
            case Revealed.PassageAndContent(int index) ->
                    library.openPassage(id, index)
                            .flatMap(passage ->
                                    library.openContent(id)
                                            .map(content -> new Opening.OfBoth(passage, content)));
        };
    }

    private DocumentProof proof(StoredDocument document, Opening opening) {
        // The certified height is that of a certificate; blocks below may be certified by a later
        // one's.
        long height = ledger.certifiedHeight();
        Optional<Certificate> certificate = ledger.certificate(height);
        InvariantViolation.check(
                certificate.isPresent(), "the certified block " + height + " has no certificate");
        AccountProof state =
                ledger.prove(
                                height,
                                DocumentRegistry.ADDRESS,
                                List.of(
                                        DocumentRegistry.digestSlot(document.id()),
                                        DocumentRegistry.stateSlot(document.id())))
                        .orElseThrow();
        return new DocumentProof(
                ledger.genesisHash(),
                opening,
                document.registration(),
                new RegistryProof(
                        state.nodes(),
                        state.slots().getFirst().nodes(),
                        state.slots().getLast().nodes()),
                ledger.validatorChanges(height),
                ledger.block(height).orElseThrow().block().header(),
                certificate.orElseThrow());
    }
}
