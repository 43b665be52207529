package io.chirograph.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.chirograph.evm.Account;
import io.chirograph.ledger.ImportedChain;
import io.chirograph.ledger.SentTransaction;
import io.chirograph.ledger.TransactionReader;
import io.chirograph.ledger.pool.Admission;
import io.chirograph.ledger.pool.AdmissionRules;
import io.chirograph.ledger.pool.PoolContent;
import io.chirograph.ledger.pool.PoolLimits;
import io.chirograph.ledger.pool.TransactionPool;
import io.chirograph.node.http.HttpHandler;
import io.chirograph.node.http.HttpRequest;
import io.chirograph.testkit.Vectors;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Ethereum's public RPC tests against the chain they come with: the same questions must get the same answers.
final class PublicVectorsTest {
    private static final String DIRECTORY = "rpc/tests";

    /// Methods that this node does not have: they simulate or build blocks, or tell of forks to come.
    private static final Set<String> NOT_OFFERED =
            Set.of("eth_config", "eth_simulateV1", "testing_buildBlockV1");

    /// A pool on the imported chain, as far as the tests need a node.
    private static final class PoolNode implements RpcNode {
        private final TransactionPool pool;

        PoolNode(ImportedChain chain) {
            pool =
                    new TransactionPool(
                            new PoolLimits(100, 1 << 20, 16, 1 << 17, Long.MAX_VALUE / 4),
                            new AdmissionRules(
                                    chain.chainId(),
                                    chain.context(chain.certifiedHeight()).orElseThrow().gasLimit(),
                                    chain.context(chain.certifiedHeight()).orElseThrow().baseFee(),
                                    chain.takesBlobs()),
                            address ->
                                    chain.state(chain.certifiedHeight())
                                            .flatMap(state -> state.account(address))
                                            .orElse(Account.EMPTY));
        }

        @Override
        public Admission submit(SentTransaction transaction) {
            return pool.add(transaction, 0);
        }

        @Override
        public void onPooled(Consumer<Hash32> listener) {
            // Nobody subscribes here.
        }

        @Override
        public Optional<SentTransaction> pooled(Hash32 hash) {
            return pool.transaction(hash);
        }

        @Override
        public PoolContent poolContent() {
            return pool.content();
        }

        @Override
        public long pendingNonce(Address account) {
            return pool.pendingNonce(account);
        }

        @Override
        public int peerCount() {
            return 0;
        }

        @Override
        public SyncState syncState() {
            return new SyncState.Synced();
        }
    }

    /// A question and the answer that is expected.
    private record Exchange(JsonNode request, JsonNode expected, boolean onlyForm) {}

