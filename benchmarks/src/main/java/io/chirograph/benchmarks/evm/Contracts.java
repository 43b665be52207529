package io.chirograph.benchmarks.evm;

import io.chirograph.benchmarks.harness.BenchmarkException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// The benchmarks' own contracts, compiled from `src/main/peers/evm/Loops.sol`.
public final class Contracts {
    private Contracts() {}

    /// @return the contract's runtime code as hexadecimal digits
    public static String code(String name) {
        String code = Program.JSON.readTree(text()).path(name).asString("");
        if (code.isEmpty()) {
            throw new BenchmarkException("contracts.json has no contract " + name);
        }
        return code;
    }

    /// All of them as JSON, by name.
    static String text() {
        try (InputStream in = Contracts.class.getResourceAsStream("contracts.json")) {
            if (in == null) {
                throw new BenchmarkException("contracts.json is not in this program's jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new BenchmarkException("contracts.json can't be read: " + e.getMessage(), e);
        }
    }
}
