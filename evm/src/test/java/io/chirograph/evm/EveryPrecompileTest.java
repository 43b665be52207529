package io.chirograph.evm;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.crypto.Hashes;
import io.chirograph.crypto.Signature;
import io.chirograph.crypto.SigningKey;
import io.chirograph.evm.precompile.Precompile;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Each precompiled contract of Osaka by hand, beside the public vectors: what it answers, what it refuses, and what
/// it costs to the unit.
class EveryPrecompileTest {
    private static final Precompiles OSAKA = new Precompiles(Fork.OSAKA);
    private static final Bytes ONE = UInt256.ONE.toHash32().bytes();

    /// The generator (1, 2) of BN254's first group.
    private static final Bytes GENERATOR = Bytes.concat(ONE, UInt256.of(2).toHash32().bytes());

    private static Optional<Bytes> run(int number, Bytes input) {
        Precompile precompile = OSAKA.at(address(number)).orElseThrow();
        assertThat(precompile.gas(input)).isNotNegative();
        return precompile.run(input);
    }

    private static Address address(int number) {
        return Address.fromHex("%040x".formatted(number));
    }

    private static Bytes hex(String digits) {
        return Bytes.fromHex(digits);
    }

    private static Bytes zeros(int size) {
        return Bytes.owning(new byte[size]);
    }

    @Test
    void senderOfASignatureIsRecovered() {
        SigningKey key = SigningKey.of(Hashes.keccak256(hex("01")));
        Hash32 digest = Hashes.keccak256(hex("02"));
        Signature signature = key.sign(digest);
        Bytes input =
                Bytes.concat(
                        digest.bytes(),
                        UInt256.of(27 + signature.recoveryId()).toHash32().bytes(),
                        signature.r().toHash32().bytes(),
                        signature.s().toHash32().bytes());
        assertThat(run(0x01, input)).contains(UInt256.of(key.address()).toHash32().bytes());
        assertThat(run(0x01, zeros(128))).contains(Bytes.EMPTY);
    }

    @Test
    void hashesAndCopiesAreThoseOfTheInput() {
        assertThat(run(0x02, Bytes.EMPTY)).contains(Hashes.sha256(Bytes.EMPTY).bytes());
        assertThat(run(0x03, Bytes.EMPTY))
                .contains(hex("0".repeat(24) + "9c1185a5c5e9fc54612808977ee8f548b2258d31"));
        assertThat(run(0x04, hex("c0ffee"))).contains(hex("c0ffee"));
        assertThat(run(0x09, zeros(212))).isEmpty(); // a byte too short
        assertThat(run(0x09, zeros(213)).orElseThrow().size()).isEqualTo(64);
    }

    @Test
    void powersAreTakenUnderTheModulus() {
        Bytes input = Bytes.concat(ONE, ONE, ONE, hex("030205"));
        assertThat(run(0x05, input)).contains(hex("04"));
    }

    @Test
    void pointsOfBn254AreAddedMultipliedAndPaired() {
        assertThat(run(0x06, Bytes.concat(GENERATOR, zeros(64)))).contains(GENERATOR);
        assertThat(run(0x06, Bytes.concat(ONE, ONE, zeros(64)))).isEmpty(); // no point
        assertThat(run(0x07, Bytes.concat(GENERATOR, ONE))).contains(GENERATOR);
        assertThat(run(0x08, Bytes.EMPTY)).contains(ONE);
    }

    @Test
    void pointsOfBls12381AreAddedMultipliedPairedAndMappedTo() {
        assertThat(run(0x0b, zeros(256))).contains(zeros(128));
        assertThat(run(0x0c, Bytes.concat(zeros(128), ONE))).contains(zeros(128));
        assertThat(run(0x0d, zeros(512))).contains(zeros(256));
        assertThat(run(0x0e, Bytes.concat(zeros(256), ONE))).contains(zeros(256));
        assertThat(run(0x0f, zeros(384))).contains(ONE);
        assertThat(run(0x10, zeros(64)).orElseThrow().size()).isEqualTo(128);
        assertThat(run(0x11, zeros(128)).orElseThrow().size()).isEqualTo(256);
        for (int number = 0x0b; number <= 0x11; number++) {
            assertThat(run(number, hex("01"))).as("%x", number).isEmpty();
        }
    }

    @Test
    void whatProvesNothingIsRefusedOrAnsweredWithNothing() {
        assertThat(run(0x0a, zeros(192))).isEmpty(); // the versioned hash is not of version 1
        assertThat(run(0x100, zeros(160))).contains(Bytes.EMPTY);
    }

    /// @param good an input that is right
    /// @param bad one that is wrong; empty for contracts that take any
    private record Case(int number, Bytes good, Optional<Bytes> bad) {}

