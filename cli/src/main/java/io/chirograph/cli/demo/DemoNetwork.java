package io.chirograph.cli.demo;

import io.chirograph.cli.console.CommandFailure;
import io.chirograph.proof.Genesis;
import io.chirograph.types.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import tools.jackson.databind.node.JsonNodeFactory;

/// Four organisations on this machine. Their keys, genesis and configurations are made by the same commands
/// that organisations use, once; later starts with the same directory go on with the same chain. Ports are
/// chosen at each start. Processes are started and ended by one thread; everything else may be asked by any.
final class DemoNetwork implements AutoCloseable {
    static final int MEMBERS = 4;

    private static final int RPC_PORT_WISHED = 8545;
    private static final Duration START_PATIENCE = Duration.ofSeconds(90);
    private static final long POLL_NANOS = 20_000_000;

    private final Path directory;
    private final boolean existed;
    private final List<DemoNode> nodes = new ArrayList<>();

    /// @param directory made when missing; a network made by an earlier start goes on
    /// @param commands makes the members and the genesis
    DemoNetwork(Path directory, long chainId, CommandRunner commands) throws IOException {
        this.directory = directory.toAbsolutePath();
        this.existed = Files.exists(genesisFile());
        FreePorts ports = new FreePorts();
        List<Integer> linkPorts = new ArrayList<>();
        for (int number = 1; number <= MEMBERS; number++) {
            linkPorts.add(ports.any());
        }
        if (!existed) {
            make(linkPorts, chainId, commands);
        }
        for (int number = 1; number <= MEMBERS; number++) {
            int rpcPort = ports.take(RPC_PORT_WISHED + number - 1);
            NodeProcess process =
                    new NodeProcess(
                            number, memberDirectory(number), settings(number, rpcPort, linkPorts));
            nodes.add(new DemoNode(process, rpcPort));
        }
    }

    private void make(List<Integer> linkPorts, long chainId, CommandRunner commands) {
        List<String> build = new ArrayList<>(List.of("genesis", "build"));
        for (int number = 1; number <= MEMBERS; number++) {
            commands.require(
                    "member",
                    "new",
                    "--name",
                    memberName(number),
                    "--host",
                    "127.0.0.1",
                    "--port",
                    Integer.toString(linkPorts.get(number - 1)),
                    "--out",
                    memberDirectory(number).toString());
            build.add(
                    memberDirectory(number)
                            .resolve(memberName(number) + ".member.json")
                            .toString());
        }
        build.addAll(
                List.of(
                        "--chain-id",
                        Long.toString(chainId),
                        "--demo-accounts",
                        "--out",
                        genesisFile().toString()));
        commands.require(build.toArray(String[]::new));
    }

    /// What differs from the member's own configuration on this machine, at this start.
    private List<String> settings(int number, int rpcPort, List<Integer> linkPorts) {
        List<String> settings =
                new ArrayList<>(
                        List.of(
                                "genesisFile=" + genesisFile(),
                                "network.host=127.0.0.1",
                                "network.port=" + linkPorts.get(number - 1),
                                "rpc.host=127.0.0.1",
                                "rpc.port=" + rpcPort));
        for (int peer = 1; peer <= MEMBERS; peer++) {
            if (peer != number) {
                settings.add(
                        "network.peers.%s=127.0.0.1:%d"
                                .formatted(memberName(peer), linkPorts.get(peer - 1)));
            }
        }
        return settings;
    }

    private static String memberName(int number) {
        return "member-" + number;
    }

    private Path memberDirectory(int number) {
        return directory.resolve(memberName(number));
    }

    Path directory() {
        return directory;
    }

    Path genesisFile() {
        return directory.resolve("genesis.json");
    }

    Genesis genesis() throws IOException {
        return Genesis.fromJson(Bytes.owning(Files.readAllBytes(genesisFile())));
    }

    /// Whether an earlier start made this network.
    boolean existed() {
        return existed;
    }

    List<DemoNode> nodes() {
        return List.copyOf(nodes);
    }

    /// @param number from 1
    DemoNode node(int number) {
        return nodes.get(number - 1);
    }

    /// Those that are up and not held still.
    List<DemoNode> running() {
        return nodes.stream()
                .filter(node -> node.process().isRunning() && !node.process().isPaused())
                .toList();
    }

    /// One that runs, the same for the same number as long as the same nodes run.
    DemoNode runningNode(int number) {
        List<DemoNode> running = running();
        if (running.isEmpty()) {
            throw new CommandFailure("no member is up");
        }
        return running.get(number % running.size());
    }

    /// Starts all nodes, and waits until each answers and is connected to all others.
    void start() {
        nodes.forEach(node -> node.process().start());
        for (DemoNode node : nodes) {
            awaitUp(node);
        }
        await(
                "all members are connected",
                START_PATIENCE,
                () -> nodes.stream().allMatch(this::isMeshed));
    }

    void awaitUp(DemoNode node) {
        await(
                "node " + node.number() + " answers",
                START_PATIENCE,
                () -> {
                    if (!node.process().isRunning()) {
                        throw new CommandFailure(
                                "node %d ended; the end of %s:\n%s"
                                        .formatted(
                                                node.number(),
                                                node.process().log(),
                                                node.process().logTail(12)));
                    }
                    return node.height().isPresent();
                });
    }

    private boolean isMeshed(DemoNode node) {
        try {
            return node.publicClient().quantity("net_peerCount").toLong() == MEMBERS - 1;
        } catch (IOException | CommandFailure e) {
            return false; // asked again
        }
    }

    /// Waits until all running nodes have the block at the highest height any of them has now.
    /// @return its hash when they agree, else what they say
    String awaitSameBlock(Duration patience) {
        long height =
                running().stream()
                        .map(DemoNode::height)
                        .flatMap(Optional::stream)
                        .mapToLong(Long::longValue)
                        .max()
                        .orElse(0);
        await(
                "all nodes reach block " + height,
                patience,
                () -> running().stream().allMatch(node -> node.height().orElse(-1L) >= height));
        Set<String> hashes =
                running().stream().map(node -> blockHash(node, height)).collect(Collectors.toSet());
        return String.join(" / ", hashes);
    }

    private static String blockHash(DemoNode node, long height) {
        try {
            return node.publicClient()
                    .rpc(
                            "eth_getBlockByNumber",
                            JsonNodeFactory.instance.stringNode("0x" + Long.toHexString(height)),
                            JsonNodeFactory.instance.booleanNode(false))
                    .path("hash")
                    .asString("none");
        } catch (IOException e) {
            throw new CommandFailure("node %d does not answer".formatted(node.number()), e);
        }
    }

    static void await(String what, Duration patience, BooleanSupplier condition) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new CommandFailure(
                        "not within %d s: %s".formatted(patience.toSeconds(), what));
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new CommandFailure("interrupted while waiting until " + what);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /// Stops all nodes.
    @Override
    public void close() {
        nodes.parallelStream().forEach(node -> node.process().stop());
    }
}
