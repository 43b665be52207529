package io.chirograph.benchmarks.consensus;

import io.chirograph.benchmarks.harness.BenchmarkException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// BFT-SMaRt as its own micro-benchmark drives it: four replicas, closed-loop clients, everything in memory,
/// its configuration untouched but for addresses. Taken from a checkout in which `./gradlew installDist` was run.
///
/// @param checkout of github.com/bft-smart/library
record BftSmart(Path checkout) {
    private static final String SERVER = "bftsmart.demo.microbenchmarks.ThroughputLatencyServer";
    private static final String CLIENT = "bftsmart.demo.microbenchmarks.ThroughputLatencyClient";
    private static final int FIRST_CLIENT = 1_001;
    private static final int INTERVAL_OPERATIONS = 10_000;
    private static final int START_SECONDS = 10;

    BftSmart {
        if (!Files.isDirectory(checkout.resolve("build/install"))) {
            throw new BenchmarkException(
                    "%s has no build/install; run './gradlew installDist' in a checkout of BFT-SMaRt"
                            .formatted(checkout));
        }
    }

    /// Requests a second: the median of what the first replica reports every so many operations, its first
    /// reports left out.
    double order(int clients, int payloadBytes, Duration time)
            throws IOException, InterruptedException {
        Path copy = Files.createTempDirectory("bft-smart-");
        List<Process> processes = new ArrayList<>();
        try {
            copy(distribution(), copy);
            Files.writeString(
                    copy.resolve("config/hosts.config"),
                    """
                    0 127.0.0.1 11000 11001
                    1 127.0.0.1 11010 11011
                    2 127.0.0.1 11020 11021
                    3 127.0.0.1 11030 11031
                    """);
            Files.deleteIfExists(copy.resolve("config/currentView"));
            for (int i = 0; i < Cluster.SIZE; i++) {
                processes.add(
                        start(
                                copy,
                                copy.resolve("server-" + i + ".out"),
                                SERVER,
                                Integer.toString(i),
                                Integer.toString(INTERVAL_OPERATIONS),
                                "0",
                                "0",
                                "false",
                                "nosig"));
            }
            TimeUnit.SECONDS.sleep(START_SECONDS);
            processes.add(
                    start(
                            copy,
                            copy.resolve("client.out"),
                            CLIENT,
                            Integer.toString(FIRST_CLIENT),
                            Integer.toString(clients),
                            "1000000",
                            Integer.toString(payloadBytes),
                            "0",
                            "false",
                            "false",
                            "nosig"));
            TimeUnit.NANOSECONDS.sleep(START_SECONDS * 1_000_000_000L + 3 * time.toNanos());
            return median(copy.resolve("server-0.out"));
        } finally {
            for (Process process : processes) {
                process.destroyForcibly().waitFor();
            }
            delete(copy);
        }
    }

    private Path distribution() throws IOException {
        try (Stream<Path> installed = Files.list(checkout.resolve("build/install"))) {
            return installed
                    .findFirst()
                    .orElseThrow(
                            () -> new BenchmarkException(checkout + "/build/install is empty"));
        }
    }

    private static Process start(Path directory, Path output, String... command)
            throws IOException {
        List<String> whole = new ArrayList<>();
        whole.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        whole.addAll(
                List.of(
                        "-Xms1g",
                        "-Xmx2g",
                        "-Djava.security.properties=./config/java.security",
                        "-Dlogback.configurationFile=./config/logback.xml",
                        "-cp",
                        "lib/*"));
        whole.addAll(List.of(command));
        return new ProcessBuilder(whole)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    private static double median(Path output) throws IOException {
        List<Double> reported = new ArrayList<>();
        for (String line : Files.readAllLines(output)) {
            if (line.startsWith("Throughput = ")) {
                reported.add(Double.parseDouble(line.split(" ")[2]));
            }
        }
        if (reported.size() < 3) {
            throw new BenchmarkException(
                    "BFT-SMaRt reported %d intervals only; it said: %s"
                            .formatted(reported.size(), Files.readString(output)));
        }
        return io.chirograph.benchmarks.harness.BenchmarkRow.median(
                reported.subList(reported.size() / 3, reported.size()));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    try (InputStream in = Files.newInputStream(file)) {
                        Files.copy(in, target);
                    }
                }
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