    private static List<Exchange> exchanges(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        boolean onlyForm = lines.stream().anyMatch(line -> line.startsWith("// speconly:"));
        List<Exchange> exchanges = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith(">> ")) {
                exchanges.add(new Exchange(json(lines.get(i)), json(lines.get(i + 1)), onlyForm));
            }
        }
        return exchanges;
    }

    private static JsonNode json(String line) {
        return JsonMapper.shared().readTree(line.substring(3));
    }

    @Test
    void answersThePublicTestsAsTheyWant() throws Exception {
        assumeTrue(Vectors.has(DIRECTORY), Vectors.missing(DIRECTORY));
        Path tests = Vectors.path(DIRECTORY);
        Map<String, String> failures = new TreeMap<>();
        Set<String> notOffered = new TreeSet<>();
        int passed = 0;
        try (ImportedChain chain = new ImportedChain(tests);
                EthereumRpc rpc =
                        EthereumRpc.start(
                                chain,
                                new TransactionReader(Runnable::run),
                                new PoolNode(chain),
                                new RpcLimits(
                                        1 << 20,
                                        100,
                                        32,
                                        32 << 20,
                                        50_000_000,
                                        Duration.ofMinutes(1),
                                        1,
                                        1,
                                        Duration.ofMinutes(1)),
                                new EthereumRpc.Surroundings(
                                        System::nanoTime, new Random(1), "test"))) {
            for (Path file : files(tests)) {
                String name = tests.relativize(file).toString(); // METHOD/CASE.io
                String method = tests.relativize(file).getName(0).toString();
                for (Exchange exchange : exchanges(file)) {
                    JsonNode answer = ask(rpc.http(), exchange.request());
                    if (answer.path("error").path("code").asInt(0)
                            == RpcException.METHOD_NOT_FOUND) {
                        notOffered.add(method);
                    } else if (differs(exchange, answer)) {
                        failures.put(
                                name, "wanted " + exchange.expected() + "\n     got " + answer);
                    } else {
                        passed++;
                    }
                }
            }
        }
        System.out.printf("%s: %d exchanges pass, %d fail%n", DIRECTORY, passed, failures.size());
        failures.forEach((name, what) ->
                System.out.println(name + ": " + what.substring(0, Math.min(what.length(), 900))));
        assertThat(notOffered).isEqualTo(new TreeSet<>(NOT_OFFERED));
        assertThat(failures).isEmpty();
    }

    private static List<Path> files(Path tests) throws IOException {
        try (Stream<Path> all = Files.walk(tests)) {
            return all.filter(path -> path.toString().endsWith(".io")).sorted().toList();
        }
    }

    private static JsonNode ask(HttpHandler http, JsonNode request) throws InterruptedException {
        return JsonMapper.shared()
                .readTree(
                        http.handle(
                                        new HttpRequest(
                                                "POST",
                                                "/",
                                                Map.of(),
                                                Map.of("content-type", List.of("application/json")),
                                                Bytes.ofUtf8(request.toString()),
                                                InetAddress.getLoopbackAddress()))
                                .body()
                                .toArray());
    }

    /// Errors may be told in other words; where a test asks for the form only, values may differ.
    private static boolean differs(Exchange exchange, JsonNode answer) {
        JsonNode expected = exchange.expected();
        if (expected.has("error") && answer.has("error")) {
            ((ObjectNode) expected.get("error")).remove("message");
            ((ObjectNode) answer.get("error")).remove("message");
        }
        dropRoots(expected.path("result"), answer.path("result"));
        return exchange.onlyForm()
                ? !hasForm(expected, answer)
                : !expected.equals(NUMBERS_BY_VALUE, answer);
    }

    /// Before Byzantium a receipt had the state's root after its transaction in place of a status, and no chain
    /// of ours is that old.
    private static void dropRoots(JsonNode expected, JsonNode answer) {
        if (expected.isArray() && answer.isArray()) {
            for (int i = 0; i < Math.min(expected.size(), answer.size()); i++) {
                dropRoots(expected.get(i), answer.get(i));
            }
        } else if (expected.has("root") && !expected.has("status") && answer.isObject()) {
            ((ObjectNode) expected).remove("root");
            ((ObjectNode) answer).remove("status");
        }
    }

    private static final Comparator<JsonNode> NUMBERS_BY_VALUE =
            (a, b) ->
                    a.equals(b)
                                    || (a.isNumber()
                                            && b.isNumber()
                                            && a.doubleValue() == b.doubleValue())
                            ? 0
                            : 1;

    /// Whether `answer` has what `expected` has, of the same kinds.
    private static boolean hasForm(JsonNode expected, JsonNode answer) {
        if (expected.isObject() && isByAddressOrNonce(expected)) {
            return answer.isObject()
                    && (answer.isEmpty()
                            || hasForm(
                                    expected.properties().iterator().next().getValue(),
                                    answer.properties().iterator().next().getValue()));
        }
        if (expected.isObject()) {
            return answer.isObject()
                    && expected.properties().stream()
                            // Only for a node that forgets, which ours does not.
                            .filter(each -> !each.getKey().equals("deleteStrategy"))
                            .allMatch(each ->
                                    answer.has(each.getKey())
                                            && hasForm(each.getValue(), answer.get(each.getKey())));
        }
        if (expected.isArray()) {
            return answer.isArray()
                    && (expected.isEmpty()
                            || answer.isEmpty()
                            || hasForm(expected.get(0), answer.get(0)));
        }
        return expected.getNodeType() == answer.getNodeType();
    }

    private static boolean isByAddressOrNonce(JsonNode object) {
        return !object.isEmpty()
                && object.properties().stream()
                        .allMatch(each -> each.getKey().matches("0x[0-9a-fA-F]{40}|[0-9]+"));
    }
}
