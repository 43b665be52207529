package io.chirograph.crypto.signing;

import io.chirograph.batch.ParallelBatch;
import io.chirograph.crypto.Secret;
import io.chirograph.types.Bytes;
import java.security.SecureRandom;
import java.util.List;

/// A way to sign messages. Thread-safe, and so are its keys.
public interface SignatureScheme {
    /// As the standard writes it.
    String name();

    Secret generate(SecureRandom random);

    /// @throws IllegalArgumentException when `secret` is no secret key of this scheme (the value is not told)
    Signer signer(Secret secret);

    /// The key in `publicKey`, fully checked. Worth keeping: with some schemes the check costs as much as a
    /// signature's.
    ///
    /// @throws IllegalArgumentException when it is no public key of this scheme
    Verifier verifier(Bytes publicKey);

    /// Checks many signatures at once, on the threads of `workers`.
    ///
    /// @param claims their signers are keys of this scheme
    /// @return whether each signature is right, in the order of `claims`
    /// @throws IllegalArgumentException when a signer is of another scheme
    List<Boolean> verifyAll(List<SignatureClaim> claims, ParallelBatch workers);
}
