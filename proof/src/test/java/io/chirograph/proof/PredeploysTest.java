package io.chirograph.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.crypto.Hashes;
import io.chirograph.types.Address;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class PredeploysTest {
    /// The code hashes that Ethereum's mainnet has at the same addresses.
    @Test
    void haveTheCodeThatMainnetHas() {
        assertThat(codeHash(Predeploys.MULTICALL3))
                .isEqualTo("0xd5c15df687b16f2ff992fc8d767b4216323184a2bbc6ee2f9c398c318e770891");
        assertThat(codeHash(Predeploys.CREATE2_DEPLOYER))
                .isEqualTo("0x2fa86add0aed31f33a762c9d88e807c475bd51d0f52bd0955754b2608f7e4989");
    }

    private static String codeHash(Address address) {
        return Hashes.keccak256(Objects.requireNonNull(Predeploys.accounts().get(address)).code())
                .toHex();
    }
}
