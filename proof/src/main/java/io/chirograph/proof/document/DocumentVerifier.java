package io.chirograph.proof.document;

import io.chirograph.proof.Genesis;
import io.chirograph.proof.MalformedException;
import io.chirograph.proof.Member;
import io.chirograph.proof.ValidatorChain;
import io.chirograph.proof.ValidatorSet;
import io.chirograph.proof.document.DocumentRegistry.Entry;
import io.chirograph.proof.document.DocumentRegistry.Status;
import io.chirograph.proof.document.RegistryProof.Finding;
import io.chirograph.proof.document.Verification.Refused;
import io.chirograph.proof.document.Verification.Step;
import io.chirograph.proof.document.Verification.Verified;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Walks a proof from the genesis down to the passage, with nothing else at hand:
///
///     genesis → validator sets → certificate → block header → state root → registry entry → registration
///             → text root → passage, and → content hash → content
public final class DocumentVerifier {
    private DocumentVerifier() {}

    /// Checks a proof file. `genesis` is the caller's own copy: its hash is what members compared.
    public static Verification verify(Genesis genesis, Bytes proofFile) {
        try {
            return verify(genesis, DocumentProof.fromJson(proofFile));
        } catch (MalformedException e) {
            return new Refused(Step.FORMAT, String.valueOf(e.getMessage()));
        }
    }

    public static Verification verify(Genesis genesis, DocumentProof proof) {
        Optional<Refused> problem = blockProblem(genesis, proof);
        if (problem.isPresent()) {
            return problem.get();
        }
        Hash32 id = proof.registration().id();
        return switch (proof.registry().find(proof.header().stateRoot(), id)) {
            case Finding.NotProven(String reason) -> new Refused(Step.REGISTRY, reason);
            case Finding.Found(Entry entry) -> verify(genesis, proof, entry);
        };
    }

    private static Optional<Refused> blockProblem(Genesis genesis, DocumentProof proof) {
        Hash32 genesisHash = genesis.hash();
        if (!proof.genesisHash().equals(genesisHash)) {
            return refused(
                    Step.NETWORK,
                    "the proof is of the network with genesis %s, yours is %s"
                            .formatted(proof.genesisHash(), genesisHash));
        }
        switch (ValidatorChain.walk(genesis, proof.changes())) {
            case ValidatorChain.Broken(String reason) -> {
                return refused(Step.VALIDATORS, reason);
            }
            case ValidatorChain.Proven proven -> {
                Optional<String> unsigned = proven.problem(genesisHash, proof.certificate());
                if (unsigned.isPresent()) {
                    return refused(Step.CERTIFICATE, unsigned.get());
                }
            }
        }
        Hash32 blockHash = proof.header().hash();
        if (!blockHash.equals(proof.certificate().blockHash())
                || proof.header().number() != proof.certificate().height()) {
            return refused(
                    Step.BLOCK,
                    "the header is of block %d, %s; certified is block %d, %s"
                            .formatted(
                                    proof.header().number(),
                                    blockHash,
                                    proof.certificate().height(),
                                    proof.certificate().blockHash()));
        }
        return Optional.empty();
    }

    private static Verification verify(Genesis genesis, DocumentProof proof, Entry entry) {
        Registration registration = proof.registration();
        return registrationProblem(proof, entry)
                .or(() ->
                        proof.opening()
                                .content()
                                .flatMap(opened -> opened.problem(registration))
                                .flatMap(reason -> refused(Step.CONTENT, reason)))
                .or(() ->
                        proof.opening()
                                .passage()
                                .flatMap(opened -> opened.problem(registration))
                                .flatMap(reason -> refused(Step.PASSAGE, reason)))
                .map(Verification.class::cast)
                .orElseGet(() -> verified(genesis, proof, entry));
    }

    /// What the registry stores must be the hash of what the proof tells. Owner and version are under
    /// that hash too, so they need no comparison of their own.
    private static Optional<Refused> registrationProblem(DocumentProof proof, Entry entry) {
        Hash32 digest = proof.registration().digest();
        if (!digest.equals(entry.digest())) {
            return refused(
                    Step.REGISTRATION,
                    "the registration hashes to %s, the registry holds %s"
                            .formatted(digest, entry.digest()));
        }
        if (entry.status() == Status.WITHDRAWN) {
            return refused(
                    Step.REGISTRATION,
                    "document %s was registered in block %d and is withdrawn as of block %d"
                            .formatted(
                                    proof.registration().id(),
                                    entry.height(),
                                    proof.header().number()));
        }
        return Optional.empty();
    }

    private static Verified verified(Genesis genesis, DocumentProof proof, Entry entry) {
        ValidatorSet validators =
                proof.changes().isEmpty()
                        ? genesis.validatorSet()
                        : proof.changes().getLast().next();
        List<String> signers =
                proof.certificate().signatures().keySet().stream()
                        .map(index -> signerName(genesis, validators, index))
                        .toList();
        return new Verified(
                proof,
                nameOf(genesis, entry.owner()),
                entry.height(),
                entry.status() == Status.SUPERSEDED,
                proof.header().number(),
                Instant.ofEpochSecond(proof.header().timestamp()),
                signers);
    }

    /// The proof of a change has no names.
    private static String signerName(Genesis genesis, ValidatorSet validators, int index) {
        return index < genesis.members().size()
                ? genesis.members().get(index).name()
                : validators.validators().get(index).toHex();
    }

    private static String nameOf(Genesis genesis, Address account) {
        return genesis.members().stream()
                .filter(member -> member.account().equals(account))
                .map(Member::name)
                .findFirst()
                .orElseGet(account::toHex);
    }

    private static Optional<Refused> refused(Step step, String reason) {
        return Optional.of(new Refused(step, reason));
    }
}
