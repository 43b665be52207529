package io.chirograph.crypto.signing;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.Optional;

/// Ed25519 by the Amazon Corretto Crypto Provider, whose native part (AWS-LC) is twice as fast as Java.
///
/// Keys are the JDK's, which the provider takes: its own kinds are behind a setting of the whole process.
///
/// It computes the point that `R` must be and compares encodings, so that with a key of the prime-order subgroup
/// no other `R` passes.
final class CorrettoEd25519 implements Ed25519Library {
    private static final String ALGORITHM = "Ed25519";

    /// What comes before the 32 bytes in a SubjectPublicKeyInfo (RFC 8410, section 4).
    private static final byte[] PUBLIC_HEADER = HexFormat.of().parseHex("302a300506032b6570032100");

    /// What comes before the 32 bytes in a PKCS#8 key (RFC 8410, section 7).
    private static final byte[] SECRET_HEADER =
            HexFormat.of().parseHex("302e020100300506032b657004220420");

    private final AmazonCorrettoCryptoProvider provider;

    private CorrettoEd25519(AmazonCorrettoCryptoProvider provider) {
        this.provider = provider;
    }

    /// Empty where its native part is not there or does not load.
    static Optional<Ed25519Library> load() {
        AmazonCorrettoCryptoProvider provider = AmazonCorrettoCryptoProvider.INSTANCE;
        return provider.getLoadingError() == null
                ? Optional.of(new CorrettoEd25519(provider))
                : Optional.empty();
    }

    @Override
    public String name() {
        return "AmazonCorrettoCryptoProvider";
    }

    @Override
    public LoadedKey key(byte[] publicKey) {
        try {
            PublicKey key =
                    KeyFactory.getInstance(ALGORITHM)
                            .generatePublic(new X509EncodedKeySpec(join(PUBLIC_HEADER, publicKey)));
            return (message, signature) -> verify(key, message, signature);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java refuses an Ed25519 key", e);
        }
    }

    private static byte[] join(byte[] header, byte[] key) {
        byte[] joined = new byte[header.length + key.length];
        System.arraycopy(header, 0, joined, 0, header.length);
        System.arraycopy(key, 0, joined, header.length, key.length);
        return joined;
    }

    private boolean verify(PublicKey key, byte[] message, byte[] signature) {
        try {
            Signature verification = Signature.getInstance(ALGORITHM, provider);
            verification.initVerify(key);
            verification.update(message);
            return verification.verify(signature);
        } catch (SignatureException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the provider does not verify Ed25519", e);
        }
    }

    @Override
    public LoadedSecret secret(byte[] seed) {
        try {
            PrivateKey key =
                    KeyFactory.getInstance(ALGORITHM)
                            .generatePrivate(new PKCS8EncodedKeySpec(join(SECRET_HEADER, seed)));
            return message -> sign(key, message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java refuses an Ed25519 secret key", e);
        }
    }

    private byte[] sign(PrivateKey key, byte[] message) {
        try {
            Signature signing = Signature.getInstance(ALGORITHM, provider);
            signing.initSign(key);
            signing.update(message);
            return signing.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the provider does not sign with Ed25519", e);
        }
    }
}
