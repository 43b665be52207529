package io.chirograph.crypto.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.crypto.Secret;
import io.chirograph.crypto.encryption.PublicKeyEncryption.Purpose;
import io.chirograph.types.Bytes;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PublicKeyEncryptionTest {
    private static final Purpose PURPOSE =
            new Purpose(Bytes.ofUtf8("invoices"), Bytes.ofUtf8("17"));

    private final SecureRandom random = new SecureRandom();

    /// By either library, with each cipher.
    static Stream<PublicKeyEncryption> all() {
        return Arrays.stream(HpkeSuite.values()).flatMap(suite -> both(suite).stream());
    }

    private static List<PublicKeyEncryption> both(HpkeSuite suite) {
        return List.of(new PlatformHpke(suite), new BouncyHpke(suite));
    }

    /// Gives these bytes once.
    private static final class Prepared extends SecureRandom {
        private static final long serialVersionUID = 1;

        private final transient Bytes bytes;

        Prepared(Bytes bytes) {
            this.bytes = bytes;
        }

        @Override
        public void nextBytes(byte[] target) {
            assertThat(target).hasSize(bytes.size());
            bytes.copyTo(target, 0);
        }
    }

    /// RFC 9180, sections A.1.1 and A.2.1: base mode, sequence number 0.
    @ParameterizedTest
    @CsvSource({
        "AES_128_GCM, 52c4a758a802cd8b936eceea314432798d5baf2d7e9235dc084ab1b9cfa2f736, "
                + "37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431, "
                + "4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8, "
                + "3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d, "
                + "f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a9"
                + "6d8770ac83d07bea87e13c512a",
        "CHACHA20_POLY1305, f4ec9b33b792c372c1d2c2063507b684ef925b8c75a42dbcbf57d63ccd381600, "
                + "1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a, "
                + "8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb, "
                + "4310ee97d88cc1f088a5576c77ab0cf5c3ac797f3d95139c6c84b5429c59662a, "
                + "1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db"
                + "21993c62ce81883d2dd1b51a28",
    })
    void sealsAndOpensAsTheStandardDoes(
            HpkeSuite suite,
            String ephemeral,
            String encapsulated,
            String secret,
            String publicKey,
            String ciphertext)
            throws DecryptionException {
        Purpose purpose =
                new Purpose(
                        Bytes.fromHex("4f6465206f6e2061204772656369616e2055726e"),
                        Bytes.fromHex("436f756e742d30"));
        Bytes plaintext =
                Bytes.fromHex("4265617574792069732074727574682c20747275746820626561757479");
        Secret recipient = Secret.of(Bytes.fromHex(secret));
        for (PublicKeyEncryption hpke : both(suite)) {
            assertThat(hpke.publicKey(recipient)).isEqualTo(Bytes.fromHex(publicKey));
            Bytes sealed =
                    hpke.seal(
                            Bytes.fromHex(publicKey),
                            purpose,
                            plaintext,
                            new Prepared(Bytes.fromHex(ephemeral)));
            assertThat(sealed).isEqualTo(Bytes.fromHex(encapsulated + ciphertext));
            assertThat(hpke.open(recipient, purpose, sealed)).isEqualTo(plaintext);
        }
    }

    @Test
    void whatOneLibrarySealsTheOtherOpens() throws DecryptionException {
        for (HpkeSuite suite : HpkeSuite.values()) {
            for (int size : new int[] {1, 31, 1_024}) {
                Bytes plaintext = Secret.random(size, random).reveal();
                for (PublicKeyEncryption from : both(suite)) {
                    for (PublicKeyEncryption to : both(suite)) {
                        Secret recipient = to.generate(random);
                        Bytes sealed =
                                from.seal(to.publicKey(recipient), PURPOSE, plaintext, random);
                        assertThat(to.open(recipient, PURPOSE, sealed)).isEqualTo(plaintext);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void whatIsNotWhatWasSealedDoesNotOpen(PublicKeyEncryption hpke) throws DecryptionException {
        Secret recipient = hpke.generate(random);
        Bytes plaintext = Bytes.ofUtf8("42 crates");
        Bytes sealed = hpke.seal(hpke.publicKey(recipient), PURPOSE, plaintext, random);

        assertThat(hpke.open(recipient, PURPOSE, sealed)).isEqualTo(plaintext);
        assertThatThrownBy(() -> hpke.open(hpke.generate(random), PURPOSE, sealed))
                .isInstanceOf(DecryptionException.class)
                .hasMessageContaining("do not open: another key");
        for (Purpose other :
                List.of(
                        new Purpose(Bytes.ofUtf8("invoicesx"), PURPOSE.associatedData()),
                        new Purpose(PURPOSE.info(), Bytes.ofUtf8("18")))) {
            assertThatThrownBy(() -> hpke.open(recipient, other, sealed))
                    .isInstanceOf(DecryptionException.class);
        }
        byte[] changed = sealed.toArray();
        for (int i = 0; i < changed.length; i++) {
            changed[i] ^= 1;
            Bytes other = Bytes.copyOf(changed);
            assertThatThrownBy(() -> hpke.open(recipient, PURPOSE, other))
                    .as("byte %d", i)
                    .isInstanceOf(DecryptionException.class);
            changed[i] ^= 1;
        }
        assertThatThrownBy(() -> hpke.open(recipient, PURPOSE, sealed.slice(0, 47)))
                .isInstanceOf(DecryptionException.class)
                .hasMessageContaining("at least 48 bytes, not 47");
    }

    /// With such a key the common secret would be known to all.
    @ParameterizedTest
    @MethodSource("all")
    void keysOfSmallOrderAreRefused(PublicKeyEncryption hpke) {
        Secret recipient = hpke.generate(random);
        for (String point :
                List.of(
                        "00".repeat(32),
                        "01" + "00".repeat(31),
                        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
                        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")) {
            Bytes key = Bytes.fromHex(point);
            assertThatThrownBy(() -> hpke.seal(key, PURPOSE, Bytes.EMPTY, random))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("not a usable X25519 key");
            Bytes sealed = Bytes.concat(key, Bytes.owning(new byte[20]));
            assertThatThrownBy(() -> hpke.open(recipient, PURPOSE, sealed))
                    .isInstanceOf(DecryptionException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void keysOfOtherSizesAreRefused(PublicKeyEncryption hpke) {
        assertThatThrownBy(() -> hpke.seal(Bytes.EMPTY, PURPOSE, Bytes.EMPTY, random))
                .hasMessageContaining("32 bytes, not 0");
        assertThatThrownBy(() -> hpke.publicKey(Secret.random(31, random)))
                .hasMessageContaining("32 bytes, not 31");
    }
}
