package io.chirograph.consensus.pbft;

import io.chirograph.crypto.Signature;
import io.chirograph.types.Hash32;

/// Signs with the validator's key; always the same signature for the same digest.
@FunctionalInterface
public interface Signer {
    Signature sign(Hash32 digest);
}
