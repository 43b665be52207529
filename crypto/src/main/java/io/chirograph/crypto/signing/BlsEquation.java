package io.chirograph.crypto.signing;

import io.chirograph.types.Bytes;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import supranational.blst.BLST_ERROR;
import supranational.blst.P1;
import supranational.blst.P2;
import supranational.blst.P2_Affine;
import supranational.blst.PT;
import supranational.blst.Pairing;

/// Checks some claims together, and finds the wrong ones among them. Single-owner.
///
/// Claim i says e(Kᵢ, H(mᵢ)) = e(G, Sᵢ). With random cᵢ all hold, but for a chance of 2^-64, when
/// Π e(Σ cᵢ·Kᵢ, H(m)) = e(G, Σ cᵢ·Sᵢ), the left sum over the claims on one message m and the product over messages.
/// A pairing costs as much as several multiplications by 64 bits, and the last step of all pairings is done once
/// (Bellare, Garay, Rabin 1998: "Fast batch verification for modular exponentiation and digital signatures").
final class BlsEquation {
    /// What the library takes for "none here": signatures are added up apart from the keys.
    private static final P2_Affine NO_SIGNATURE = new P2_Affine(new P2());

    /// A coefficient is one of 2^64 − 1: never 0.
    private static final int COEFFICIENT_BYTES = 8;

    /// One claim, decoded.
    ///
    /// @param index in the list of claims
    private record Term(int index, Bls12381.Key key, Bytes message, P2_Affine signature) {}

    private final int count;
    private final List<Term> terms = new ArrayList<>();
    private final SecureRandom random;

    /// @param claims by keys of [Bls12381]
    BlsEquation(List<SignatureClaim> claims, SecureRandom random) {
        this.count = claims.size();
        this.random = random;
        for (int i = 0; i < count; i++) {
            SignatureClaim claim = claims.get(i);
            Optional<P2_Affine> signature = Bls12381.decodeSignature(claim.signature());
            if (signature.isPresent() && claim.signer() instanceof Bls12381.Key key) {
                terms.add(new Term(i, key, claim.message(), signature.get()));
            }
        }
    }

    /// Whether each claim holds, in their order.
    List<Boolean> verdicts() {
        List<Boolean> verdicts = new ArrayList<>(Collections.nCopies(count, false));
        decide(terms, verdicts);
        return verdicts;
    }

    private void decide(List<Term> some, List<Boolean> verdicts) {
        if (some.isEmpty()) {
            return;
        }
        if (holds(some)) {
            some.forEach(term -> verdicts.set(term.index(), true));
        } else if (some.size() > 1) {
            int middle = some.size() / 2;
            decide(some.subList(0, middle), verdicts);
            decide(some.subList(middle, some.size()), verdicts);
        }
    }

    private boolean holds(List<Term> some) {
        Map<Bytes, P1> keys = new LinkedHashMap<>();
        P2 signatures = new P2();
        for (Term term : some) {
            // A lone claim needs no coefficient: there is nothing it could cancel out.
            BigInteger coefficient = some.size() == 1 ? BigInteger.ONE : coefficient();
            signatures.add(term.signature().to_jacobian().mult(coefficient));
            keys.computeIfAbsent(term.message(), _ -> new P1())
                    .add(term.key().point().to_jacobian().mult(coefficient));
        }
        return agree(keys, signatures);
    }

    private BigInteger coefficient() {
        byte[] bytes = new byte[COEFFICIENT_BYTES];
        BigInteger coefficient;
        do {
            random.nextBytes(bytes);
            coefficient = new BigInteger(1, bytes);
        } while (coefficient.signum() == 0);
        return coefficient;
    }

    /// Whether the product of the pairings of each message with its key is that of the generator with `signature`.
    static boolean agree(Map<Bytes, P1> keys, P2 signature) {
        Pairing pairing = new Pairing(true, Bls12381.SIGNATURE_DOMAIN);
        for (Map.Entry<Bytes, P1> entry : keys.entrySet()) {
            // Keys that cancel each other out are refused by the library here.
            BLST_ERROR error =
                    pairing.aggregate(
                            entry.getValue().to_affine(), NO_SIGNATURE, entry.getKey().toArray());
            if (error != BLST_ERROR.BLST_SUCCESS) {
                return false;
            }
        }
        pairing.commit();
        return pairing.finalverify(new PT(signature.to_affine()));
    }
}
