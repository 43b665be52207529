package io.chirograph.crypto.wallet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.crypto.SigningKey;
import io.chirograph.crypto.wallet.EncryptedKey.Scrypt;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class EncryptedKeyTest {
    private static final Scrypt FAST = new Scrypt(1024, 8, 1);

    /// A file of go-ethereum's own tests, made with an empty password.
    @Test
    void opensWhatGoEthereumWrote() {
        Address address = Address.fromHex("45dea0fb0bba44f4fcf290bba71fd57d7117cbb8");
        EncryptedKey key =
                new EncryptedKey(
                        address,
                        Bytes.fromHex(
                                "004244bbdc51cadda545b1cfa43cff9ed2ae88e08c61f1479dbb45410722f8f0"),
                        new Scrypt(2, 8, 1),
                        Bytes.fromHex("dc4926b48a105133d2f16b96833abf1e"),
                        Bytes.fromHex(
                                "b87781948a1befd247bff51ef4063f716cf6c2d3481163e9a8f42e1f9bb74145"),
                        Hash32.fromHex(
                                "39990c1684557447940d4c69e06b1b82b2aceacb43f284df65c956daf3046b85"));
        assertThat(key.decrypt("")).map(SigningKey::address).hasValue(address);
    }

    @Test
    void opensOnlyWithItsPassword() {
        SigningKey key = SigningKey.generate(new SecureRandom());
        EncryptedKey encrypted = EncryptedKey.encrypt(key, "ärger", FAST, new SecureRandom());
        assertThat(encrypted.decrypt("ärger")).map(SigningKey::secret).hasValue(key.secret());
        assertThat(encrypted.decrypt("arger")).isEmpty();
        assertThat(encrypted.decrypt("")).isEmpty();
    }

    @Test
    void doesNotOpenAfterAChange() {
        SigningKey key = SigningKey.generate(new SecureRandom());
        EncryptedKey encrypted = EncryptedKey.encrypt(key, "password", FAST, new SecureRandom());
        byte[] changed = encrypted.ciphertext().toArray();
        changed[7] ^= 1;
        assertThat(
                        new EncryptedKey(
                                        encrypted.address(),
                                        encrypted.salt(),
                                        encrypted.scrypt(),
                                        encrypted.initialVector(),
                                        Bytes.owning(changed),
                                        encrypted.mac())
                                .decrypt("password"))
                .isEmpty();
        assertThat(
                        new EncryptedKey(
                                        Address.ZERO,
                                        encrypted.salt(),
                                        encrypted.scrypt(),
                                        encrypted.initialVector(),
                                        encrypted.ciphertext(),
                                        encrypted.mac())
                                .decrypt("password"))
                .isEmpty();
    }

    @Test
    void refusesCostsThatExhaustMemory() {
        assertThatThrownBy(() -> new Scrypt(1 << 21, 8, 1)).hasMessageContaining("2^20");
        assertThatThrownBy(() -> new Scrypt(1 << 20, 8, 1)).hasMessageContaining("bytes");
        assertThatThrownBy(() -> new Scrypt(1000, 8, 1)).hasMessageContaining("power of 2");
        assertThatThrownBy(() -> new Scrypt(1024, 8, 17)).hasMessageContaining("p up to 16");
        assertThatThrownBy(() -> new Scrypt(1 << 16, 1, 1)).hasMessageContaining("2^(16·r)");
    }
}
