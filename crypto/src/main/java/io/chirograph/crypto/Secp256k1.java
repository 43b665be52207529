package io.chirograph.crypto;

import io.chirograph.types.Hash32;
import java.math.BigInteger;

/// The curve's constants and the one place that knows the native library.
final class Secp256k1 {
    static final fr.acinq.secp256k1.Secp256k1 LIBRARY = fr.acinq.secp256k1.Secp256k1.get();

    /// The order of the group (SEC 2, section 2.4.1).
    static final BigInteger ORDER =
            new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);

    private Secp256k1() {}

    static boolean isSecret(Hash32 candidate) {
        return LIBRARY.secKeyVerify(candidate.toArray());
    }
}
