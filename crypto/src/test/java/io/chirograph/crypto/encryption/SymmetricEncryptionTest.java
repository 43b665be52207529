package io.chirograph.crypto.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.crypto.Secret;
import io.chirograph.testkit.Seed;
import io.chirograph.types.Bytes;
import java.security.SecureRandom;
import java.util.Random;
import java.util.stream.Stream;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.AEADCipher;
import org.bouncycastle.crypto.modes.ChaCha20Poly1305;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SymmetricEncryptionTest {
    static Stream<SymmetricEncryption> ciphers() {
        return Stream.of(
                AesGcm.AES_256,
                AesGcm.AES_128,
                io.chirograph.crypto.encryption.ChaCha20Poly1305.INSTANCE);
    }

    /// RFC 8439, section 2.8.2.
    @Test
    void chaChaSealsAsTheStandardDoes() throws DecryptionException {
        check(
                io.chirograph.crypto.encryption.ChaCha20Poly1305.INSTANCE,
                "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f",
                "070000004041424344454647",
                "50515253c0c1c2c3c4c5c6c7",
                Bytes.ofUtf8(
                        "Ladies and Gentlemen of the class of '99: If I could offer you only one"
                                + " tip for the future, sunscreen would be it."),
                "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d6"
                        + "3dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b36"
                        + "92ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc"
                        + "3ff4def08e4b7a9de576d26586cec64b6116"
                        + "1ae10b594f09e26a7e902ecbd0600691");
    }

    /// "The Galois/Counter Mode of Operation" (McGrew and Viega 2005), test cases 4 and 16.
    @Test
    void aesSealsAsTheStandardDoes() throws DecryptionException {
        Bytes plaintext =
                Bytes.fromHex(
                        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                                + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");
        check(
                AesGcm.AES_128,
                "feffe9928665731c6d6a8f9467308308",
                "cafebabefacedbaddecaf888",
                "feedfacedeadbeeffeedfacedeadbeefabaddad2",
                plaintext,
                "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
                        + "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091"
                        + "5bc94fbc3221a5db94fae95ae7121a47");
        check(
                AesGcm.AES_256,
                "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
                "cafebabefacedbaddecaf888",
                "feedfacedeadbeeffeedfacedeadbeefabaddad2",
                plaintext,
                "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                        + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
                        + "76fc6ece0f4e1768cddf8853bb2d551b");
    }

    private static void check(
            SymmetricEncryption cipher,
            String key,
            String nonce,
            String associated,
            Bytes plaintext,
            String sealed)
            throws DecryptionException {
        Secret secret = Secret.of(Bytes.fromHex(key));
        Nonce number = new Nonce(Bytes.fromHex(nonce));
        Bytes data = Bytes.fromHex(associated);
        assertThat(cipher.seal(secret, number, data, plaintext)).isEqualTo(Bytes.fromHex(sealed));
        assertThat(cipher.open(secret, number, data, Bytes.fromHex(sealed))).isEqualTo(plaintext);
    }

    @ParameterizedTest
    @MethodSource("ciphers")
    void sealsAsAnotherLibraryDoes(SymmetricEncryption cipher) {
        Seed.of(0xaead)
                .run(
                        "crypto",
                        SymmetricEncryptionTest.class,
                        random -> {
                            for (int size = 0; size < 200; size++) {
                                compare(cipher, size, random);
                            }
                        });
    }

    private static void compare(SymmetricEncryption cipher, int size, Random random) {
        byte[] key = noise(cipher.keyBytes(), random);
        byte[] nonce = noise(Nonce.SIZE, random);
        byte[] associated = noise(random.nextInt(40), random);
        byte[] plaintext = noise(size, random);
        AEADCipher referee =
                cipher instanceof AesGcm
                        ? GCMBlockCipher.newInstance(AESEngine.newInstance())
                        : new ChaCha20Poly1305();
        referee.init(true, new AEADParameters(new KeyParameter(key), 128, nonce, associated));
        byte[] expected = new byte[size + SymmetricEncryption.TAG_BYTES];
        try {
            int done = referee.processBytes(plaintext, 0, size, expected, 0);
            referee.doFinal(expected, done);
        } catch (InvalidCipherTextException e) {
            throw new AssertionError(e);
        }
        assertThat(
                        cipher.seal(
                                Secret.of(Bytes.owning(key)),
                                new Nonce(Bytes.owning(nonce)),
                                Bytes.owning(associated),
                                Bytes.owning(plaintext)))
                .isEqualTo(Bytes.owning(expected));
    }

    private static byte[] noise(int size, Random random) {
        byte[] noise = new byte[size];
        random.nextBytes(noise);
        return noise;
    }

    @ParameterizedTest
    @MethodSource("ciphers")
    void whatIsNotWhatWasSealedDoesNotOpen(SymmetricEncryption cipher) throws DecryptionException {
        SecureRandom random = new SecureRandom();
        Secret secret = Secret.random(cipher.keyBytes(), random);
        SealingKey key = new SealingKey(cipher, secret, random);
        Bytes place = Bytes.ofUtf8("invoice 17");
        Bytes plaintext = Bytes.ofUtf8("42 crates");
        Bytes sealed = key.seal(place, plaintext);

        assertThat(key.open(place, sealed)).isEqualTo(plaintext);
        byte[] changed = sealed.toArray();
        for (int i = 0; i < changed.length; i++) {
            changed[i] ^= 1;
            Bytes other = Bytes.copyOf(changed);
            assertThatThrownBy(() -> key.open(place, other))
                    .isInstanceOf(DecryptionException.class);
            changed[i] ^= 1;
        }
        assertThatThrownBy(() -> key.open(Bytes.ofUtf8("invoice 18"), sealed))
                .isInstanceOf(DecryptionException.class);
        assertThatThrownBy(() -> key.open(place, sealed.slice(0, sealed.size() - 1)))
                .isInstanceOf(DecryptionException.class);
        assertThatThrownBy(() -> key.open(place, Bytes.EMPTY))
                .isInstanceOf(DecryptionException.class)
                .hasMessage("what a key seals has at least 28 bytes, not 0");
    }

    @ParameterizedTest
    @MethodSource("ciphers")
    void aWrongKeySaysSo(SymmetricEncryption cipher) {
        SecureRandom random = new SecureRandom();
        Secret secret = Secret.random(cipher.keyBytes(), random);
        Bytes sealed = new SealingKey(cipher, secret, random).seal(Bytes.EMPTY, Bytes.ofUtf8("42"));
        SealingKey other = new SealingKey(cipher, Secret.random(cipher.keyBytes(), random), random);

        assertThatThrownBy(() -> other.open(Bytes.EMPTY, sealed))
                .isInstanceOf(DecryptionException.class)
                .hasMessage(
                        "18 bytes sealed with "
                                + cipher.name()
                                + " do not open: another key, other associated data, or changed"
                                + " bytes");
        assertThatThrownBy(() -> new SealingKey(cipher, Secret.random(5, random), random))
                .hasMessageContaining(cipher.keyBytes() + " bytes, not 5");
        assertThat(other).hasToString("SealingKey of " + cipher.name());
    }

    @Test
    void noTwoMessagesShareANonce() {
        SecureRandom random = new SecureRandom();
        SealingKey key = new SealingKey(AesGcm.AES_256, Secret.random(32, random), random);
        Bytes message = Bytes.ofUtf8("the same");
        assertThat(
                        Stream.generate(() -> key.seal(Bytes.EMPTY, message).slice(0, Nonce.SIZE))
                                .limit(1_000)
                                .distinct())
                .hasSize(1_000);
    }
}
