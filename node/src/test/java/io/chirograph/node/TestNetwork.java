package io.chirograph.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.crypto.SigningKey;
import io.chirograph.ledger.transaction.Call;
import io.chirograph.ledger.transaction.Fees;
import io.chirograph.ledger.transaction.Recipient;
import io.chirograph.ledger.transaction.Transaction;
import io.chirograph.ledger.transaction.UnsignedTransaction;
import io.chirograph.node.config.AccessToken;
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
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Real nodes of one network, four founders unless said otherwise, in this process, on loopback, each with a
/// directory of its own.
final class TestNetwork implements AutoCloseable {
    static final SigningKey FUNDED = SigningKey.of(Hash32.fromHex("0x" + "42".repeat(32)));

    /// Blocks come fast, and without work.
    static final AgreementRules FAST = fast(AgreementRules.defaults());

    private static final int MEMBERS = 4;
    private static final long CHAIN_ID = 1337;

    private final Complaints complaints = new Complaints();
    private final Path directory;
    private final NodeConfig.Consensus consensus;
    private final Genesis genesis;
    private final List<Node> nodes = new ArrayList<>();
    private final List<SigningKey> accounts = new ArrayList<>();
    private final List<Member> members = new ArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();

    /// Whom a member that joins begins with, by their seats.
    private final SortedMap<Integer, Path> introduced = new TreeMap<>();

    private static AgreementRules fast(AgreementRules usual) {
        return new AgreementRules(
                5,
                20,
                usual.batchBytesMax(),
                usual.batchRequestsMax(),
                usual.checkpointIntervalBlocks(),
                usual.clockSkewMillisMax());
    }

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
        makeMembers(founders);
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
                        CHAIN_ID,
                        System.currentTimeMillis(),
                        Genesis.GAS_LIMIT_DEFAULT,
                        rules,
                        members,
                        begun);
        Files.write(genesisFile(), genesis.toJson().toArray());
    }

    static List<Integer> freePorts(int count) throws IOException {
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

    private void makeMembers(int count) throws IOException {
        for (int port : freePorts(count)) {
            int index = members.size();
            MemberKeys keys = MemberKeys.generate(new SecureRandom());
            accounts.add(keys.accountKey());
            keys.create(keyDirectory(index));
            Member member =
                    Member.bind(
                            "member-" + (index + 1),
                            keys.signingKey(),
                            keys.accountKey().address(),
                            keys.tlsKey().publicKey(),
                            "127.0.0.1",
                            port);
            members.add(member);
            Files.write(memberFile(index), member.toJson().toArray());
        }
    }

    /// Somebody who is to join, with the next index; has keys and a file, and no node yet.
    Member newcomer() throws IOException {
        makeMembers(1);
        return members.getLast();
    }

    /// Whoever joins from now on is told of this member.
    void introduce(int index) {
        introduced.put(index, memberFile(index));
    }

    /// Starts the node of the newcomer that was made last.
    void startNewcomer() {
        nodes.add(Node.start(config(nodes.size())));
    }

    private Path memberFile(int index) {
        return directory.resolve("member-" + (index + 1)).resolve("member.json");
    }

    private Path keyDirectory(int index) {
        return directory.resolve("member-" + (index + 1)).resolve("keys");
    }

    private Path genesisFile() {
        return directory.resolve("genesis.json");
    }

    private NodeConfig config(int index) {
        return config(
                index,
                new NodeConfig.Network(
                        "127.0.0.1", members.get(index).port(), "", new TreeMap<>(), introduced));
    }

    private NodeConfig config(int index, NodeConfig.Network network) {
        NodeConfig usual = NodeConfig.defaults();
        return new NodeConfig(
                directory.resolve("member-" + (index + 1)).resolve("data"),
                genesisFile(),
                keyDirectory(index),
                memberFile(index),
                usual.logLevel(),
                network,
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

    /// Sends a transaction by the second member, and waits until that has its block.
    Hash32 send(Call call, SigningKey signer) throws IOException, InterruptedException {
        Transaction transaction =
                new UnsignedTransaction.FeeMarket(
                                CHAIN_ID, new Fees(UInt256.ZERO, UInt256.ZERO), call, List.of())
                        .sign(signer);
        Hash32 hash = transaction.hash();
        String request =
                """
                {"jsonrpc":"2.0","id":1,"method":"eth_sendRawTransaction","params":["%s"]}\
                """
                        .formatted(transaction.encode().toHex());
        HttpResponse<String> response =
                client.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node(1).rpcPort()))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(request))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(response.body()).contains(hash.toHex());
        await(
                "transaction " + hash + " is certified",
                () -> node(1).ledger().transaction(hash).isPresent());
        return hash;
    }

    /// A member's call of the registry of members.
    void govern(int index, int nonce, Bytes data) throws IOException, InterruptedException {
        Recipient registry = Recipient.of(MemberRegistry.ADDRESS);
        send(new Call(nonce, 3_000_000, registry, UInt256.ZERO, data), account(index));
    }

    /// What a member's metrics have, or `absent`.
    String metric(int index, String name) throws IOException, InterruptedException {
        URI address = URI.create("http://127.0.0.1:%d/metrics".formatted(node(index).rpcPort()));
        HttpResponse<String> response =
                client.send(
                        HttpRequest.newBuilder(address).build(),
                        HttpResponse.BodyHandlers.ofString());
        return response.body()
                .lines()
                .filter(line -> line.contains(name) && !line.startsWith("#"))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .findFirst()
                .orElse("absent");
    }

    void stop(int index) {
        nodes.get(index).close();
    }

    /// Takes all from a stopped member but its keys and its file.
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

    void restart(int index, NodeConfig.Network network) {
        nodes.set(index, Node.start(config(index, network)));
    }

    /// What a member's own clients are told.
    JsonNode ask(int index, String path) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            Path data = directory.resolve("member-" + (index + 1)).resolve("data");
            HttpRequest request =
                    HttpRequest.newBuilder(
                                    URI.create(
                                            "http://127.0.0.1:%d%s"
                                                    .formatted(node(index).rpcPort(), path)))
                            .header(
                                    "Authorization",
                                    "Bearer " + AccessToken.read(AccessToken.file(data)))
                            .build();
            return JsonMapper.shared()
                    .readTree(client.send(request, HttpResponse.BodyHandlers.ofString()).body());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
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
                .map(node -> node.ledger().certifiedHeight() + " certified, " + agreement(node))
                .collect(Collectors.joining("\n"));
    }

    private static String agreement(Node node) {
        try {
            return node.agreement().join().toString();
        } catch (RejectedExecutionException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /// Stops all. Nodes that stop, at whatever time, have nothing to complain of.
    @Override
    public void close() {
        nodes.forEach(Node::close);
        client.close();
        complaints.close();
        assertThat(complaints.messages()).isEmpty();
    }
}
