package io.chirograph.crypto;

import fr.acinq.secp256k1.Secp256k1Exception;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.util.Arrays;

/// A point of secp256k1 that checks signatures, and the address Ethereum derives from it.
public final class PublicKey {
    private final Bytes uncompressed;
    private final Address address;

    private PublicKey(Bytes uncompressed) {
        this.uncompressed = uncompressed;
        byte[] hash = Hashes.keccak256(uncompressed).toArray();
        this.address = Address.owning(Arrays.copyOfRange(hash, 12, 32));
    }

    /// @param encoded 33 bytes (compressed), 65 bytes (SEC 1 uncompressed) or its last 64
    /// @throws IllegalArgumentException when `encoded` is not a point of the curve
    public static PublicKey of(Bytes encoded) {
        Bytes point =
                encoded.size() == 64 ? Bytes.concat(Bytes.copyOf((byte) 4), encoded) : encoded;
        if (point.size() != 33 && point.size() != 65) {
            throw new IllegalArgumentException(
                    "a public key has 33, 64 or 65 bytes, not " + encoded.size());
        }
        try {
            return ofLibrary(Secp256k1.LIBRARY.pubkeyParse(point.toArray()));
        } catch (Secp256k1Exception e) {
            throw new IllegalArgumentException("not a point of secp256k1: " + encoded, e);
        }
    }

    static PublicKey ofLibrary(byte[] point65) {
        return new PublicKey(Bytes.owning(point65).slice(1));
    }

    public Address address() {
        return address;
    }

    /// Both coordinates, 64 bytes.
    public Bytes uncompressed() {
        return uncompressed;
    }

    /// Whether `signature` is this key's over `digest`; the recovery id plays no part.
    public boolean verify(Hash32 digest, Signature signature) {
        byte[] point = new byte[65];
        point[0] = 4;
        uncompressed.copyTo(point, 1);
        try {
            return Secp256k1.LIBRARY.verify(signature.compact(), digest.toArray(), point);
        } catch (Secp256k1Exception e) {
            return false; // out-of-range r or s: simply not this key's signature
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PublicKey that && uncompressed.equals(that.uncompressed);
    }

    @Override
    public int hashCode() {
        return uncompressed.hashCode();
    }

    @Override
    public String toString() {
        return uncompressed.toHex();
    }
}
