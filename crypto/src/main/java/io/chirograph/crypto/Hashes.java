package io.chirograph.crypto;

import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The hash functions: Keccak-256 as Ethereum uses it (see [Keccak256]), SHA-256, and
/// HMAC-SHA-256 (RFC 2104).
public final class Hashes {
    /// Keccak-256 of nothing: the code hash of an account without code.
    public static final Hash32 EMPTY_KECCAK = keccak256(Bytes.EMPTY);

    /// Keccak-256 of the RLP of an empty string: the root of a trie without entries.
    public static final Hash32 EMPTY_TRIE_ROOT = keccak256(Bytes.copyOf((byte) 0x80));

    private Hashes() {}

    public static Hash32 keccak256(Bytes input) {
        return keccak256(input.toArray());
    }

    public static Hash32 keccak256(byte[] input) {
        return keccak256(input, 0, input.length);
    }

    public static Hash32 keccak256(byte[] input, int offset, int size) {
        Keccak256 keccak = new Keccak256();
        keccak.hash(input, offset, size);
        byte[] hash = new byte[Hash32.SIZE];
        keccak.copyTo(hash, 0);
        return Hash32.owning(hash);
    }

    public static Hash32 sha256(Bytes input) {
        MessageDigest digest = newSha256();
        digest.update(input.asByteBuffer());
        return Hash32.owning(digest.digest());
    }

    /// A fresh SHA-256 for input that arrives in pieces.
    public static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    /// @param key at least one byte
    public static Hash32 hmacSha256(Bytes key, Bytes message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.toArray(), "HmacSHA256"));
            mac.update(message.asByteBuffer());
            return Hash32.owning(mac.doFinal());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HMAC-SHA-256", e);
        }
    }
}
