package io.chirograph.crypto;

import io.chirograph.types.Bytes;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECPoint;

/// A member's key for TLS: ECDSA over P-256, which every TLS library speaks (none speaks secp256k1).
///
/// The public key travels as X.509 SubjectPublicKeyInfo, always these 91 bytes, so that equal keys have
/// equal bytes:
///
/// | offset | bytes | content |
/// |---|---|---|
/// | 0 | 26 | the DER header that names `id-ecPublicKey` and `prime256v1` |
/// | 26 | 65 | the point, uncompressed (SEC 1) |
public final class TlsKey {
    public static final int PUBLIC_KEY_BYTES = 91;

    private static final X9ECParameters P256 = CustomNamedCurves.getByName("P-256");
    private static final Bytes HEADER =
            Bytes.fromHex("3059301306072a8648ce3d020106082a8648ce3d030107034200");

    private final ECPrivateKey privateKey;
    private final Bytes publicKey;

    private TlsKey(ECPrivateKey privateKey) {
        this.privateKey = privateKey;
        ECPoint point = P256.getG().multiply(privateKey.getS()).normalize();
        this.publicKey = Bytes.concat(HEADER, Bytes.owning(point.getEncoded(false)));
    }

    public static TlsKey generate(SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            return new TlsKey((ECPrivateKey) generator.generateKeyPair().getPrivate());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no P-256", e);
        }
    }

    /// @param pkcs8 DER of a PKCS#8 private key
    /// @throws IllegalArgumentException when it is not a P-256 key (the value is not told)
    public static TlsKey ofPkcs8(Bytes pkcs8) {
        try {
            PrivateKey key =
                    KeyFactory.getInstance("EC")
                            .generatePrivate(new PKCS8EncodedKeySpec(pkcs8.toArray()));
            if (key instanceof ECPrivateKey ec && isOnP256(ec)) {
                return new TlsKey(ec);
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("a TLS key must be a PKCS#8 P-256 key", e);
        }
        throw new IllegalArgumentException("a TLS key must be on P-256, not another curve");
    }

    private static boolean isOnP256(ECPrivateKey key) {
        BigInteger secret = key.getS();
        return key.getParams().getOrder().equals(P256.getN())
                && secret.signum() > 0
                && secret.compareTo(P256.getN()) < 0;
    }

    /// `publicKey` as the platform's key.
    /// @param publicKey the 91 bytes of a SubjectPublicKeyInfo on P-256
    /// @throws IllegalArgumentException when it is anything else
    public static PublicKey parsePublicKey(Bytes publicKey) {
        if (publicKey.size() != PUBLIC_KEY_BYTES || !publicKey.startsWith(HEADER)) {
            throw new IllegalArgumentException(
                    "a TLS public key is the %d bytes of a P-256 SubjectPublicKeyInfo, not %s"
                            .formatted(PUBLIC_KEY_BYTES, publicKey));
        }
        try {
            // The platform does not check that the point is on the curve; this does.
            P256.getCurve().decodePoint(publicKey.slice(HEADER.size()).toArray());
            return KeyFactory.getInstance("EC")
                    .generatePublic(new X509EncodedKeySpec(publicKey.toArray()));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "a TLS public key is not a point of P-256: " + publicKey, e);
        }
    }

    /// The SubjectPublicKeyInfo that peers know this key by.
    public Bytes publicKey() {
        return publicKey;
    }

    public PrivateKey privateKey() {
        return privateKey;
    }

    /// DER, to be stored where only its owner reads.
    public Bytes pkcs8() {
        return Bytes.owning(privateKey.getEncoded());
    }

    @Override
    public String toString() {
        return "TlsKey of " + publicKey;
    }
}
