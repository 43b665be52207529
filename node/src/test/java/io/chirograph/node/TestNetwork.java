package io.chirograph.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.crypto.SigningKey;
import io.chirograph.node.config.MemberKeys;
import io.chirograph.node.config.NodeConfig;
import io.chirograph.proof.AgreementRules;
import io.chirograph.proof.Genesis;
import io.chirograph.proof.GenesisAccount;
import io.chirograph.proof.Member;
import io.chirograph.proof.MemberRegistry;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Real nodes of one network, four unless said otherwise, in this process, on loopback, each with a directory of its own.
final class TestNetwork implements AutoCloseable {
    static final SigningKey FUNDED = SigningKey.of(Hash32.fromHex("0x" + "42".repeat(32)));

    private static final int MEMBERS = 4;

    private final Complaints complaints = new Complaints();
    private final Path directory;
    private final NodeConfig.Consensus consensus;
    private final Genesis genesis;
    private final List<Node> nodes = new ArrayList<>();
    private final List<SigningKey> accounts = new ArrayList<>();

    /// Makes keys and genesis below `directory` and starts all members.
    static TestNetwork start(Path directory) throws IOException {
        return start(directory, NodeConfig.defaults().consensus(), AgreementRules.defaults());
    }

    static TestNetwork start(Path directory, NodeConfig.Consensus consensus, AgreementRules rules)
            throws IOException {
        return start(new TestNetwork(directory, consensus, rules, MEMBERS, false));
    }

    /// So many members that may change who they are.
    static TestNetwork startGoverned(
            Path directory, NodeConfig.Consensus consensus, AgreementRules rules, int founders)
            throws IOException {
        return start(new TestNetwork(directory, consensus, rules, founders, true));
    }

    private static TestNetwork start(TestNetwork network) {
        for (int i = 0; i < network.genesis.members().size(); i++) {
            network.nodes.add(Node.start(network.config(i)));
        }
        return network;
    }

    private TestNetwork(
            Path directory,
            NodeConfig.Consensus consensus,
            AgreementRules rules,
            int founders,
            boolean isGoverned)
            throws IOException {
        this.directory = directory;
        this.consensus = consensus;
        SecureRandom random = new SecureRandom();
        List<Member> members = new ArrayList<>();
        List<Integer> ports = freePorts(founders);
        for (int i = 0; i < founders; i++) {
            MemberKeys keys = MemberKeys.generate(random);
            accounts.add(keys.accountKey());
            keys.create(keyDirectory(i));
            members.add(
                    Member.bind(
                            "member-" + (i + 1),
                            keys.signingKey(),
                            keys.accountKey().address(),
                            keys.tlsKey().publicKey(),
                            "127.0.0.1",
                            ports.get(i)));
        }
        SortedMap<Address, GenesisAccount> begun = new TreeMap<>();
        if (isGoverned) {
            begun.put(MemberRegistry.ADDRESS, MemberRegistry.founding(members, rules));
        }
        begun.put(
                FUNDED.address(),
                new GenesisAccount(
                        UInt256.parse("1000000000000000000000"), 0, Bytes.EMPTY, new TreeMap<>()));
        this.genesis =
                new Genesis(
                        1337,
                        System.currentTimeMillis(),
                        Genesis.GAS_LIMIT_DEFAULT,
                        rules,
                        members,
                        begun);
        Files.write(genesisFile(), genesis.toJson().toArray());
    }

    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return sockets.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }

    private Path keyDirectory(int index) {
        return directory.resolve("member-" + (index + 1)).resolve("keys");
    }

    private Path genesisFile() {
        return directory.resolve("genesis.json");
    }

    private NodeConfig config(int index) {
        NodeConfig usual = NodeConfig.defaults();
        return new NodeConfig(
                directory.resolve("member-" + (index + 1)).resolve("data"),
                genesisFile(),
                keyDirectory(index),
                usual.memberFile(),
                usual.logLevel(),
                new NodeConfig.Network(
                        "127.0.0.1", genesis.members().get(index).port(), new TreeMap<>()),
                new NodeConfig.Rpc("127.0.0.1", 0, 5 << 20, 64 << 20, 100),
                consensus,
                usual.pool(),
                usual.bundling(),
                usual.ledger(),
                usual.store());
    }

    Genesis genesis() {
        return genesis;
    }

    Node node(int index) {
        return nodes.get(index);
    }

    /// Signs a member's transactions.
    SigningKey account(int index) {
        return accounts.get(index);
    }

    void stop(int index) {
        nodes.get(index).close();
    }

    /// Takes all from a stopped member but its keys.
    void wipe(int index) throws IOException {
        try (Stream<Path> files = Files.walk(config(index).dataDirectory())) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    void restart(int index) {
        nodes.set(index, Node.start(config(index)));
    }

    /// Waits until `condition` holds, at most a minute.
    void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not within a minute: " + what + "\n" + describe());
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    /// Where each member stands, for a failure's message.
    private String describe() {
        return nodes.stream()
                .map(node ->
                        node.ledger().certifiedHeight() + " certified, " + node.agreement().join())
                .collect(Collectors.joining("\n"));
    }

    /// Stops all. Nodes that stop, at whatever time, have nothing to complain of.
    @Override
    public void close() {
        nodes.forEach(Node::close);
        complaints.close();
        assertThat(complaints.messages()).isEmpty();
    }
}
