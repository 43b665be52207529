package io.chirograph.crypto.signing;

import io.chirograph.types.Bytes;

/// A secret key that signs. The same key and message always give the same signature.
public interface Signer {
    Bytes publicKey();

    Bytes sign(Bytes message);
}
