package io.chirograph.crypto.hash;

import io.chirograph.types.Bytes;
import java.util.function.Supplier;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.Blake2bDigest;
import org.bouncycastle.crypto.digests.RIPEMD160Digest;

/// A hash function of BouncyCastle: those that the JDK leaves out.
record BouncyHash(String name, int sizeBytes, Supplier<Digest> fresh) implements HashFunction {
    static HashFunction ripemd160() {
        return new BouncyHash("RIPEMD-160", 20, RIPEMD160Digest::new);
    }

    static HashFunction blake2b256() {
        return new BouncyHash("BLAKE2b-256", 32, () -> new Blake2bDigest(256));
    }

    @Override
    public Bytes hash(Bytes input) {
        Digest digest = fresh.get();
        digest.update(input.toArray(), 0, input.size());
        byte[] hash = new byte[sizeBytes];
        digest.doFinal(hash, 0);
        return Bytes.owning(hash);
    }
}
