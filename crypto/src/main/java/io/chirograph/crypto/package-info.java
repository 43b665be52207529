/// Hashes, keys and signatures. Values are immutable and safe to share between threads; secrets never
/// appear in `toString`. The curve is secp256k1 by libsecp256k1, hashes are BouncyCastle's and the JDK's.
///
/// Read [io.chirograph.crypto.SigningKey] first.
@NullMarked
package io.chirograph.crypto;

import org.jspecify.annotations.NullMarked;
