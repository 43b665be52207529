package io.chirograph.network;

import io.chirograph.types.Bytes;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A member's P-256 key pair for links. Its certificate is made when needed and says nothing beyond the key:
/// peers compare the key, so nothing in it can expire.
public final class TlsIdentity {
    private static final String CURVE = "secp256r1";

    /// All of a P-256 key's X.509 form up to the point's coordinates, so that a key has one form only.
    private static final Bytes X509_PREFIX =
            Bytes.fromHex("3059301306072a8648ce3d020106082a8648ce3d03010703420004");

    private static final int X509_SIZE = X509_PREFIX.size() + 64;
    private static final X500Name NAME = new X500Name("CN=chirograph");

    /// "No well-defined expiration date", RFC 5280 section 4.1.2.5.
    private static final Instant NEVER = Instant.parse("9999-12-31T23:59:59Z");

    private final PrivateKey privateKey;
    private final Bytes publicKey;

    private TlsIdentity(PrivateKey privateKey, Bytes publicKey) {
        this.privateKey = privateKey;
        this.publicKey = publicKey;
    }

    public static TlsIdentity generate(SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(CURVE), random);
            KeyPair pair = generator.generateKeyPair();
            return new TlsIdentity(pair.getPrivate(), Bytes.owning(pair.getPublic().getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new LinkException("this Java has no P-256 keys", e);
        }
    }

    /// @param pkcs8 the private key, PKCS #8
    /// @param publicKey X.509 SubjectPublicKeyInfo
    /// @throws IllegalArgumentException when either is no P-256 key, or they don't belong together
    public static TlsIdentity of(Bytes pkcs8, Bytes publicKey) {
        PublicKey checked = checkPublicKey(publicKey, "this member");
        try {
            PrivateKey privateKey =
                    KeyFactory.getInstance("EC")
                            .generatePrivate(new PKCS8EncodedKeySpec(pkcs8.toArray()));
            byte[] probe = publicKey.toArray();
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(privateKey);
            signature.update(probe);
            byte[] signed = signature.sign();
            signature.initVerify(checked);
            signature.update(probe);
            if (!signature.verify(signed)) {
                throw new IllegalArgumentException(
                        "this member: the private and the public TLS key are not a pair");
            }
            return new TlsIdentity(privateKey, publicKey);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "this member: its private TLS key is not a PKCS #8 P-256 key", e);
        }
    }

    /// X.509 SubjectPublicKeyInfo: what other members know this one by.
    public Bytes publicKey() {
        return publicKey;
    }

    /// PKCS #8, to be kept secret.
    public Bytes privateKey() {
        return Bytes.owning(privateKey.getEncoded());
    }

    PrivateKey signingKey() {
        return privateKey;
    }

    X509Certificate certificate() {
        try {
            JcaX509v3CertificateBuilder builder =
                    new JcaX509v3CertificateBuilder(
                            NAME,
                            BigInteger.ONE,
                            Date.from(Instant.EPOCH),
                            Date.from(NEVER),
                            NAME,
                            parse(publicKey));
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(
                                    new JcaContentSignerBuilder("SHA256withECDSA")
                                            .build(privateKey)));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new LinkException("cannot make a TLS certificate for this member's key", e);
        }
    }

    /// @param whose for the message
    /// @throws IllegalArgumentException when `encoded` is not exactly the X.509 form of a P-256 key
    static PublicKey checkPublicKey(Bytes encoded, String whose) {
        if (encoded.size() != X509_SIZE || !encoded.startsWith(X509_PREFIX)) {
            throw new IllegalArgumentException(
                    whose
                            + ": its TLS key is not an X.509 P-256 key with an uncompressed point, "
                            + X509_SIZE
                            + " bytes that start with "
                            + X509_PREFIX.toHex());
        }
        try {
            return parse(encoded);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    whose + ": its TLS key is no point of P-256: " + encoded, e);
        }
    }

    private static PublicKey parse(Bytes encoded) throws GeneralSecurityException {
        return KeyFactory.getInstance("EC")
                .generatePublic(new X509EncodedKeySpec(encoded.toArray()));
    }

    @Override
    public String toString() {
        return "TlsIdentity[" + publicKey + "]";
    }
}
