package io.chirograph.crypto.signing;

import io.chirograph.types.Bytes;

/// What is to be checked: that `signer` signed `message`.
public record SignatureClaim(Verifier signer, Bytes message, Bytes signature) {
    boolean holds() {
        return signer.verify(message, signature);
    }
}
