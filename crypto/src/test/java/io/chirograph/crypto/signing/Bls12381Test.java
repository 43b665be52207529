package io.chirograph.crypto.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.crypto.Secret;
import io.chirograph.crypto.signing.AggregateSignature.Statement;
import io.chirograph.types.Bytes;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import supranational.blst.P1;
import supranational.blst.P1_Affine;
import supranational.blst.P2_Affine;

/// The expected values are those of the JavaScript library noble-curves 2.4; the keys, and what the first signs and
/// all sign together, are also in the public tests of Ethereum's consensus layer, which has the same ciphersuite.
class Bls12381Test {
    private static final Bls12381 SCHEME = new Bls12381(new SecureRandom());

    private static final List<Bls12381.Owner> OWNERS =
            List.of(
                    owner("263dbd792f5b1be47ed85f8938c0f29586af0d3ac7b977f21c278fe1462040e3"),
                    owner("47b8192d77bf871b62e87859d653922725724a5c031afeabc60bcef5ff665138"),
                    owner("328388aff0d4a5b7dc9205abd374e7e98f3cd9f3418edb4eafda5fb16473d216"));

    private static final Bytes ZEROS = Bytes.fromHex("00".repeat(32));
    private static final Bytes FIFTY_SIXES = Bytes.fromHex("56".repeat(32));
    private static final Bytes ABS = Bytes.fromHex("ab".repeat(32));

    private static Bls12381.Owner owner(String secret) {
        return SCHEME.signer(Secret.of(Bytes.fromHex(secret)));
    }

    private static Bls12381.ProvenKey proven(Bls12381.Owner owner) {
        return SCHEME.verifier(owner.publicKey()).prove(owner.proofOfPossession()).orElseThrow();
    }

    @Test
    void derivesPublicKeysAsOthersDo() {
        assertThat(OWNERS)
                .extracting(Bls12381.Owner::publicKey)
                .containsExactly(
                        Bytes.fromHex(
                                "a491d1b0ecd9bb917989f0e74f0dea0422eac4a873e5e264"
                                        + "4f368dffb9a6e20fd6e10c1b77654d067c0618f6e5a7f79a"),
                        Bytes.fromHex(
                                "b301803f8b5ac4a1133581fc676dfedc60d891dd5fa99028"
                                        + "805e5ea5b08d3491af75d0707adab3b70c6a6a580217bf81"),
                        Bytes.fromHex(
                                "b53d21a4cfd562c469cc81514d4ce5a6b577d8403d32a394"
                                        + "dc265dd190b47fa9f829fdd7963afdf972e5e77854051f6f"));
    }

    @Test
    void signsAsOthersDo() {
        Bytes signature =
                Bytes.fromHex(
                        "b6ed936746e01f8ecf281f020953fbf1f01debd5657c4a383940b020b26507f6"
                            + "076334f91e2366c96e9ab279fb5158090352ea1c5b0c9274504f4f0e7053af24"
                            + "802e51e4568d164fe986834f41e55c8e850ce1f98458c0cfc9ab380b55285a55");
        assertThat(OWNERS.get(0).sign(ZEROS)).isEqualTo(signature);
        Bls12381.Key key = SCHEME.verifier(OWNERS.get(0).publicKey());
        assertThat(key.verify(ZEROS, signature)).isTrue();
        assertThat(key.verify(ABS, signature)).isFalse();
        assertThat(SCHEME.verifier(OWNERS.get(1).publicKey()).verify(ZEROS, signature)).isFalse();
        assertThat(OWNERS.get(0).sign(FIFTY_SIXES).toHex())
                .startsWith("0x882730e5d03f6b42c3abc26d3372625034e1d871b65a8a6b");
    }

