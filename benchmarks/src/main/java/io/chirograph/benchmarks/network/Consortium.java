package io.chirograph.benchmarks.network;

import io.chirograph.benchmarks.harness.BenchmarkException;
import io.chirograph.benchmarks.harness.FreePorts;
import io.chirograph.cli.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Four organisations, as `member new` and `genesis build` make them, each with a node that `start` starts: mutual
/// TLS, and a store that syncs every vote and block. Single-owner.
final class Consortium implements AutoCloseable {
    static final int SIZE = 4;

    /// Of one failure, with its stack trace.
    private static final int ERROR_LINES = 15;

    private static final int ERRORS_LENGTH_MAX = 10_000;

    private static final long START_SECONDS_MAX = 90;
    private static final long POLL_NANOS = Duration.ofMillis(50).toNanos();

    private final Path directory;
    private final List<Process> processes = new ArrayList<>();
    private final Endpoint endpoint;

    /// @param directory empty, on a real disk
    Consortium(Path directory) throws IOException {
        this.directory = directory;
        List<Integer> ports = FreePorts.find(2 * SIZE);
        List<Integer> linkPorts = ports.subList(0, SIZE);
        List<Integer> rpcPorts = ports.subList(SIZE, 2 * SIZE);
        make(linkPorts);
        try {
            for (int i = 0; i < SIZE; i++) {
                processes.add(start(i, linkPorts, rpcPorts));
            }
            for (int i = 0; i < SIZE; i++) {
                awaitMeshed(i, rpcPorts.get(i));
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
        endpoint =
                new Endpoint(
                        "chirograph", rpcPorts, processes.stream().map(Process::toHandle).toList());
    }

    private void make(List<Integer> linkPorts) {
        List<String> build = new ArrayList<>(List.of("genesis", "build"));
        for (int i = 0; i < SIZE; i++) {
            run(
                    "member",
                    "new",
                    "--name",
                    name(i),
                    "--host",
                    "127.0.0.1",
                    "--port",
                    String.valueOf(linkPorts.get(i)),
                    "--out",
                    folder(i).toString());
            build.add(folder(i).resolve(name(i) + ".member.json").toString());
        }
        build.addAll(
                List.of(
                        "--chain-id",
                        String.valueOf(Transfers.CHAIN_ID),
                        "--demo-accounts",
                        "--out",
                        genesis().toString()));
        run(build.toArray(String[]::new));
    }

    private static void run(String... arguments) {
        StringWriter said = new StringWriter();
        PrintWriter out = new PrintWriter(said);
        if (Main.run(out, out, arguments) != 0) {
            throw new BenchmarkException(
                    "'chirograph %s' failed: %s".formatted(String.join(" ", arguments), said));
        }
    }

    private static String name(int index) {
        return "member-" + (index + 1);
    }

    private Path folder(int index) {
        return directory.resolve(name(index));
    }

    private Path genesis() {
        return directory.resolve("genesis.json");
    }

    /// With the options that the launcher gives it.
    private Process start(int index, List<Integer> linkPorts, List<Integer> rpcPorts)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-XX:+UseSerialGC",
                        "-Xmx2g",
                        "-XX:InitialRAMPercentage=5"));
        String options = System.getProperty("chirograph.bench.node.options", "");
        if (!options.isEmpty()) {
            command.addAll(List.of(options.replace("NUMBER", String.valueOf(index)).split(" ")));
        }
        command.addAll(
                List.of(
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "start",
                        "--stop-with-input",
                        "--config",
                        folder(index).resolve("chirograph.toml").toString()));
        for (String setting :
                List.of(
                        "genesisFile=" + genesis(),
                        "network.host=127.0.0.1",
                        "network.port=" + linkPorts.get(index),
                        "rpc.host=127.0.0.1",
                        "rpc.port=" + rpcPorts.get(index))) {
            command.addAll(List.of("--set", setting));
        }
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log(index).toFile())
                .start();
    }

    private Path log(int index) {
        return directory.resolve(name(index) + ".log");
    }

    private void awaitMeshed(int index, int port) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS_MAX);
        String peers = "0x" + Integer.toHexString(SIZE - 1);
        while (!isMeshed(port, peers)) {
            if (!processes.get(index).isAlive() || System.nanoTime() - deadline > 0) {
                throw new BenchmarkException(
                        "%s is not up: %s".formatted(name(index), Files.readString(log(index))));
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private static boolean isMeshed(int port, String peers) {
        try (RpcConnection connection = new RpcConnection(port)) {
            return connection.call("net_peerCount", "[]").asString("").equals(peers);
        } catch (IOException e) {
            return false; // it does not listen yet; asked again
        }
    }

    Endpoint endpoint() {
        return endpoint;
    }

    /// What the members' logs say of failures, since they go with the data.
    String errors() throws IOException {
        StringBuilder errors = new StringBuilder();
        for (int i = 0; i < SIZE; i++) {
            addErrors(name(i), Files.readAllLines(log(i)), errors);
        }
        return errors.toString();
    }

    /// Adds the first line of each failure and some of what follows.
    static void addErrors(String name, List<String> log, StringBuilder errors) {
        int left = 0;
        for (String line : log) {
            left = line.contains(" ERROR ") ? ERROR_LINES : left - 1;
            if (left > 0 && errors.length() < ERRORS_LENGTH_MAX) {
                errors.append('\n').append(name).append(": ").append(line);
            }
        }
    }

    @Override
    public void close() {
        processes.forEach(Process::destroy);
        for (Process process : processes) {
            try {
                if (!process.waitFor(20, TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }
}
