package io.chirograph.proof;

import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/// Contracts that Ethereum's tools expect at their known addresses on every chain.
public final class Predeploys {
    /// Gathers many calls in one (github.com/mds1/multicall3). `multicall3.hex` is its runtime code.
    public static final Address MULTICALL3 =
            Address.fromHex("ca11bde05977b3631167028862be2a173976ca11");

    /// Creates contracts at addresses that depend only on their code
    /// (github.com/Arachnid/deterministic-deployment-proxy).
    public static final Address CREATE2_DEPLOYER =
            Address.fromHex("4e59b44847b379578588920ca78fbf26c0b4956c");

    private static final String CREATE2_DEPLOYER_CODE =
            "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0"
                    + "3601600081602082378035828234f58015156039578182fd5b8082525050506014600cf3";

    private Predeploys() {}

    /// The accounts to put into a genesis.
    public static SortedMap<Address, GenesisAccount> accounts() {
        SortedMap<Address, GenesisAccount> accounts = new TreeMap<>();
        accounts.put(MULTICALL3, GenesisAccount.contract(resource("multicall3.hex")));
        accounts.put(
                CREATE2_DEPLOYER, GenesisAccount.contract(Bytes.fromHex(CREATE2_DEPLOYER_CODE)));
        return accounts;
    }

    private static Bytes resource(String name) {
        try (InputStream in = Objects.requireNonNull(Predeploys.class.getResourceAsStream(name))) {
            String digits = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            return Bytes.fromHex(digits.replaceAll("\\s", ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
