package io.chirograph.proof.document;

import io.chirograph.proof.BlockHeader;
import io.chirograph.proof.Certificate;
import io.chirograph.proof.ValidatorChange;
import io.chirograph.proof.ValidatorSet;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.util.List;

/// All it takes, beside the genesis file, to see that a passage or a whole content was registered. Keys come
/// from the genesis, and from changes of the validator set that are proven one by one.
///
/// @param genesisHash of the network, so that a proof of another one is told apart at once
/// @param changes from the founders to those who certified the block, in order
/// @param header of the block in whose state the registration is shown
/// @param certificate of that block
public record DocumentProof(
        Hash32 genesisHash,
        Opening opening,
        Registration registration,
        RegistryProof registry,
        List<ValidatorChange> changes,
        BlockHeader header,
        Certificate certificate) {
    /// Above what any network can have: each seat filled and emptied once.
    public static final int CHANGES_MAX = 2 * ValidatorSet.VALIDATORS_MAX;

    public DocumentProof {
        changes = List.copyOf(changes);
        if (changes.size() > CHANGES_MAX) {
            throw new IllegalArgumentException(
                    "a proof has at most %d changes of validators, not %d"
                            .formatted(CHANGES_MAX, changes.size()));
        }
    }

    /// @throws io.chirograph.proof.MalformedException when `file` is not, byte for byte, what
    ///     [#toJson()] writes for some proof
    public static DocumentProof fromJson(Bytes file) {
        return DocumentProofFile.read(file);
    }

    /// The proof as a file; `docs/proof-format.md` describes it.
    public Bytes toJson() {
        return DocumentProofFile.write(this);
    }
}
