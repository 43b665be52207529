package io.chirograph.benchmarks.evm;

import io.chirograph.benchmarks.harness.BenchmarkException;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// revm as anvil runs it, asked by `eth_call`; what a call without repetition takes is taken off.
final class Anvil implements ContractMachine {
    private static final Pattern LISTENING = Pattern.compile("Listening on 127\\.0\\.0\\.1:(\\d+)");
    private static final int WARM_CALLS = 3;

    private final Process process;
    private final HttpClient client = HttpClient.newHttpClient();
    private final URI address;
    private String loaded = "";

    /// @param peers the directory that the npm packages are in
    Anvil(Path peers) {
        Path program = peers.resolve("node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil");
        if (!Files.isRegularFile(program)) {
            throw new BenchmarkException(program + " is not there; run 'npm ci' in " + peers);
        }
        try {
            process =
                    new ProcessBuilder(
                                    program.toString(),
                                    "--port",
                                    "0",
                                    "--hardfork",
                                    "prague",
                                    "--gas-limit",
                                    String.valueOf(Chirograph.GAS),
                                    "--memory-limit",
                                    String.valueOf(4L << 30),
                                    "--no-mining")
                            .redirectErrorStream(true)
                            .start();
            address = URI.create("http://127.0.0.1:" + port());
        } catch (IOException e) {
            throw new BenchmarkException("anvil does not start: " + e.getMessage(), e);
        }
        setCode("aa", Contracts.code("Repeat"));
        setCode("7011", Contracts.code("Token"));
    }

    private String port() throws IOException {
        BufferedReader lines =
                new BufferedReader(
                        new java.io.InputStreamReader(
                                process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Matcher matcher = LISTENING.matcher(line);
            if (matcher.find()) {
                return matcher.group(1);
            }
        }
        throw new BenchmarkException("anvil ended before it listened");
    }

    private void setCode(String account, String code) {
        ask("anvil_setCode", parameters -> parameters.add(hex(account)).add("0x" + code));
    }

    private static String hex(String account) {
        return Chirograph.address(account).toHex();
    }

    private interface Fill {
        void fill(ArrayNode parameters);
    }

    private JsonNode ask(String method, Fill fill) {
        ObjectNode request = Program.JSON.createObjectNode();
        request.put("jsonrpc", "2.0").put("id", 1).put("method", method);
        fill.fill(request.putArray("params"));
        HttpRequest post =
                HttpRequest.newBuilder(address)
                        .header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(request.toString()))
                        .build();
        try {
            JsonNode answer =
                    Program.JSON.readTree(client.send(post, BodyHandlers.ofString()).body());
            if (answer.has("error")) {
                throw new BenchmarkException("anvil: " + answer.path("error"));
            }
            return answer.path("result");
        } catch (IOException e) {
            throw new BenchmarkException("anvil does not answer: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchmarkException("interrupted while anvil worked", e);
        }
    }

    @Override
    public String label() {
        return "anvil";
    }

    @Override
    public Run run(Program program, long count) {
        if (!loaded.equals(program.name())) {
            setCode("bb", program.code());
            loaded = program.name();
            for (int i = 0; i < WARM_CALLS; i++) {
                call(program, 0);
            }
        }
        double idle = Math.min(call(program, 0).nanos(), call(program, 0).nanos());
        Run run = call(program, count);
        return new Run(run.gas(), run.nanos() - idle);
    }

    private Run call(Program program, long count) {
        String input = "0x" + Chirograph.input(program, count);
        long start = System.nanoTime();
        JsonNode result =
                ask(
                        "eth_call",
                        parameters -> {
                            parameters
                                    .addObject()
                                    .put("from", hex("ca"))
                                    .put("to", hex("aa"))
                                    .put("gas", "0x" + Long.toHexString(Chirograph.GAS))
                                    .put("gasPrice", "0x0")
                                    .put("data", input);
                            parameters.add("latest");
                        });
        long nanos = System.nanoTime() - start;
        return new Run(Long.parseLong(result.asString().substring(2), 16), nanos);
    }

    @Override
    public void close() {
        process.destroy();
        client.close();
    }
}
