package io.chirograph.benchmarks.evm;

import io.chirograph.benchmarks.harness.BenchmarkException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// ethereumjs in a Node process, which times itself.
final class EthereumJs implements ContractMachine {
    private final Path contracts;
    private final Process process;
    private final Writer requests;
    private final BufferedReader answers;

    /// @param peers the directory that the npm packages are in
    EthereumJs(Path peers) {
        if (!Files.isDirectory(peers.resolve("node_modules/@ethereumjs/evm"))) {
            throw new BenchmarkException(
                    "ethereumjs is not there; run 'npm ci' in " + peers.toAbsolutePath());
        }
        try {
            contracts = Files.createTempFile("contracts", ".json");
            Files.writeString(contracts, Contracts.text());
            process =
                    new ProcessBuilder("node", "ethereumjs.mjs", contracts.toString())
                            .directory(peers.toFile())
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
        } catch (IOException e) {
            throw new BenchmarkException("Node does not start: " + e.getMessage(), e);
        }
        requests = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
        answers =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    @Override
    public String label() {
        return "ethereumjs";
    }

    @Override
    public Run run(Program program, long count) {
        ObjectNode request = Program.JSON.createObjectNode();
        request.put("code", program.code()).put("input", program.input()).put("count", count);
        try {
            requests.write(request + "\n");
            requests.flush();
            String line = answers.readLine();
            if (line == null) {
                throw new BenchmarkException("ethereumjs ended in " + program.name());
            }
            JsonNode answer = Program.JSON.readTree(line);
            if (answer.has("error")) {
                throw new BenchmarkException(
                        "ethereumjs in " + program.name() + ": " + answer.path("error"));
            }
            return new Run(answer.path("gas").asLong(), answer.path("nanos").asDouble());
        } catch (IOException e) {
            throw new BenchmarkException("ethereumjs does not answer: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            Files.deleteIfExists(contracts);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
