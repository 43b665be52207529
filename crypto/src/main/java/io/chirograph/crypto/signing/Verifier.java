package io.chirograph.crypto.signing;

import io.chirograph.types.Bytes;

/// A public key that checks signatures.
public interface Verifier {
    Bytes publicKey();

    /// Whether `signature` is this key's over `message`. No bytes make it throw: what is no signature at all is
    /// simply not this key's.
    boolean verify(Bytes message, Bytes signature);
}
