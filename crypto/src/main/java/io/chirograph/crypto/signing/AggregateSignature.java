package io.chirograph.crypto.signing;

import io.chirograph.types.Bytes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import supranational.blst.P1;
import supranational.blst.P2;
import supranational.blst.P2_Affine;

/// Many BLS signatures added up to one of 96 bytes (draft-irtf-cfrg-bls-signature, sections 2.8 and 3.3.4). It
/// holds when all do, and does not tell which one is wrong when it does not: [Bls12381#verifyAll] does, while the
/// signatures are still apart. Only keys that have proven possession take part. Immutable.
public final class AggregateSignature {
    private final P2_Affine point;

    private AggregateSignature(P2_Affine point) {
        this.point = point;
    }

    /// That a key signed a message.
    public record Statement(Bls12381.ProvenKey signer, Bytes message) {}

    /// The sum; empty when there is none: no signatures, one that is none, or a sum that is the neutral point.
    ///
    /// @param signatures 96 bytes each; whose they are and over what is not checked here
    public static Optional<AggregateSignature> of(List<Bytes> signatures) {
        P2 sum = new P2();
        for (Bytes signature : signatures) {
            Optional<P2_Affine> decoded = Bls12381.decodeSignature(signature);
            if (decoded.isEmpty()) {
                return Optional.empty();
            }
            sum.add(decoded.get());
        }
        return sum.is_inf()
                ? Optional.empty()
                : Optional.of(new AggregateSignature(sum.to_affine()));
    }

    /// An aggregate as [#encode] wrote it; empty when the bytes are none.
    public static Optional<AggregateSignature> decode(Bytes encoded) {
        return Bls12381.decodeSignature(encoded).map(AggregateSignature::new);
    }

    public Bytes encode() {
        return Bytes.owning(point.compress());
    }

    /// Whether all `signers` signed `message`: two pairings, however many they are. False without signers.
    public boolean verifySameMessage(List<Bls12381.ProvenKey> signers, Bytes message) {
        return verify(signers.stream().map(signer -> new Statement(signer, message)).toList());
    }

    /// Whether each of `statements` is true: a pairing for each distinct message, and one more. False without
    /// statements.
    public boolean verify(List<Statement> statements) {
        if (statements.isEmpty()) {
            return false;
        }
        Map<Bytes, P1> keys = new LinkedHashMap<>();
        for (Statement statement : statements) {
            keys.computeIfAbsent(statement.message(), _ -> new P1())
                    .add(statement.signer().key().point().to_jacobian());
        }
        return BlsEquation.agree(keys, point.to_jacobian());
    }
}
