package io.chirograph.benchmarks.network;

import io.chirograph.benchmarks.harness.BenchmarkException;
import io.chirograph.benchmarks.harness.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;

/// anvil with a block a second: one node in one process, in memory, without any agreement. Single-owner.
final class AnvilNode implements AutoCloseable {
    private static final long START_NANOS_MAX = Duration.ofSeconds(30).toNanos();
    private static final long POLL_NANOS = Duration.ofMillis(20).toNanos();

    private final Process process;
    private final Endpoint endpoint;

    /// @param npm the directory that the npm packages are in
    /// @param gasLimit of a block; anvil's own, 30 million, when empty
    AnvilNode(Path npm, String label, OptionalLong gasLimit) throws IOException {
        Path program = npm.resolve("node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil");
        if (!Files.isRegularFile(program)) {
            throw new BenchmarkException(program + " is not there; run 'npm ci' in " + npm);
        }
        int port = FreePorts.find(1).getFirst();
        List<String> command =
                new ArrayList<>(
                        List.of(
                                program.toString(),
                                "--silent",
                                "--port",
                                String.valueOf(port),
                                "--block-time",
                                "1",
                                "--chain-id",
                                String.valueOf(Transfers.CHAIN_ID),
                                "--block-base-fee-per-gas",
                                "0",
                                "--gas-price",
                                "0",
                                "--disable-min-priority-fee"));
        gasLimit.ifPresent(limit -> command.addAll(List.of("--gas-limit", String.valueOf(limit))));
        process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        endpoint = new Endpoint(label, List.of(port), List.of(process.toHandle()));
        long deadline = System.nanoTime() + START_NANOS_MAX;
        while (!answers(port)) {
            if (!process.isAlive() || System.nanoTime() - deadline > 0) {
                close();
                throw new BenchmarkException(
                        "anvil does not come up: '%s'".formatted(String.join(" ", command)));
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private static boolean answers(int port) {
        try (RpcConnection connection = new RpcConnection(port)) {
            return !connection.call("eth_blockNumber", "[]").asString("").isEmpty();
        } catch (IOException e) {
            return false; // it does not listen yet; asked again
        }
    }

    Endpoint endpoint() {
        return endpoint;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
