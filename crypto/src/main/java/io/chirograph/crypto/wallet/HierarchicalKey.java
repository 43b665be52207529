package io.chirograph.crypto.wallet;

import io.chirograph.crypto.SigningKey;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.ec.CustomNamedCurves;

/// A secret key from which further ones are derived (BIP-32): one seed gives every account of a wallet.
public final class HierarchicalKey {
    private static final BigInteger ORDER = CustomNamedCurves.getByName("secp256k1").getN();
    private static final int HARDENED = 0x8000_0000;

    private final SigningKey key;
    private final byte[] chainCode;

    private HierarchicalKey(SigningKey key, byte[] chainCode) {
        this.key = key;
        this.chainCode = chainCode;
    }

    /// @param seed 16 to 64 bytes
    public static HierarchicalKey ofSeed(Bytes seed) {
        if (seed.size() < 16 || seed.size() > 64) {
            throw new IllegalArgumentException("a seed has 16 to 64 bytes, not " + seed.size());
        }
        byte[] digest = hmacSha512(Bytes.ofUtf8("Bitcoin seed").toArray(), seed.toArray());
        return new HierarchicalKey(
                SigningKey.of(Hash32.owning(Arrays.copyOf(digest, 32))),
                Arrays.copyOfRange(digest, 32, 64));
    }

    /// The key of Ethereum account `index` (BIP-44): `m/44'/60'/0'/0/index`.
    public SigningKey ethereumAccount(int index) {
        return hardened(44).hardened(60).hardened(0).child(0).child(index).key();
    }

    /// The child whose derivation needs the secret: no public key can lead to it.
    public HierarchicalKey hardened(int index) {
        requireIndex(index);
        ByteBuffer data = ByteBuffer.allocate(37);
        data.put((byte) 0).put(key.secret().toArray()).putInt(index | HARDENED);
        return derive(data.array());
    }

    public HierarchicalKey child(int index) {
        requireIndex(index);
        byte[] point = key.publicKey().uncompressed().toArray();
        ByteBuffer data = ByteBuffer.allocate(37);
        data.put((byte) (2 + (point[63] & 1))).put(point, 0, 32).putInt(index);
        return derive(data.array());
    }

    private static void requireIndex(int index) {
        if (index < 0) {
            throw new IllegalArgumentException("a child index is at least 0, not " + index);
        }
    }

    private HierarchicalKey derive(byte[] data) {
        byte[] digest = hmacSha512(chainCode, data);
        BigInteger tweak = new BigInteger(1, Arrays.copyOf(digest, 32));
        BigInteger secret = tweak.add(new BigInteger(1, key.secret().toArray())).mod(ORDER);
        if (tweak.compareTo(ORDER) >= 0 || secret.signum() == 0) {
            // One in 2^127: BIP-32 says to take the next index, which only the caller may decide.
            throw new IllegalArgumentException("this child does not exist, use the next index");
        }
        return new HierarchicalKey(
                SigningKey.of(UInt256.of(secret).toHash32()), Arrays.copyOfRange(digest, 32, 64));
    }

    public SigningKey key() {
        return key;
    }

    private static byte[] hmacSha512(byte[] key, byte[] data) {
        try {
            Mac mac = Mac.getInstance("HmacSHA512");
            mac.init(new SecretKeySpec(key, "HmacSHA512"));
            return mac.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HMAC-SHA-512", e);
        }
    }

    @Override
    public String toString() {
        return "HierarchicalKey of " + key.address();
    }
}
