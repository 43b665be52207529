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
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Each precompiled contract of Osaka once, by hand, beside the public vectors.
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

    @Test
    void noPrecompiledContractIsMissingHere() {
        for (int number = 0; number <= 0x200; number++) {
            boolean isCovered = (number >= 0x01 && number <= 0x11) || number == 0x100;
            assertThat(OSAKA.at(address(number)).isPresent()).as("%x", number).isEqualTo(isCovered);
        }
    }
}