    @Test
    void provesPossessionAsOthersDo() {
        assertThat(OWNERS.get(0).proofOfPossession())
                .isEqualTo(
                        Bytes.fromHex(
                                "b803eb0ed93ea10224a73b6b9c725796be9f5fefd215ef7a5b97234cc956cf68"
                                    + "70db6127b7e4d824ec62276078e787db05584ce1adbf076bc0808ca0f15b73d5"
                                    + "9060254b25393d95dfc7abe3cda566842aaedf50bbb062aae1bbb6ef3b1f77e1"));
        Bls12381.Key key = SCHEME.verifier(OWNERS.get(0).publicKey());
        assertThat(key.prove(OWNERS.get(0).proofOfPossession())).isPresent();
        assertThat(key.prove(OWNERS.get(1).proofOfPossession())).isEmpty();
        assertThat(key.prove(OWNERS.get(0).sign(key.publicKey())))
                .as("a signature on the key is no proof: the domains differ")
                .isEmpty();
    }

    @Test
    void signaturesOnOneMessageAddUpToOne() {
        AggregateSignature aggregate =
                AggregateSignature.of(OWNERS.stream().map(owner -> owner.sign(ABS)).toList())
                        .orElseThrow();
        assertThat(aggregate.encode())
                .isEqualTo(
                        Bytes.fromHex(
                                "9712c3edd73a209c742b8250759db12549b3eaf43b5ca61376d9f30e2747dbcf"
                                    + "842d8b2ac0901d2a093713e20284a7670fcf6954e9ab93de991bb9b313e66478"
                                    + "5a075fc285806fa5224c82bde146561b446ccfc706a64b8579513cfc4ff1d930"));
        List<Bls12381.ProvenKey> keys = OWNERS.stream().map(Bls12381Test::proven).toList();
        assertThat(aggregate.verifySameMessage(keys, ABS)).isTrue();
        assertThat(aggregate.verifySameMessage(keys, ZEROS)).isFalse();
        assertThat(aggregate.verifySameMessage(keys.subList(0, 2), ABS)).isFalse();
        assertThat(aggregate.verifySameMessage(List.of(), ABS)).isFalse();
        assertThat(AggregateSignature.decode(aggregate.encode()).orElseThrow())
                .matches(decoded -> decoded.verifySameMessage(keys, ABS));
    }

    @Test
    void signaturesOnDistinctMessagesAddUpToOne() {
        List<Bytes> messages = List.of(ZEROS, FIFTY_SIXES, ABS);
        AggregateSignature aggregate =
                AggregateSignature.of(
                                IntStream.range(0, 3)
                                        .mapToObj(i -> OWNERS.get(i).sign(messages.get(i)))
                                        .toList())
                        .orElseThrow();
        assertThat(aggregate.encode())
                .isEqualTo(
                        Bytes.fromHex(
                                "9104e74b9dfd3ad502f25d6a5ef57db0ed7d9a0e00f3500586d8ce4423121254"
                                    + "2fcfaf87840539b398bf07626705cf1105d246ca1062c6c2e1a53029a0f790ed"
                                    + "5e3cb1f52f8234dc5144c45fc847c0cd37a92d68e7c5ba7c648a8a339f171244"));
        List<Statement> statements =
                IntStream.range(0, 3)
                        .mapToObj(i -> new Statement(proven(OWNERS.get(i)), messages.get(i)))
                        .toList();
        assertThat(aggregate.verify(statements)).isTrue();
        assertThat(aggregate.verify(statements.subList(1, 3))).isFalse();
        assertThat(
                        aggregate.verify(
                                List.of(
                                        statements.get(0),
                                        statements.get(1),
                                        new Statement(proven(OWNERS.get(2)), ZEROS))))
                .isFalse();
        assertThat(aggregate.verify(List.of())).isFalse();
    }

    /// An attacker picks the public key (attacker's) − (victim's): the two add up to one whose secret the attacker
    /// knows, so that the attacker alone could sign for both. No proof of possession can be made for it.
    @Test
    void aKeyPickedToCancelOutAnothersNeverGetsIntoAnAggregate() {
        Bls12381.Owner attacker = OWNERS.get(0);
        Bytes rogue =
                Bytes.owning(
                        point(attacker).add(point(OWNERS.get(1)).neg()).to_affine().compress());
        Bls12381.Key key = SCHEME.verifier(rogue);

        assertThat(key.prove(attacker.proofOfPossession())).isEmpty();
        assertThat(key.prove(attacker.sign(rogue))).isEmpty();
    }

