package io.chirograph.crypto.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.chirograph.crypto.Secret;
import io.chirograph.crypto.hash.HashFunction;
import io.chirograph.testkit.Seed;
import io.chirograph.types.Bytes;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Each case by each library that works here.
class Ed25519Test {
    private static final BigInteger ORDER =
            BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));

    private static List<Ed25519> libraries() {
        return Stream.of(Optional.of(Ed25519.portable()), Ed25519.accelerated())
                .flatMap(Optional::stream)
                .toList();
    }

    /// Whether each library finds the signature right; a key that is refused makes none right.
    private static List<Boolean> verdicts(String publicKey, Bytes message, Bytes signature) {
        return libraries().stream()
                .map(scheme -> {
                    try {
                        return scheme.verifier(Bytes.fromHex(publicKey)).verify(message, signature);
                    } catch (IllegalArgumentException _) {
                        return false;
                    }
                })
                .toList();
    }

    @Test
    void isNativeOnLinuxOnX86() {
        boolean isThere =
                System.getProperty("os.name").equals("Linux")
                        && System.getProperty("os.arch").equals("amd64");
        assumeTrue(isThere, "the native library is for Linux on x86-64");
        assertThat(Ed25519.fastest().library()).isEqualTo("AmazonCorrettoCryptoProvider");
        assertThat(Ed25519.portable().library()).isEqualTo("BouncyCastle");
    }

    /// RFC 8032, section 7.1, tests 1 to 3.
    @ParameterizedTest
    @CsvSource({
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60, "
                + "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a, '', "
                + "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
                + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb, "
                + "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c, 72, "
                + "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7, "
                + "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025, af82, "
                + "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    })
    void signsAndVerifiesAsTheStandardDoes(
            String secret, String publicKey, String message, String signature) {
        for (Ed25519 scheme : libraries()) {
            Signer signer = scheme.signer(Secret.of(Bytes.fromHex(secret)));
            assertThat(signer.publicKey()).isEqualTo(Bytes.fromHex(publicKey));
            assertThat(signer.sign(Bytes.fromHex(message))).isEqualTo(Bytes.fromHex(signature));
        }
        assertThat(verdicts(publicKey, Bytes.fromHex(message), Bytes.fromHex(signature)))
                .doesNotContain(false);
    }

    /// The cases of "Taming the many EdDSAs" (Chalkias, Garillot, Nikolaenko 2020), on which implementations
    /// differ. Strict is to refuse them all.
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "a key of small order, c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa,"
            + " 8c93255d71dcab10e8f379c26200f3c7bd5f09d9bc3068d3ef4edeb4853022b6, "
            + "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a0000000000000000000000000000000000000000000000000000000000000000",
        "a key of small order, c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa,"
            + " 9bd9f44f4dcc75bd531b56b2cd280b0bb38fc1cd6d1230e14861d861de092e79, "
            + "f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43a5bb704786be79fc476f91d3f3f89b03984d8068dcf1bb7dfc6637b45450ac04",
        "`R` of small order, f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43,"
            + " aebf3f2601a0c8c5d39cc7d8911642f740b78168218da8471772b35f9d35b9ab, "
            + "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa8c4bd45aecaca5b24fb97bc10ac27ac8751a7dfe1baff8b953ec9f5833ca260e",
        "mixed orders; right without the cofactor,"
            + " cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d,"
            + " 9bd9f44f4dcc75bd531b56b2cd280b0bb38fc1cd6d1230e14861d861de092e79, "
            + "9046a64750444938de19f227bb80485e92b83fdb4b6506c160484c016cc1852f87909e14428a7a1d62e9f22f3d3ad7802db02eb2e688b6c52fcd6648a98bd009",
        "mixed orders; right with the cofactor only,"
            + " cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d,"
            + " e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec4011eaccd55b53f56c, "
            + "160a1cb0dc9c0258cd0a7d23e94d8fa878bcb1925f2c64246b2dee1796bed5125ec6bc982a269b723e0668e540911a9a6a58921d6925e434ab10aa7940551a09",
        "mixed orders; right with the cofactor only,"
            + " cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d,"
            + " e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec4011eaccd55b53f56c, "
            + "21122a84e0b5fca4052f5b1235c80a537878b38f3142356b2c2384ebad4668b7e40bc836dac0f71076f9abe3a53f9c03c1ceeeddb658d0030494ace586687405",
        "`s` above the order, 442aad9f089ad9e14647b1ef9099a1ff4798d78589e66f28eca69c11f582a623,"
            + " 85e241a07d148b41e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec40, "
            + "e96f66be976d82e60150baecff9906684aebb1ef181f67a7189ac78ea23b6c0e547f7690a0e2ddcd04d87dbc3490dc19b3b3052f7ff0538cb68afb369ba3a514",
        "`s` far above the order, 442aad9f089ad9e14647b1ef9099a1ff4798d78589e66f28eca69c11f582a623,"
            + " 85e241a07d148b41e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec40, "
            + "8ce5b96c8f26d0ab6c47958c9e68b937104cd36e13c33566acd2fe8d38aa19427e71f98a473474f2f13f06f97c20d58cc3f54b8bd0d272f42b695dd7e89a8c22",
        "`R` not canonical, f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43,"
            + " fdaebc429f4a735932a160da1301080c13280eea8bc280d1b392c6b9e6ba3a5a, "
            + "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f454d370c8d9fc323a41450f8d513eafeb5b0697390c1e505a0d4ddc71f566607",
        "`R` not canonical; reduced before it is hashed,"
            + " f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43,"
            + " 84b698d39be126ff55fe45079e6c8bf64a0d7db6994560b4e96b7021eb39c1a1, "
            + "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f084d5b99c2a9463d9c8bd5026916996984eeec87ddf1d3be329006ace1b37b09",
    })
    void refusesWhatImplementationsDisagreeOn(
            String what, String publicKey, String message, String signature) {
        assertThat(verdicts(publicKey, Bytes.fromHex(message), Bytes.fromHex(signature)))
                .as(what)
                .doesNotContain(true);
    }

    /// `R` is a point of the subgroup plus one of order 8, and `s` as if it were not: right with the cofactor,
    /// wrong without. Made with the JavaScript library noble-curves, with the key 12345678901234567890 and messages of one
    /// byte.
    @ParameterizedTest
    @CsvSource({
        "0, 93355be0c77e050270b9446f294da9ba2ff66d4d6a63b4124b75a40ff0f8e750"
                + "236eafabdc8d2db563bfd3faff5a5cacc72e1e9a882b14109006937a60ea9606",
        "1, 7362cde457d783d2ea3b6ef46737b73bdc8be7e9c45e0d73bb2ac6e31b1d5a96"
                + "41c01b44ed00fd55d1102dfa78779fc69c37fd1d67827d858b0da59fc791ea03",
        "2, ad7f58c28db189e895243d319fc6b477117b41b6f2f1b3ae7c40f48752fff0af"
                + "d9be76886b1f4554aac6411cd3bf70ae2639b455077cd8d5cba8a5fbddaa260d",
        "3, 24f1cd088fc77e2b14e5d93f232c8b09f43939642731de687bc927245c5c8ac1"
                + "67116aa3798c366a015c6b518c65f20250703d97343fbd5083e70dcec6ef0608",
    })
    void refusesAnRWithAPartOutsideTheSubgroup(byte message, String signature) {
        String key = "7767a3242dc9b58bbc68488c1265cc6cc5f26c6f3c88a5d55e901b0734dca572";
        assertThat(verdicts(key, Bytes.copyOf(message), Bytes.fromHex(signature)))
                .doesNotContain(true);
        assertThat(libraries()).allSatisfy(scheme -> scheme.verifier(Bytes.fromHex(key)));
    }

    /// All points of order 1, 2, 4 and 8, each with both signs where that is another encoding, and those of them
    /// that have an encoding above the field's prime.
    @ParameterizedTest
    @CsvSource({
        "0100000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    })
    void refusesKeysOfSmallOrder(String publicKey) {
        for (Ed25519 scheme : libraries()) {
            assertThatThrownBy(() -> scheme.verifier(Bytes.fromHex(publicKey)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("prime-order subgroup");
        }
    }

    @Test
    void refusesTheNeutralPointAsR() {
        Secret secret = Secret.of(Bytes.fromHex("42".repeat(32)));
        Bytes message = Bytes.ofUtf8("no nonce at all");
        Bytes publicKey = Ed25519.portable().signer(secret).publicKey();
        Bytes neutral = Bytes.fromHex("01" + "00".repeat(31));
        byte[] scalar = HashFunction.SHA_512.hash(secret.reveal()).slice(0, 32).toArray();
        scalar[0] &= (byte) 0xf8;
        scalar[31] &= 0x7f;
        scalar[31] |= 0x40;
        BigInteger hash =
                number(HashFunction.SHA_512.hash(Bytes.concat(neutral, publicKey, message)));
        Bytes s = littleEndian(hash.multiply(number(Bytes.owning(scalar))).mod(ORDER));

        assertThat(verdicts(publicKey.toHex(), message, Bytes.concat(neutral, s)))
                .doesNotContain(true);
    }

    private static BigInteger number(Bytes littleEndian) {
        BigInteger number = BigInteger.ZERO;
        for (int i = littleEndian.size() - 1; i >= 0; i--) {
            number = number.shiftLeft(8).or(BigInteger.valueOf(littleEndian.get(i) & 0xff));
        }
        return number;
    }

    private static Bytes littleEndian(BigInteger number) {
        byte[] bytes = new byte[32];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = number.shiftRight(8 * i).byteValue();
        }
        return Bytes.owning(bytes);
    }

    @Test
    void refusesTheSecondFormOfASignature() {
        Signer signer = Ed25519.portable().signer(Secret.of(Bytes.fromHex("17".repeat(32))));
        Bytes message = Bytes.ofUtf8("once");
        Bytes signature = signer.sign(message);
        Bytes second =
                Bytes.concat(
                        signature.slice(0, 32),
                        littleEndian(number(signature.slice(32)).add(ORDER)));

        assertThat(verdicts(signer.publicKey().toHex(), message, signature)).doesNotContain(false);
        assertThat(verdicts(signer.publicKey().toHex(), message, second)).doesNotContain(true);
    }

    @Test
    void bothLibrariesGiveOneVerdictOnDamagedSignatures() {
        Seed.of(0xed25519)
                .run(
                        "crypto",
                        Ed25519Test.class,
                        random -> {
                            for (int i = 0; i < 300; i++) {
                                compareOnDamage(random);
                            }
                        });
    }

    private static void compareOnDamage(Random random) {
        byte[] bytes = new byte[32 + random.nextInt(64)];
        random.nextBytes(bytes);
        Bytes seed = Bytes.copyOf(bytes).slice(0, 32);
        Bytes message = Bytes.copyOf(bytes).slice(32);
        Signer signer = Ed25519.fastest().signer(Secret.of(seed));
        assertThat(signer.sign(message))
                .isEqualTo(Ed25519.portable().signer(Secret.of(seed)).sign(message));
        byte[] signature = signer.sign(message).toArray();
        byte[] key = signer.publicKey().toArray();
        int bit = random.nextInt(8 * (64 + 32 + 1));
        if (bit < 8 * 64) {
            signature[bit / 8] ^= (byte) (1 << (bit % 8));
        } else if (bit < 8 * 96) {
            key[bit / 8 - 64] ^= (byte) (1 << (bit % 8));
        }
        assertThat(verdicts(Bytes.copyOf(key).toHex(), message, Bytes.owning(signature)))
                .containsOnly(bit >= 8 * 96);
    }

    @Test
    void bytesOfAnyOtherSizeAreNoSignatureAndNoKey() {
        for (Ed25519 scheme : libraries()) {
            Signer signer = scheme.signer(Secret.of(Bytes.fromHex("07".repeat(32))));
            Verifier verifier = scheme.verifier(signer.publicKey());
            Bytes signature = signer.sign(Bytes.EMPTY);
            assertThat(verifier.verify(Bytes.EMPTY, Bytes.EMPTY)).isFalse();
            assertThat(verifier.verify(Bytes.EMPTY, signature.slice(0, 63))).isFalse();
            assertThat(verifier.verify(Bytes.EMPTY, Bytes.concat(signature, signature))).isFalse();
            assertThatThrownBy(() -> scheme.verifier(signer.publicKey().slice(1)))
                    .hasMessageContaining("32 bytes, not 31");
            assertThatThrownBy(() -> scheme.signer(Secret.of(Bytes.EMPTY)))
                    .hasMessageContaining("32 bytes, not 0");
            assertThat(signer.toString()).doesNotContain("0707");
        }
    }
}
