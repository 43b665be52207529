package io.chirograph.benchmarks.consensus;

import io.chirograph.benchmarks.harness.FreePorts;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Four members in processes of their own, on loopback, with mutual TLS between them. Single-owner.
final class Cluster implements AutoCloseable {
    static final int SIZE = 4;

    private static final int START_SECONDS_MAX = 60;

    private final Path directory;
    private final boolean durable;
    private final ClusterKeys keys;
    private final List<Integer> linkPorts;
    private final List<Integer> clientPorts;
    private final List<Optional<Running>> members = new ArrayList<>();
    private final List<Forwarder> forwarders = new ArrayList<>();

    private record Running(Process process, BufferedReader output, OutputStream input) {}

    /// @param parent on a real disk when `durable`
    Cluster(Path parent, boolean durable) throws IOException {
        Files.createDirectories(parent);
        this.directory = Files.createTempDirectory(parent, "consensus-");
        this.durable = durable;
        this.keys = ClusterKeys.generate(SIZE, new SecureRandom());
        keys.write(directory.resolve("keys"));
        List<Integer> ports = FreePorts.find(2 * SIZE);
        this.linkPorts = ports.subList(0, SIZE);
        this.clientPorts = ports.subList(SIZE, 2 * SIZE);
        for (int i = 0; i < SIZE; i++) {
            members.add(Optional.empty());
        }
    }

    void startAll() throws IOException {
        for (int i = 0; i < SIZE; i++) {
            start(i, linkPorts, 0);
        }
        for (int i = 0; i < SIZE; i++) {
            awaitReady(i);
        }
    }

    /// As [#startAll], but all that member 0 says to anybody goes through forwarders.
    /// @return the ports for clients
    List<Integer> startAllBehindForwarders() throws IOException {
        List<Integer> forwarded = new ArrayList<>(linkPorts);
        for (int i = 1; i < SIZE; i++) {
            forwarded.set(i, forward(linkPorts.get(i)));
        }
        start(0, forwarded, 0);
        for (int i = 1; i < SIZE; i++) {
            start(i, linkPorts, 0);
        }
        for (int i = 0; i < SIZE; i++) {
            awaitReady(i);
        }
        List<Integer> ports = new ArrayList<>(clientPorts);
        ports.set(0, forward(clientPorts.get(0)));
        return ports;
    }

    private int forward(int port) throws IOException {
        Forwarder forwarder = new Forwarder(port);
        forwarders.add(forwarder);
        return forwarder.port();
    }

    /// From now on nothing that member 0 sends arrives, and nothing sent to it.
    void blackhole() {
        forwarders.forEach(Forwarder::blackhole);
    }

    /// @param wallOffsetMillis what is added to the machine's clock
    void start(int member, List<Integer> peerPorts, long wallOffsetMillis) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-XX:+UseSerialGC",
                        "-Xms1g",
                        "-Xmx2g",
                        "-Xmn512m"));
        String options = System.getProperty("chirograph.bench.replica.options", "");
        if (!options.isEmpty()) {
            command.addAll(List.of(options.split(" ")));
        }
        command.addAll(
                List.of(
                        "-cp",
                        System.getProperty("java.class.path"),
                        ReplicaMain.class.getName(),
                        "directory=" + directory,
                        "self=" + member,
                        "durable=" + durable,
                        "linkPorts=" + joined(linkPorts),
                        "peerPorts=" + joined(peerPorts),
                        "clientPorts=" + joined(clientPorts),
                        "wallOffsetMillis=" + wallOffsetMillis));
        Process process =
                new ProcessBuilder(command)
                        .redirectError(new File(directory.toFile(), "member-" + member + ".log"))
                        .start();
        members.set(
                member,
                Optional.of(
                        new Running(
                                process,
                                new BufferedReader(
                                        new InputStreamReader(
                                                process.getInputStream(), StandardCharsets.UTF_8)),
                                process.getOutputStream())));
    }

    private static String joined(List<Integer> ports) {
        return ports.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    void awaitReady(int member) throws IOException {
        String line = members.get(member).orElseThrow().output().readLine();
        if (!"ready".equals(line)) {
            throw new IOException(
                    "member %d said '%s' instead of 'ready'; its log is in %s"
                            .formatted(member, line, directory));
        }
    }

    ReportLine report(int member) throws IOException {
        Running running = members.get(member).orElseThrow();
        running.input().write('\n');
        running.input().flush();
        String line = running.output().readLine();
        if (line == null) {
            throw new IOException("member " + member + " has ended; its log is in " + directory);
        }
        return ReportLine.read(line);
    }

    List<Integer> living() {
        List<Integer> living = new ArrayList<>();
        for (int i = 0; i < SIZE; i++) {
            if (members.get(i).filter(each -> each.process().isAlive()).isPresent()) {
                living.add(i);
            }
        }
        return living;
    }

    /// SIGKILL.
    void kill(int member) {
        members.get(member)
                .ifPresent(running -> {
                    running.process().destroyForcibly();
                    try {
                        running.process().waitFor(START_SECONDS_MAX, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
        members.set(member, Optional.empty());
    }

    /// SIGSTOP.
    void stop(int member) {
        long id = members.get(member).orElseThrow().process().pid();
        try {
            new ProcessBuilder("kill", "-STOP", Long.toString(id)).start().waitFor();
        } catch (IOException e) {
            throw new IllegalStateException("no 'kill' to stop a process with", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    long pid(int member) {
        return members.get(member).orElseThrow().process().pid();
    }

    ClusterKeys keys() {
        return keys;
    }

    List<Integer> linkPorts() {
        return linkPorts;
    }

    List<Integer> clientPorts() {
        return clientPorts;
    }

    @Override
    public void close() throws IOException {
        for (int i = 0; i < SIZE; i++) {
            kill(i);
        }
        forwarders.forEach(Forwarder::close);
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
