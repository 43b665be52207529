package io.chirograph.benchmarks.consensus;

import io.chirograph.crypto.Hashes;
import io.chirograph.types.Bytes;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.PublicKey;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// What lets a client and a replica trust one another's frames, whoever passes them on: HMAC-SHA-256 under
/// a key that only the two can compute (X25519), cut to 16 bytes. Single-owner.
final class SessionMac {
    static final int BYTES = 16;

    private static final Bytes LABEL = Bytes.ofUtf8("chirograph benchmark session 1");

    private final Mac mac;
    private final byte[] full = new byte[32];

    private SessionMac(Bytes key) {
        try {
            mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.toArray(), "HmacSHA256"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HMAC-SHA-256", e);
        }
    }

    static SessionMac of(Bytes key) {
        return new SessionMac(key);
    }

    /// The key that `own` and `other` share.
    /// @throws IllegalArgumentException when `other` is no usable key
    static Bytes keyOf(PrivateKey own, PublicKey other) {
        try {
            KeyAgreement agreement = KeyAgreement.getInstance("X25519");
            agreement.init(own);
            agreement.doPhase(other, true);
            return Hashes.hmacSha256(Bytes.owning(agreement.generateSecret()), LABEL).bytes();
        } catch (InvalidKeyException e) {
            throw new IllegalArgumentException("no usable session key", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no X25519", e);
        }
    }

    /// Writes the MAC of what is between `from` and `to` in `bytes` to `target` at `offset`.
    void write(byte[] bytes, int from, int to, byte[] target, int offset) {
        mac.update(bytes, from, to - from);
        finish();
        System.arraycopy(full, 0, target, offset, BYTES);
    }

    /// Whether the bytes at the position of `macBytes` are the MAC of `bytes` between `from` and `to`.
    boolean check(byte[] bytes, int from, int to, ByteBuffer macBytes) {
        mac.update(bytes, from, to - from);
        finish();
        int difference = 0;
        for (int i = 0; i < BYTES; i++) {
            difference |= full[i] ^ macBytes.get();
        }
        return difference == 0;
    }

    private void finish() {
        try {
            mac.doFinal(full, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a MAC of 32 bytes did not fit", e);
        }
    }
}
