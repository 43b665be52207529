package io.chirograph.crypto;

import fr.acinq.secp256k1.Secp256k1Exception;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.util.Optional;

/// An ECDSA signature over secp256k1 that tells which key made it.
///
/// Encoded in 65 bytes: `r` (32), `s` (32), recovery id (1).
///
/// @param r from 1 to the group's order − 1
/// @param s from 1 to half the group's order: the other half would make every signature malleable
/// @param recoveryId 0 or 1: which of the two points with this `r`
public record Signature(UInt256 r, UInt256 s, int recoveryId) {
    public static final int SIZE = 65;

    private static final UInt256 ORDER = UInt256.of(Secp256k1.ORDER);
    private static final UInt256 HALF_ORDER = UInt256.of(Secp256k1.ORDER.shiftRight(1));

    public Signature {
        if (!isValid(r, s, recoveryId)) {
            throw new IllegalArgumentException(
                    "signature is out of range: r "
                            + r
                            + ", s "
                            + s
                            + ", recovery id "
                            + recoveryId);
        }
    }

    /// Whether the three numbers are within a signature's ranges.
    public static boolean isValid(UInt256 r, UInt256 s, int recoveryId) {
        return !r.isZero()
                && r.compareTo(ORDER) < 0
                && !s.isZero()
                && s.compareTo(HALF_ORDER) <= 0
                && (recoveryId == 0 || recoveryId == 1);
    }

    /// The signature in these 65 bytes; empty when the size or a range is wrong.
    public static Optional<Signature> decode(Bytes encoded) {
        if (encoded.size() != SIZE) {
            return Optional.empty();
        }
        UInt256 r = UInt256.of(encoded.slice(0, 32));
        UInt256 s = UInt256.of(encoded.slice(32, 64));
        int recoveryId = encoded.get(64);
        return isValid(r, s, recoveryId)
                ? Optional.of(new Signature(r, s, recoveryId))
                : Optional.empty();
    }

    public Bytes encode() {
        byte[] encoded = new byte[SIZE];
        r.toHash32().copyTo(encoded, 0);
        s.toHash32().copyTo(encoded, 32);
        encoded[64] = (byte) recoveryId;
        return Bytes.owning(encoded);
    }

    byte[] compact() {
        byte[] compact = new byte[64];
        r.toHash32().copyTo(compact, 0);
        s.toHash32().copyTo(compact, 32);
        return compact;
    }

    /// The key that made this signature over `digest`; empty when no point has this `r`.
    public Optional<PublicKey> publicKey(Hash32 digest) {
        try {
            return Optional.of(
                    PublicKey.ofLibrary(
                            Secp256k1.LIBRARY.ecdsaRecover(
                                    compact(), digest.toArray(), recoveryId)));
        } catch (Secp256k1Exception e) {
            return Optional.empty();
        }
    }

    /// The address of the key that made this signature over `digest`.
    public Optional<Address> signer(Hash32 digest) {
        return publicKey(digest).map(PublicKey::address);
    }
}
