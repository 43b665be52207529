/// Hash functions behind one interface, [io.chirograph.crypto.hash.HashFunction]: ours, the JDK's and
/// BouncyCastle's. Code that knows which one it wants and hashes much calls
/// [io.chirograph.crypto.Hashes] or [io.chirograph.crypto.Keccak256] instead.
@NullMarked
package io.chirograph.crypto.hash;

import org.jspecify.annotations.NullMarked;
