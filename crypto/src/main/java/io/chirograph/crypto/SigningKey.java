package io.chirograph.crypto;

import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.security.SecureRandom;

/// A secret key of secp256k1. Signatures are deterministic (RFC 6979) with the low `s`, so the same key
/// and digest always give the same bytes.
public final class SigningKey {
    private final Hash32 secret;
    private final PublicKey publicKey;

    private SigningKey(Hash32 secret) {
        this.secret = secret;
        this.publicKey = PublicKey.ofLibrary(Secp256k1.LIBRARY.pubkeyCreate(secret.toArray()));
    }

    /// @param secret from 1 to the group's order − 1
    /// @throws IllegalArgumentException when it is outside (the value is not told)
    public static SigningKey of(Hash32 secret) {
        if (!Secp256k1.isSecret(secret)) {
            throw new IllegalArgumentException(
                    "a secret key must be from 1 to the order of secp256k1 − 1");
        }
        return new SigningKey(secret);
    }

    public static SigningKey generate(SecureRandom random) {
        byte[] candidate = new byte[Hash32.SIZE];
        do {
            random.nextBytes(candidate);
        } while (!Secp256k1.isSecret(Hash32.of(candidate)));
        return of(Hash32.of(candidate));
    }

    public PublicKey publicKey() {
        return publicKey;
    }

    public Address address() {
        return publicKey.address();
    }

    /// The secret itself, to be stored where only its owner reads.
    public Hash32 secret() {
        return secret;
    }

    public Signature sign(Hash32 digest) {
        return RecoverableSigner.instance()
                .map(signer -> signer.sign(digest, secret))
                .orElseGet(() -> signAndRecover(digest));
    }

    /// The same signature in twice the time, where the native library hides its own call.
    Signature signAndRecover(Hash32 digest) {
        byte[] message = digest.toArray();
        byte[] compact = Secp256k1.LIBRARY.sign(message, secret.toArray(), null);
        UInt256 r = UInt256.of(Bytes.owning(compact).slice(0, 32));
        UInt256 s = UInt256.of(Bytes.owning(compact).slice(32));
        Signature even = new Signature(r, s, 0);
        // The library's call does not tell the recovery id; one recovery tells which of the two it
        // is.
        return even.publicKey(digest).filter(publicKey::equals).isPresent()
                ? even
                : new Signature(r, s, 1);
    }

    @Override
    public String toString() {
        return "SigningKey of " + address();
    }
}