    private static List<Case> cases() throws GeneralSecurityException {
        Bytes beyondField = hex("ff".repeat(64));
        return List.of(
                new Case(0x01, recoverable(), Optional.empty()),
                new Case(0x02, hex("c0ffee"), Optional.empty()),
                new Case(0x03, hex("c0ffee"), Optional.empty()),
                new Case(0x04, hex("c0ffee"), Optional.empty()),
                // Base, exponent and modulus of one byte each; a base of 1025.
                new Case(
                        0x05,
                        Bytes.concat(ONE, ONE, ONE, hex("030205")),
                        Optional.of(Bytes.concat(UInt256.of(1025).toHash32().bytes(), ONE, ONE))),
                new Case(0x06, Bytes.concat(GENERATOR, GENERATOR), Optional.of(ONE)),
                new Case(0x07, Bytes.concat(GENERATOR, ONE), Optional.of(ONE)),
                new Case(0x08, zeros(192), Optional.of(zeros(191))),
                new Case(0x09, zeros(213), Optional.of(zeros(212))),
                new Case(0x0a, openingOfTheZeroPolynomial(), Optional.of(zeros(192))),
                new Case(0x0b, zeros(256), Optional.of(zeros(255))),
                new Case(0x0c, zeros(160), Optional.of(Bytes.concat(ONE, zeros(128)))),
                new Case(0x0d, zeros(512), Optional.of(zeros(513))),
                new Case(0x0e, zeros(288), Optional.of(Bytes.concat(ONE, zeros(256)))),
                new Case(0x0f, zeros(384), Optional.of(Bytes.EMPTY)),
                new Case(0x10, zeros(64), Optional.of(beyondField)),
                new Case(0x11, zeros(128), Optional.of(Bytes.concat(beyondField, beyondField))),
                new Case(0x100, signedOnP256(), Optional.empty()));
    }

    private static Bytes recoverable() {
        Hash32 digest = Hashes.keccak256(hex("02"));
        Signature signature = SigningKey.of(Hashes.keccak256(hex("01"))).sign(digest);
        return Bytes.concat(
                digest.bytes(),
                UInt256.of(27 + signature.recoveryId()).toHash32().bytes(),
                signature.r().toHash32().bytes(),
                signature.s().toHash32().bytes());
    }

    /// Commitment and proof are the neutral point: the polynomial is 0 everywhere.
    private static Bytes openingOfTheZeroPolynomial() {
        Bytes neutral = hex("c0" + "00".repeat(47));
        Bytes hash = Bytes.concat(hex("01"), Hashes.sha256(neutral).bytes().slice(1));
        return Bytes.concat(hash, ONE, zeros(32), neutral, neutral);
    }

    /// By the JDK.
    private static Bytes signedOnP256() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        Bytes message = hex("c0ffee");
        java.security.Signature signing =
                java.security.Signature.getInstance("SHA256withECDSAinP1363Format");
        signing.initSign(pair.getPrivate());
        signing.update(message.toArray());
        Bytes signature = Bytes.owning(signing.sign());
        Bytes key = Bytes.owning(pair.getPublic().getEncoded());
        return Bytes.concat(Hashes.sha256(message).bytes(), signature, key.slice(key.size() - 64));
    }

    @Test
    void everyPrecompiledContractAnswersRefusesAndRunsOutOfGas() throws GeneralSecurityException {
        for (Case one : cases()) {
            String what = "%x".formatted(one.number());
            Precompile precompile = OSAKA.at(address(one.number())).orElseThrow();
            long gas = precompile.gas(one.good());
            Bytes output = precompile.run(one.good()).orElseThrow();
            assertThat(output).as(what).isNotEqualTo(Bytes.EMPTY);
            assertThat(called(one.number(), one.good(), gas))
                    .as(what)
                    .isEqualTo(new Result.Success(output, 0));
            assertThat(called(one.number(), one.good(), gas - 1))
                    .as(what)
                    .isEqualTo(new Result.Failed(Failure.OUT_OF_GAS));
            one.bad()
                    .ifPresent(bad ->
                            assertThat(called(one.number(), bad, 10_000_000))
                                    .as(what)
                                    .isInstanceOf(Result.Failed.class));
        }
        assertThat(run(0x01, zeros(128))).as("no signature").contains(Bytes.EMPTY);
        assertThat(run(0x100, zeros(160))).as("no signature").contains(Bytes.EMPTY);
    }

    private static Result called(int number, Bytes input, long gas) {
        Evm evm = new Evm(Fork.OSAKA);
        Message message =
                new Message.Call(TestCode.CALLER, address(number), UInt256.ZERO, input, gas);
        return evm.run(message, evm.begin(WorldState.EMPTY), TestCode.BLOCK, TestCode.TRANSACTION);
    }

    @Test
    void noPrecompiledContractIsMissingHere() throws GeneralSecurityException {
        Set<Integer> covered =
                cases().stream().map(Case::number).collect(Collectors.toCollection(TreeSet::new));
        for (int number = 0; number <= 0x200; number++) {
            assertThat(OSAKA.at(address(number)).isPresent())
                    .as("%x", number)
                    .isEqualTo(covered.contains(number));
        }
    }
}
