package io.chirograph.crypto.encryption;

import io.chirograph.crypto.Secret;
import io.chirograph.types.Bytes;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import javax.crypto.KDF;
import javax.crypto.KeyAgreement;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;

/// Hybrid public key encryption (HPKE, RFC 9180) in base mode, single-shot, by what the JDK has: X25519, HKDF and
/// the ciphers that use the processor's instructions, so that it is the one for large messages. A sealed message
/// is the encapsulated key (32 bytes), the ciphertext and the tag (16). [BouncyHpke] reads and writes the same.
///
/// Each message has a key pair and thus a key of its own, so its nonce is the first of that key.
public final class PlatformHpke implements PublicKeyEncryption {
    private static final Bytes VERSION = Bytes.ofUtf8("HPKE-v1");

    /// The base point of X25519 (RFC 7748, section 4.1).
    private static final Bytes BASE = Bytes.fromHex("09" + "00".repeat(31));

    private static final Bytes KEM_SUITE =
            Bytes.concat(Bytes.ofUtf8("KEM"), twoBytes(HpkeSuite.DHKEM_X25519_HKDF_SHA256));
    private static final int HASH_BYTES = 32;

    private final HpkeSuite suite;
    private final Bytes suiteName;

    public PlatformHpke(HpkeSuite suite) {
        this.suite = suite;
        this.suiteName =
                Bytes.concat(
                        Bytes.ofUtf8("HPKE"),
                        twoBytes(HpkeSuite.DHKEM_X25519_HKDF_SHA256),
                        twoBytes(HpkeSuite.HKDF_SHA256),
                        twoBytes(suite.identifier()));
    }

    private static Bytes twoBytes(int value) {
        return Bytes.copyOf((byte) (value >> 8), (byte) value);
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
        try {
            return agree(secret, BASE);
        } catch (InvalidKeyException e) {
            throw new IllegalStateException("this Java refuses the base point of X25519", e);
        }
    }

    /// The common secret of RFC 7748; all secrets of 32 bytes are allowed.
    ///
    /// @throws InvalidKeyException when `publicKey` is a point of small order, whose common secret would be no
    ///     secret
    private static Bytes agree(Secret secret, Bytes publicKey) throws InvalidKeyException {
        byte[] scalar =
                secret.requireSize(HpkeSuite.KEY_BYTES, "an X25519 secret key").reveal().toArray();
        try {
            KeyFactory keys = KeyFactory.getInstance("X25519");
            KeyAgreement agreement = KeyAgreement.getInstance("X25519");
            agreement.init(
                    keys.generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, scalar)));
            agreement.doPhase(
                    keys.generatePublic(
                            new XECPublicKeySpec(NamedParameterSpec.X25519, number(publicKey))),
                    true);
            return Bytes.owning(agreement.generateSecret());
        } catch (InvalidKeyException e) {
            throw e;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no X25519", e);
        }
    }

    /// The coordinate in 32 bytes, least significant first; the topmost bit is ignored (RFC 7748, section 5).
    private static BigInteger number(Bytes littleEndian) {
        byte[] bigEndian = new byte[HpkeSuite.KEY_BYTES];
        for (int i = 0; i < bigEndian.length; i++) {
            bigEndian[i] = littleEndian.get(bigEndian.length - 1 - i);
        }
        bigEndian[0] &= 0x7f;
        return new BigInteger(1, bigEndian);
    }

    @Override
    public Bytes seal(Bytes publicKey, Purpose purpose, Bytes plaintext, SecureRandom random) {
        if (publicKey.size() != HpkeSuite.KEY_BYTES) {
            throw new IllegalArgumentException(
                    "an X25519 public key has %d bytes, not %d"
                            .formatted(HpkeSuite.KEY_BYTES, publicKey.size()));
        }
        Secret ephemeral = generate(random);
        Bytes encapsulated = publicKey(ephemeral);
        try {
            MessageKey key =
                    messageKey(agree(ephemeral, publicKey), encapsulated, publicKey, purpose);
            return Bytes.concat(
                    encapsulated,
                    suite.encryption()
                            .seal(key.key(), key.nonce(), purpose.associatedData(), plaintext));
        } catch (InvalidKeyException e) {
            throw new IllegalArgumentException("not a usable X25519 key: " + publicKey, e);
        }
    }

    @Override
    public Bytes open(Secret secret, Purpose purpose, Bytes sealed) throws DecryptionException {
        suite.requireSealedBytes(sealed.size());
        Bytes publicKey = publicKey(secret);
        Bytes encapsulated = sealed.slice(0, HpkeSuite.KEY_BYTES);
        try {
            MessageKey key =
                    messageKey(agree(secret, encapsulated), encapsulated, publicKey, purpose);
            return suite.encryption()
                    .open(
                            key.key(),
                            key.nonce(),
                            purpose.associatedData(),
                            sealed.slice(HpkeSuite.KEY_BYTES));
        } catch (InvalidKeyException _) {
            throw DecryptionException.doesNotOpen(suite.title(), sealed.size());
        }
    }

    private record MessageKey(Secret key, Nonce nonce) {}

    /// The key schedule in base mode (RFC 9180, sections 4.1 and 5.1).
    private MessageKey messageKey(
            Bytes common, Bytes encapsulated, Bytes publicKey, Purpose purpose) {
        Labels kem = new Labels(KEM_SUITE);
        SecretKey prk = kem.extract(Bytes.EMPTY, "eae_prk", common);
        Bytes shared =
                kem.expand(prk, "shared_secret", Bytes.concat(encapsulated, publicKey), HASH_BYTES);
        Labels schedule = new Labels(suiteName);
        Bytes context =
                Bytes.concat(
                        Bytes.copyOf((byte) 0), // base mode
                        schedule.hash("psk_id_hash", Bytes.EMPTY),
                        schedule.hash("info_hash", purpose.info()));
        SecretKey secret = schedule.extract(shared, "secret", Bytes.EMPTY);
        return new MessageKey(
                Secret.of(schedule.expand(secret, "key", context, suite.encryption().keyBytes())),
                new Nonce(schedule.expand(secret, "base_nonce", context, Nonce.SIZE)));
    }

    /// HKDF-SHA256 with the labels of RFC 9180, section 4.
    private record Labels(Bytes suite) {
        private static final String ALGORITHM = "HKDF-SHA256";

        SecretKey extract(Bytes salt, String label, Bytes input) {
            Bytes labelled = Bytes.concat(VERSION, suite, Bytes.ofUtf8(label), input);
            try {
                HKDFParameterSpec.Builder spec =
                        HKDFParameterSpec.ofExtract().addIKM(labelled.toArray());
                if (!salt.isEmpty()) { // none is as good as zeros (RFC 5869, section 2.2)
                    spec.addSalt(salt.toArray());
                }
                return KDF.getInstance(ALGORITHM).deriveKey("Generic", spec.extractOnly());
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("this Java has no " + ALGORITHM, e);
            }
        }

        /// What is extracted from `input`, which is not secret.
        Bytes hash(String label, Bytes input) {
            return Bytes.owning(extract(Bytes.EMPTY, label, input).getEncoded());
        }

        Bytes expand(SecretKey key, String label, Bytes info, int sizeBytes) {
            Bytes labelled =
                    Bytes.concat(twoBytes(sizeBytes), VERSION, suite, Bytes.ofUtf8(label), info);
            try {
                return Bytes.owning(
                        KDF.getInstance(ALGORITHM)
                                .deriveData(
                                        HKDFParameterSpec.expandOnly(
                                                key, labelled.toArray(), sizeBytes)));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("this Java has no " + ALGORITHM, e);
            }
        }
    }
}
