package io.chirograph.proof.document;

import io.chirograph.proof.BlockHeader;
import io.chirograph.proof.Certificate;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;

/// All it takes, beside the genesis file, to see that a passage or a whole content was registered. It
/// carries no keys: those come from the genesis.
///
/// @param genesisHash of the network, so that a proof of another one is told apart at once
/// @param header of the block in whose state the registration is shown
/// @param certificate of that block
public record DocumentProof(
        Hash32 genesisHash,
        Opening opening,
        Registration registration,
        RegistryProof registry,
        BlockHeader header,
        Certificate certificate) {

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
