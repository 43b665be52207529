package io.chirograph.cli.demo;

import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.UInt256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// The token contract of the demonstration and its calls in Solidity's ABI. Its source is
/// `cli/src/main/solidity/DemoToken.sol`.
final class DemoToken {
    private static final Bytes TRANSFER = Bytes.fromHex("a9059cbb"); // transfer(address,uint256)
    private static final Bytes BALANCE_OF = Bytes.fromHex("70a08231"); // balanceOf(address)

    private DemoToken() {}

    /// What a creating transaction carries: the compiled constructor and its argument.
    static Bytes deployment(UInt256 supply) {
        return Bytes.concat(bytecode(), supply.toHash32().bytes());
    }

    static Bytes transfer(Address to, UInt256 value) {
        return Bytes.concat(TRANSFER, word(to), value.toHash32().bytes());
    }

    static Bytes balanceOf(Address owner) {
        return Bytes.concat(BALANCE_OF, word(owner));
    }

    private static Bytes word(Address address) {
        return UInt256.of(address).toHash32().bytes();
    }

    private static Bytes bytecode() {
        try (InputStream resource = DemoToken.class.getResourceAsStream("DemoToken.hex")) {
            if (resource == null) {
                throw new IOException("resource DemoToken.hex is missing");
            }
            return Bytes.fromHex(
                    new String(resource.readAllBytes(), StandardCharsets.US_ASCII).strip());
        } catch (IOException e) {
            throw new IllegalStateException(
                    "the installation is damaged, build it again: " + e.getMessage(), e);
        }
    }
}
