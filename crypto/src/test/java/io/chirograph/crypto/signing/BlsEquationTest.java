package io.chirograph.crypto.signing;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.batch.ParallelBatch;
import io.chirograph.types.Bytes;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import supranational.blst.P2;
import supranational.blst.P2_Affine;

class BlsEquationTest {
    private final SecureRandom random = new SecureRandom();
    private final Bls12381 scheme = new Bls12381(random);

    /// Two wrong signatures whose errors add up to nothing: without coefficients the sum would look right.
    @Test
    void wrongSignaturesThatCancelEachOtherOutAreBothFound() {
        Bls12381.Owner owner = scheme.signer(scheme.generate(random));
        Bls12381.Key key = scheme.verifier(owner.publicKey());
        Bytes one = Bytes.ofUtf8("one");
        Bytes two = Bytes.ofUtf8("two");
        P2 error = new P2_Affine(owner.sign(Bytes.ofUtf8("error")).toArray()).to_jacobian();
        Bytes plus = shifted(owner.sign(one), error.dup());
        Bytes minus = shifted(owner.sign(two), error.dup().neg());

        List<SignatureClaim> claims =
                List.of(
                        new SignatureClaim(key, one, plus),
                        new SignatureClaim(key, two, minus),
                        new SignatureClaim(key, one, owner.sign(one)));
        assertThat(scheme.verifyAll(claims, ParallelBatch.sequential()))
                .containsExactly(false, false, true);
        assertThat(AggregateSignature.of(List.of(plus, minus)).orElseThrow().encode())
                .as("together they are what right ones add up to")
                .isEqualTo(
                        AggregateSignature.of(List.of(owner.sign(one), owner.sign(two)))
                                .orElseThrow()
                                .encode());
    }

    private static Bytes shifted(Bytes signature, P2 by) {
        return Bytes.owning(
                new P2_Affine(signature.toArray()).to_jacobian().add(by).to_affine().compress());
    }

    /// Keys that add up to the neutral point, with signatures that do too.
    @Test
    void claimsThatAddUpToNothingAreStillRight() {
        Bls12381.Owner owner = scheme.signer(scheme.generate(random));
        Bytes message = Bytes.ofUtf8("both");
        byte[] negativeKey = owner.publicKey().toArray();
        negativeKey[0] ^= 0x20; // the sign of the other coordinate
        byte[] negativeSignature = owner.sign(message).toArray();
        negativeSignature[0] ^= 0x20;
        List<SignatureClaim> claims =
                List.of(
                        new SignatureClaim(
                                scheme.verifier(owner.publicKey()), message, owner.sign(message)),
                        new SignatureClaim(
                                scheme.verifier(Bytes.owning(negativeKey)),
                                message,
                                Bytes.owning(negativeSignature)));
        assertThat(scheme.verifyAll(claims, ParallelBatch.sequential()))
                .containsExactly(true, true);
    }
}
