package io.chirograph.crypto.wallet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.crypto.SigningKey;
import io.chirograph.types.Bytes;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WalletTest {
    @Test
    void theDevelopmentMnemonicGivesTheKnownAccounts() {
        List<SigningKey> keys = DemoAccounts.keys();
        assertThat(keys).hasSize(10);
        assertThat(ChecksumAddress.format(keys.get(0).address()))
                .isEqualTo("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");
        assertThat(keys.get(0).secret().toHex())
                .isEqualTo("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");
        assertThat(ChecksumAddress.format(keys.get(1).address()))
                .isEqualTo("0x70997970C51812dc3A010C7d01b50e0d17dc79C8");
        assertThat(ChecksumAddress.format(keys.get(9).address()))
                .isEqualTo("0xa0Ee7A142d267C1f36714E4a8F75612F20a79720");
    }

    /// The first vector of BIP-39's own list (github.com/trezor/python-mnemonic).
    @Test
    void seedIsThatOfBip39() {
        assertThat(Mnemonic.of("abandon ".repeat(11) + "about").seed("TREZOR").toHex())
                .isEqualTo(
                        "0xc55257c360c07c72029aebc1b53c05ed0362ada38ead3e3e9efa3708e5349553"
                            + "1f09a6987599d18264c1e1c92f2cf141630c7a3c4ab7c81b2f001698e7463b04");
    }

    /// Test vector 1 of BIP-32.
    @Test
    void childrenAreThoseOfBip32() {
        HierarchicalKey master =
                HierarchicalKey.ofSeed(Bytes.fromHex("000102030405060708090a0b0c0d0e0f"));
        assertThat(master.key().secret().toHex())
                .isEqualTo("0xe8f32e723decf4051aefac8e2c93c9c5b214313817cdb01a1494b917c8436b35");
        assertThat(master.hardened(0).key().secret().toHex())
                .isEqualTo("0xedb2e14f9ee77d26dd93b4ecede8d16ed408ce149b6cd80b0715a2d911a0afea");
        assertThat(master.hardened(0).child(1).key().secret().toHex())
                .isEqualTo("0x3c6cb8d0f6a264c91ea8b5030fadaa8e538b020f0a387421a12de9319dc93368");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "test",
                "test test test test test test test test test test test test test",
                "test test test test test test test test test test test test",
                "test test test test test test test test test test test jnuk",
                "test test test test test test test test test test  junk",
            })
    void refusesMnemonicsThatAreMistyped(String phrase) {
        assertThatThrownBy(() -> Mnemonic.of(phrase)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void checksTheCaseOfMixedAddresses() {
        String good = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
        assertThat(ChecksumAddress.parse(good).toHex())
                .isEqualTo(good.toLowerCase(java.util.Locale.ROOT));
        assertThat(ChecksumAddress.parse(good.toLowerCase(java.util.Locale.ROOT)))
                .isEqualTo(ChecksumAddress.parse(good));
        assertThatThrownBy(() -> ChecksumAddress.parse(good.replace("f39F", "F39F")))
                .hasMessageContaining("checksum");
        assertThatThrownBy(() -> ChecksumAddress.parse("0x12")).hasMessageContaining("20 bytes");
    }

    @Test
    void noSecretIsInText() {
        SigningKey key = DemoAccounts.keys().getFirst();
        assertThat(key.toString()).doesNotContain("ac0974");
        assertThat(Mnemonic.of(DemoAccounts.MNEMONIC).toString()).doesNotContain("junk");
    }
}
