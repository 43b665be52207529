package io.chirograph.proof.document;

import io.chirograph.crypto.Hashes;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.util.Optional;

/// Opens the commitment to a document's whole content: who has the content can compare it. Whoever sees
/// this can test guesses of the content, so it is for those who may read the document.
///
/// @param salt [DocumentSalt#content]
/// @param digest Keccak-256 of the content
public record ContentOpening(Hash32 salt, Hash32 digest) {
    /// What is wrong when this does not open the content of `registration`.
    Optional<String> problem(Registration registration) {
        Hash32 hash = Commitments.content(salt, registration.size(), digest);
        return hash.equals(registration.contentHash())
                ? Optional.empty()
                : Optional.of(
                        "salt and digest give content hash %s, registered is %s"
                                .formatted(hash, registration.contentHash()));
    }

    /// Whether `content` is what this opens.
    public boolean matches(Bytes content) {
        return Hashes.keccak256(content).equals(digest);
    }
}
