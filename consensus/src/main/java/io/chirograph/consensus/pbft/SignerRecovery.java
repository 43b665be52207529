package io.chirograph.consensus.pbft;

import io.chirograph.crypto.Signature;
import io.chirograph.types.Address;
import io.chirograph.types.Hash32;
import java.util.Optional;

/// Tells whose signature it is: `(digest, signature) -> signature.signer(digest)`, or a cache before it.
@FunctionalInterface
public interface SignerRecovery {
    Optional<Address> signer(Hash32 digest, Signature signature);
}
