package io.chirograph.evm.precompile;

import io.chirograph.crypto.Signature;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.math.BigInteger;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.math.ec.ECPoint;

/// The contracts that check ECDSA signatures. A wrong signature is no failure: the output is empty.
public final class SignatureContracts {
    private static final UInt256 SECP256K1_ORDER =
            UInt256.parse("0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");
    private static final ECDomainParameters P256 =
            new ECDomainParameters(CustomNamedCurves.getByName("secp256r1"));
    private static final int P256_SIZE = 160;
    private static final Bytes ONE = Bytes.owning(UInt256.ONE.toArray());

    private SignatureContracts() {}

    /// The account that signed: hash, v (27 or 28), r, s, each a word. Unlike in a transaction, the high
    /// `s` is taken too.
    public static Precompile ecRecover() {
        return new FixedPrice(3_000, SignatureContracts::recover);
    }

    /// Whether a signature over NIST P-256 is right (EIP-7951): hash, r, s, x, y, each a word. The output
    /// is the word 1, or empty.
    public static Precompile p256Verify() {
        return new FixedPrice(6_900, input -> isP256Signature(input) ? ONE : Bytes.EMPTY);
    }

    private static Bytes recover(Bytes input) {
        Hash32 hash = Hash32.owning(Input.read(input, 0, 32));
        UInt256 v = UInt256.of(Input.number(input, 32, 32));
        UInt256 r = UInt256.of(Input.number(input, 64, 32));
        UInt256 s = UInt256.of(Input.number(input, 96, 32));
        if (!v.equals(UInt256.of(27)) && !v.equals(UInt256.of(28))) {
            return Bytes.EMPTY;
        }
        return lowS(r, s, (int) v.toLong() - 27)
                .flatMap(signature -> signature.signer(hash))
                .map(SignatureContracts::word)
                .orElse(Bytes.EMPTY);
    }

    /// The signature with the low `s` that the same key could have made; empty when out of range.
    private static Optional<Signature> lowS(UInt256 r, UInt256 s, int recoveryId) {
        if (Signature.isValid(r, s, recoveryId)) {
            return Optional.of(new Signature(r, s, recoveryId));
        }
        if (s.compareTo(SECP256K1_ORDER) >= 0) {
            return Optional.empty();
        }
        UInt256 low = SECP256K1_ORDER.minus(s);
        return Signature.isValid(r, low, 1 - recoveryId)
                ? Optional.of(new Signature(r, low, 1 - recoveryId))
                : Optional.empty();
    }

    private static Bytes word(Address address) {
        byte[] word = new byte[32];
        address.copyTo(word, 12);
        return Bytes.owning(word);
    }

    private static boolean isP256Signature(Bytes input) {
        if (input.size() != P256_SIZE) {
            return false;
        }
        BigInteger r = Input.number(input, 32, 32);
        BigInteger s = Input.number(input, 64, 32);
        BigInteger x = Input.number(input, 96, 32);
        BigInteger y = Input.number(input, 128, 32);
        BigInteger fieldSize = P256.getCurve().getField().getCharacteristic();
        if (x.max(y).compareTo(fieldSize) >= 0 || r.max(s).compareTo(P256.getN()) >= 0) {
            return false;
        }
        ECPoint point = P256.getCurve().createPoint(x, y);
        if (!point.isValid() || point.isInfinity()) {
            return false;
        }
        ECDSASigner verifier = new ECDSASigner();
        verifier.init(false, new ECPublicKeyParameters(point, P256));
        return verifier.verifySignature(Input.read(input, 0, 32), r, s);
    }

    /// Costs the same whatever the input, and can't fail.
    private record FixedPrice(long price, UnaryOperator<Bytes> function) implements Precompile {
        @Override
        public long gas(Bytes input) {
            return price;
        }

        @Override
        public Optional<Bytes> run(Bytes input) {
            return Optional.of(function.apply(input));
        }
    }
}
