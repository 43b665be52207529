package io.chirograph.crypto.wallet;

import io.chirograph.crypto.Hashes;
import io.chirograph.crypto.SigningKey;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.generators.SCrypt;

/// A secret key under a password, as Ethereum's Web3 Secret Storage version 3 defines it: scrypt
/// stretches the password to 32 bytes; the first 16 encrypt (AES-128-CTR), the last 16 authenticate.
///
/// @param address whose key it is; not secret
/// @param salt 1 to 64 bytes
/// @param scrypt the cost of one try of a password
/// @param initialVector 16 bytes
/// @param ciphertext 32 bytes
/// @param mac Keccak-256 of the stretched password's last 16 bytes and the ciphertext
public record EncryptedKey(
        Address address,
        Bytes salt,
        Scrypt scrypt,
        Bytes initialVector,
        Bytes ciphertext,
        Hash32 mac) {
    private static final int BLOCK_BYTES = 16;
    private static final int SALT_BYTES_MAX = 64;

    /// Scrypt's parameters (RFC 7914), bounded so that a hostile file cannot exhaust memory.
    ///
    /// @param cost `n`: a power of 2 from 2 to 2^20, below 2^(16·r)
    /// @param blockSize `r`: 1 to 32
    /// @param parallelization `p`: 1 to 16
    public record Scrypt(int cost, int blockSize, int parallelization) {
        /// What OWASP advises: 128 MiB for each try.
        public static final Scrypt STANDARD = new Scrypt(1 << 17, 8, 1);

        private static final long MEMORY_BYTES_MAX = 512L << 20;

        public Scrypt {
            boolean inRange =
                    Integer.bitCount(cost) == 1
                            && cost >= 2
                            && cost <= 1 << 20
                            && (blockSize > 1 || cost < 1 << 16)
                            && blockSize >= 1
                            && blockSize <= 32
                            && parallelization >= 1
                            && parallelization <= 16;
            if (!inRange || 128L * cost * blockSize > MEMORY_BYTES_MAX) {
                throw new IllegalArgumentException(
                        "scrypt parameters n=%d r=%d p=%d: n must be a power of 2 up to 2^20 and below 2^(16·r), r up to 32, p up to 16, and 128·n·r at most %d bytes"
                                .formatted(cost, blockSize, parallelization, MEMORY_BYTES_MAX));
            }
        }
    }

    public EncryptedKey {
        requireSize("salt", salt, 1, SALT_BYTES_MAX);
        requireSize("initial vector", initialVector, BLOCK_BYTES, BLOCK_BYTES);
        requireSize("ciphertext", ciphertext, Hash32.SIZE, Hash32.SIZE);
    }

    private static void requireSize(String what, Bytes value, int min, int max) {
        if (value.size() < min || value.size() > max) {
            throw new IllegalArgumentException(
                    "encrypted key: %s has %d bytes, allowed are %d to %d"
                            .formatted(what, value.size(), min, max));
        }
    }

    public static EncryptedKey encrypt(
            SigningKey key, String password, Scrypt scrypt, SecureRandom random) {
        Bytes salt = randomBytes(32, random);
        Bytes initialVector = randomBytes(BLOCK_BYTES, random);
        Bytes stretched = stretch(password, salt, scrypt);
        Bytes ciphertext =
                aesCtr(Cipher.ENCRYPT_MODE, stretched, initialVector, key.secret().bytes());
        return new EncryptedKey(
                key.address(), salt, scrypt, initialVector, ciphertext, mac(stretched, ciphertext));
    }

    private static Bytes randomBytes(int size, SecureRandom random) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return Bytes.owning(bytes);
    }

    /// The key; empty when `password` is wrong or the file was changed.
    public Optional<SigningKey> decrypt(String password) {
        Bytes stretched = stretch(password, salt, scrypt);
        if (!MessageDigest.isEqual(mac(stretched, ciphertext).toArray(), mac.toArray())) {
            return Optional.empty();
        }
        Bytes secret = aesCtr(Cipher.DECRYPT_MODE, stretched, initialVector, ciphertext);
        return Optional.of(SigningKey.of(Hash32.of(secret)))
                .filter(key -> key.address().equals(address));
    }

    private static Bytes stretch(String password, Bytes salt, Scrypt scrypt) {
        return Bytes.owning(
                SCrypt.generate(
                        Bytes.ofUtf8(password).toArray(),
                        salt.toArray(),
                        scrypt.cost(),
                        scrypt.blockSize(),
                        scrypt.parallelization(),
                        32));
    }

    private static Hash32 mac(Bytes stretched, Bytes ciphertext) {
        return Hashes.keccak256(Bytes.concat(stretched.slice(16), ciphertext));
    }

    private static Bytes aesCtr(int mode, Bytes stretched, Bytes initialVector, Bytes input) {
        try {
            Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
            cipher.init(
                    mode,
                    new SecretKeySpec(stretched.slice(0, 16).toArray(), "AES"),
                    new IvParameterSpec(initialVector.toArray()));
            return Bytes.owning(cipher.doFinal(input.toArray()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no AES/CTR", e);
        }
    }
}