    private static P1 point(Bls12381.Owner owner) {
        return new P1_Affine(owner.publicKey().toArray()).to_jacobian();
    }

    @Test
    void nothingAddsUpToNoAggregate() {
        assertThat(AggregateSignature.of(List.of())).isEmpty();
        assertThat(AggregateSignature.of(List.of(Bytes.EMPTY))).isEmpty();
        Bytes signature = OWNERS.get(0).sign(ABS);
        Bytes inverse =
                Bytes.owning(
                        new P2_Affine(signature.toArray())
                                .to_jacobian()
                                .neg()
                                .to_affine()
                                .compress());
        assertThat(AggregateSignature.of(List.of(signature, inverse))).isEmpty();
    }

    @Test
    void pointsOutsideTheSubgroupAreNoKeysAndNoSignatures() {
        Bytes outsideOfKeys =
                IntStream.range(0, 256)
                        .mapToObj(x -> pointAt(x, 48))
                        .filter(Bls12381Test::isOutsideOfKeys)
                        .findFirst()
                        .orElseThrow();
        assertThatThrownBy(() -> SCHEME.verifier(outsideOfKeys))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("first subgroup");
        Bytes outsideOfSignatures =
                IntStream.range(0, 256)
                        .mapToObj(x -> pointAt(x, 96))
                        .filter(Bls12381Test::isOutsideOfSignatures)
                        .findFirst()
                        .orElseThrow();
        assertThat(SCHEME.verifier(OWNERS.get(0).publicKey()).verify(ABS, outsideOfSignatures))
                .isFalse();
        assertThat(AggregateSignature.decode(outsideOfSignatures)).isEmpty();
    }

    /// The compressed encoding of a point whose coordinate is `x`, if there is one.
    private static Bytes pointAt(int x, int size) {
        byte[] encoded = new byte[size];
        encoded[0] = (byte) 0x80;
        encoded[size - 1] = (byte) x;
        return Bytes.owning(encoded);
    }

    private static boolean isOutsideOfKeys(Bytes encoded) {
        try {
            P1_Affine point = new P1_Affine(encoded.toArray());
            return point.on_curve() && !point.in_group();
        } catch (RuntimeException _) {
            return false;
        }
    }

    private static boolean isOutsideOfSignatures(Bytes encoded) {
        try {
            P2_Affine point = new P2_Affine(encoded.toArray());
            return point.on_curve() && !point.in_group();
        } catch (RuntimeException _) {
            return false;
        }
    }

    @Test
    void theNeutralPointIsNoKeyAndNoSignature() {
        assertThatThrownBy(() -> SCHEME.verifier(Bytes.fromHex("c0" + "00".repeat(47))))
                .isInstanceOf(IllegalArgumentException.class);
        Bytes neutral = Bytes.fromHex("c0" + "00".repeat(95));
        assertThat(SCHEME.verifier(OWNERS.get(0).publicKey()).verify(ABS, neutral)).isFalse();
        assertThat(AggregateSignature.decode(neutral)).isEmpty();
    }

    @Test
    void bytesThatAreNoKeyAreRefused() {
        for (Bytes encoded :
                List.of(
                        Bytes.EMPTY,
                        Bytes.fromHex("ff".repeat(48)),
                        Bytes.fromHex("00".repeat(96)))) {
            assertThatThrownBy(() -> SCHEME.verifier(encoded))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        Bytes order =
                Bytes.fromHex("73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001");
        for (Bytes secret : List.of(Bytes.EMPTY, ZEROS, order, Bytes.fromHex("ff".repeat(32)))) {
            assertThatThrownBy(() -> SCHEME.signer(Secret.of(secret)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void secretsMadeAreUsable() {
        SecureRandom random = new SecureRandom();
        Secret secret = SCHEME.generate(random);
        assertThat(secret).isNotEqualTo(SCHEME.generate(random));
        Optional<Bls12381.ProvenKey> key =
                SCHEME.verifier(SCHEME.signer(secret).publicKey())
                        .prove(SCHEME.signer(secret).proofOfPossession());
        assertThat(key).isPresent();
    }
}
