package io.chirograph.node;

import io.chirograph.ledger.StateProof;
import io.chirograph.proof.ValidatorChain;
import io.chirograph.proof.ValidatorSet;
import io.chirograph.transfer.Manifest;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.RlpException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/// Which states other members offer, and who offers the same. Each offer brings a proof of who certified the block
/// that the state comes after; when f + 1 of these offer one version, an honest one vouches for it.
///
/// A member that was asked may answer once, so that no member can keep this one busy with checking proofs.
/// Single-owner.
final class StateOffers {
    /// What became of an offer.
    sealed interface Taken {}

    /// A state that somebody has.
    ///
    /// @param version of the manifest
    /// @param validators those who certified the block, as the proof says
    record Offer(Manifest manifest, Hash32 version, StateProof proof, ValidatorSet validators)
            implements Taken {
        /// Whether both are of one state, and may be received together.
        boolean isAs(Offer other) {
            return version.equals(other.version)
                    && proof.certificate().blockHash().equals(other.proof.certificate().blockHash())
                    && validators.equals(other.validators);
        }
    }

    /// It was not asked for, or comes twice.
    record Unasked() implements Taken {}

    record Refused(String reason) implements Taken {}

    private final Function<StateProof, ValidatorChain> verify;
    private final Set<Integer> asked = new HashSet<>();
    private final SortedMap<Integer, Offer> offers = new TreeMap<>();
    private final Set<Hash32> refused = new HashSet<>();

    /// @param verify who certified the block of a proof, see [StateProof#verify]
    StateOffers(Function<StateProof, ValidatorChain> verify) {
        this.verify = verify;
    }

    /// Forgets what was offered.
    void clear() {
        asked.clear();
        offers.clear();
    }

    void asked(int node) {
        asked.add(node);
    }

    /// @param note a [StateProof]
    Taken take(int node, Manifest manifest, Bytes note) {
        if (!asked.remove(node)) {
            return new Unasked();
        }
        StateProof proof;
        try {
            proof = StateProof.fromRlp(note);
        } catch (RlpException e) {
            return new Refused(String.valueOf(e.getMessage()));
        }
        if (!manifest.object().equals(StateExchange.object(proof.height()))) {
            return new Refused("it is not the state its proof is for");
        }
        Hash32 version = manifest.version();
        if (refused.contains(version)) {
            return new Refused("it proved wrong before");
        }
        return switch (verify.apply(proof)) {
            case ValidatorChain.Broken broken -> new Refused(broken.reason());
            case ValidatorChain.Proven proven -> {
                Offer offer = new Offer(manifest, version, proof, proven.validators());
                offers.put(node, offer);
                yield offer;
            }
        };
    }

    /// Who offers the same, when they are f + 1 of those who certified its block; nobody when they are fewer.
    List<Integer> holders(Offer wanted) {
        List<Integer> holders = new ArrayList<>();
        for (Map.Entry<Integer, Offer> entry : offers.entrySet()) {
            // Who left, or has yet to join, is not among those of whom at most f lie.
            if (entry.getValue().isAs(wanted) && wanted.validators().isSeated(entry.getKey())) {
                holders.add(entry.getKey());
            }
        }
        return holders.size() < wanted.validators().quorum().oneHonest() ? List.of() : holders;
    }

    /// It was received whole, and is not what its proof says: it is taken from nobody any more.
    void refuse(Offer wrong) {
        refused.add(wrong.version());
    }
}
