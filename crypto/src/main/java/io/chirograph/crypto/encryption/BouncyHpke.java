package io.chirograph.crypto.encryption;

import io.chirograph.crypto.Secret;
import io.chirograph.types.Bytes;
import java.security.SecureRandom;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.hpke.HPKEContextWithEncapsulation;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.X25519PublicKeyParameters;

/// Hybrid public key encryption (HPKE, RFC 9180) in base mode, single-shot, by BouncyCastle: all of it in Java,
/// wherever Java runs. A sealed message is the encapsulated key (32 bytes), the ciphertext and the tag (16).
/// [PlatformHpke] reads and writes the same.
public final class BouncyHpke implements PublicKeyEncryption {
    private final HpkeSuite suite;

    public BouncyHpke(HpkeSuite suite) {
        this.suite = suite;
    }

    /// The library's objects may keep state.
    private HPKE hpke() {
        return new HPKE(
                HPKE.mode_base,
                (short) HpkeSuite.DHKEM_X25519_HKDF_SHA256,
                (short) HpkeSuite.HKDF_SHA256,
                (short) suite.identifier());
    }

    @Override
    public String name() {
        return suite.title();
    }

    @Override
    public Secret generate(SecureRandom random) {
        return Secret.random(HpkeSuite.KEY_BYTES, random);
    }

    @Override
    public Bytes publicKey(Secret secret) {
        return Bytes.owning(privateKey(secret).generatePublicKey().getEncoded());
    }

    private static X25519PrivateKeyParameters privateKey(Secret secret) {
        return new X25519PrivateKeyParameters(
                secret.requireSize(HpkeSuite.KEY_BYTES, "an X25519 secret key").reveal().toArray());
    }

    @Override
    public Bytes seal(Bytes publicKey, Purpose purpose, Bytes plaintext, SecureRandom random) {
        if (publicKey.size() != HpkeSuite.KEY_BYTES) {
            throw new IllegalArgumentException(
                    "an X25519 public key has %d bytes, not %d"
                            .formatted(HpkeSuite.KEY_BYTES, publicKey.size()));
        }
        try {
            HPKEContextWithEncapsulation context =
                    hpke().setupBaseS(
                                    new X25519PublicKeyParameters(publicKey.toArray()),
                                    purpose.info().toArray(),
                                    pair(generate(random)));
            byte[] sealed = context.seal(purpose.associatedData().toArray(), plaintext.toArray());
            return Bytes.concat(Bytes.owning(context.getEncapsulation()), Bytes.owning(sealed));
        } catch (InvalidCipherTextException e) {
            throw new IllegalStateException("BouncyCastle does not encrypt by HPKE", e);
        } catch (IllegalStateException e) {
            throw new IllegalArgumentException("not a usable X25519 key: " + publicKey, e);
        }
    }

    private static AsymmetricCipherKeyPair pair(Secret secret) {
        X25519PrivateKeyParameters key = privateKey(secret);
        return new AsymmetricCipherKeyPair(key.generatePublicKey(), key);
    }

    @Override
    public Bytes open(Secret secret, Purpose purpose, Bytes sealed) throws DecryptionException {
        suite.requireSealedBytes(sealed.size());
        AsymmetricCipherKeyPair pair = pair(secret);
        try {
            return Bytes.owning(
                    hpke().setupBaseR(
                                    sealed.slice(0, HpkeSuite.KEY_BYTES).toArray(),
                                    pair,
                                    purpose.info().toArray())
                            .open(
                                    purpose.associatedData().toArray(),
                                    sealed.slice(HpkeSuite.KEY_BYTES).toArray()));
        } catch (InvalidCipherTextException | IllegalStateException _) {
            // The second is an encapsulated key of small order.
            throw DecryptionException.doesNotOpen(suite.title(), sealed.size());
        }
    }
}
