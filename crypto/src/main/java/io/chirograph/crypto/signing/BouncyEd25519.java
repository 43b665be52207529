package io.chirograph.crypto.signing;

/// Ed25519 by BouncyCastle, in Java.
final class BouncyEd25519 implements Ed25519Library {
    static byte[] publicKey(byte[] seed) {
        byte[] publicKey = new byte[Ed25519.KEY_BYTES];
        org.bouncycastle.math.ec.rfc8032.Ed25519.generatePublicKey(seed, 0, publicKey, 0);
        return publicKey;
    }

    /// Whether the first 32 bytes are the canonical encoding of a point of the prime-order subgroup that is not
    /// the neutral one.
    static boolean isInSubgroup(byte[] point) {
        return org.bouncycastle.math.ec.rfc8032.Ed25519.validatePublicKeyFull(point, 0);
    }

    @Override
    public String name() {
        return "BouncyCastle";
    }

    @Override
    public LoadedKey key(byte[] publicKey) {
        var point =
                org.bouncycastle.math.ec.rfc8032.Ed25519.validatePublicKeyPartialExport(
                        publicKey, 0);
        // This library's equation has the cofactor, and so forgives a part of `R` outside the
        // subgroup.
        return (message, signature) ->
                org.bouncycastle.math.ec.rfc8032.Ed25519.verify(
                                signature, 0, point, message, 0, message.length)
                        && isInSubgroup(signature);
    }

    @Override
    public LoadedSecret secret(byte[] seed) {
        byte[] publicKey = publicKey(seed);
        return message -> {
            byte[] signature = new byte[Ed25519.SIGNATURE_BYTES];
            org.bouncycastle.math.ec.rfc8032.Ed25519.sign(
                    seed, 0, publicKey, 0, message, 0, message.length, signature, 0);
            return signature;
        };
    }
}
