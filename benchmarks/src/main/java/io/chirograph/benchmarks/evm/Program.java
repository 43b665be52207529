package io.chirograph.benchmarks.evm;

import io.chirograph.benchmarks.harness.BenchmarkException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A contract and what it is called with.
///
/// @param code as hexadecimal digits, what runs
/// @param input as hexadecimal digits
record Program(String name, String code, String input) {
    static final JsonMapper JSON = JsonMapper.builder().build();
    private static final List<String> FOLDERS = List.of("bench-main", "bench-micro");

    /// The loops, and the programs of evmone's benchmarks below `vectors`, when they are there.
    static List<Program> all(Path vectors) {
        List<Program> programs = new ArrayList<>(loops());
        for (String folder : FOLDERS) {
            Path directory = vectors.resolve("evm").resolve(folder);
            if (!Files.isDirectory(directory)) {
                continue;
            }
            try (Stream<Path> files = Files.list(directory)) {
                files.sorted().forEach(file -> programs.addAll(read(file)));
            } catch (IOException e) {
                throw new BenchmarkException(directory + " can't be read: " + e.getMessage(), e);
            }
        }
        return programs;
    }

    private static List<Program> loops() {
        return List.of(
                loop("mulmod-addmod", "ModularLoop", 1_000),
                loop("fib", "Fibonacci", 1_000),
                loop("keccak-64", "KeccakLoop", 1_000),
                loop("quicksort", "Quicksort", 2_000),
                loop("erc20", "TokenLoop", 1_000));
    }

    private static Program loop(String name, String contract, long count) {
        return new Program(name, Contracts.code(contract), String.format("%064x", count));
    }

    /// The file is a state test; each of its inputs makes a program.
    private static List<Program> read(Path file) {
        List<Program> programs = new ArrayList<>();
        for (JsonNode test : JSON.readTree(file)) {
            JsonNode transaction = test.path("transaction");
            JsonNode account = test.path("pre").path(transaction.path("to").asString());
            JsonNode inputs = transaction.path("data");
            String name = file.getFileName().toString().replace(".json", "");
            for (int index = 0; index < inputs.size(); index++) {
                programs.add(
                        new Program(
                                inputs.size() == 1 ? name : name + "/" + index,
                                digits(account.path("code")),
                                digits(inputs.path(index))));
            }
        }
        return programs;
    }

    private static String digits(JsonNode hex) {
        return hex.asString().substring(2);
    }
}
