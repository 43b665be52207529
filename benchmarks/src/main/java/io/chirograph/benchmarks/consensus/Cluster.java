package io.chirograph.benchmarks.consensus;

import io.chirograph.benchmarks.harness.BenchmarkException;
import io.chirograph.benchmarks.harness.DataFolder;
import io.chirograph.benchmarks.harness.FreePorts;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// Four members in processes of their own, on loopback, with mutual TLS between them. Single-owner.
final class Cluster implements AutoCloseable {
    static final int SIZE = 4;

    private static final int START_SECONDS_MAX = 60;
    private static final long ARCHIVED_HEIGHTS = 512;

    private final Path directory;
    private final boolean durable;
    private final ClusterKeys keys;
    private final List<Integer> linkPorts;
    private final List<Integer> clientPorts;
    private final List<Optional<Running>> members = new ArrayList<>();
    private final Map<Wire, Forwarder> forwarders = new HashMap<>();
    private final Set<Integer> cutOff = new HashSet<>();
    private final long archivedHeights;

    /// Two that are connected, by members' indexes: members call those of higher index, clients all.
    private record Wire(int caller, int called) {
        static final int CLIENTS = -1;

        boolean reaches(int member) {
            return caller == member || called == member;
        }
    }

    private record Running(Process process, BufferedReader output, OutputStream input) {}

    /// @param parent on a real disk when `durable`
    Cluster(Path parent, boolean durable) throws IOException {
        this(parent, durable, ARCHIVED_HEIGHTS);
    }

    /// @param archivedHeights how far below the others a member may be that still catches up
    Cluster(Path parent, boolean durable, long archivedHeights) throws IOException {
        this.archivedHeights = archivedHeights;
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
        startAllCuttable(Set.of());
    }

    /// As [#startAll], but these members can be cut off: all that they say and hear goes through forwarders.
    void startAllCuttable(Set<Integer> cuttable) throws IOException {
        for (int called = 0; called < SIZE; called++) {
            for (int caller = 0; caller < called; caller++) {
                if (cuttable.contains(caller) || cuttable.contains(called)) {
                    Forwarder forwarder = new Forwarder(linkPorts.get(called));
                    forwarders.put(new Wire(caller, called), forwarder);
                }
            }
            if (cuttable.contains(called)) {
                Forwarder forwarder = new Forwarder(clientPorts.get(called));
                forwarders.put(new Wire(Wire.CLIENTS, called), forwarder);
            }
        }
        for (int i = 0; i < SIZE; i++) {
            start(i, 0);
        }
        for (int i = 0; i < SIZE; i++) {
            awaitReady(i);
        }
    }

    /// Where `caller` reaches the members.
    private List<Integer> portsSeenBy(int caller) {
        List<Integer> ports = new ArrayList<>();
        for (int called = 0; called < SIZE; called++) {
            Forwarder forwarder = forwarders.get(new Wire(caller, called));
            List<Integer> direct = caller == Wire.CLIENTS ? clientPorts : linkPorts;
            ports.add(forwarder == null ? direct.get(called) : forwarder.port());
        }
        return ports;
    }

    /// From now on nothing that `member` sends arrives anywhere, and nothing sent to it.
    void cut(int member) {
        cutOff.add(member);
        setWires(member);
    }

    void heal(int member) {
        cutOff.remove(member);
        setWires(member);
    }

    private void setWires(int member) {
        forwarders.forEach((wire, forwarder) -> {
            if (wire.reaches(member) && cutOff.stream().anyMatch(wire::reaches)) {
                forwarder.blackhole();
            } else if (wire.reaches(member)) {
                forwarder.heal();
            }
        });
    }

    /// @param wallOffsetMillis what is added to the machine's clock
    void start(int member, long wallOffsetMillis) throws IOException {
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
                        "peerPorts=" + joined(portsSeenBy(member)),
                        "clientPorts=" + joined(clientPorts),
                        "archivedHeights=" + archivedHeights,
                        "wallOffsetMillis=" + wallOffsetMillis));
        Process process =
                new ProcessBuilder(command).redirectError(Redirect.appendTo(logOf(member))).start();
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

    private File logOf(int member) {
        return directory.resolve("member-" + member + ".log").toFile();
    }

    /// What a member had to say besides its reports, oldest first.
    List<String> complaints(int member) throws IOException {
        return Files.readAllLines(logOf(member).toPath());
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
        signal(member, "-STOP");
    }

    /// SIGCONT.
    void resume(int member) {
        signal(member, "-CONT");
    }

    private void signal(int member, String signal) {
        try {
            new ProcessBuilder("kill", signal, Long.toString(pid(member))).start().waitFor();
        } catch (IOException e) {
            throw new BenchmarkException("no 'kill' to stop a process with", e);
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

    /// Where clients reach the members.
    List<Integer> clientPorts() {
        return portsSeenBy(Wire.CLIENTS);
    }

    @Override
    public void close() throws IOException {
        for (int i = 0; i < SIZE; i++) {
            kill(i);
        }
        forwarders.values().forEach(Forwarder::close);
        DataFolder.delete(directory);
    }
}
