package io.chirograph.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.cli.CommandRun;
import io.chirograph.crypto.wallet.DemoAccounts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What docs/operate.md says, step by step: four organisations at four addresses of this machine, each with
/// nothing but its own directory, and each command as a user types it.
class FourMachinesIT {
    private static final List<String> NAMES = List.of("norrland", "haida", "baltic", "tianjin");
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir private Path directory;
    private final List<NodeProcess> nodes = new ArrayList<>();

    @AfterEach
    void stop() {
        nodes.parallelStream().forEach(NodeProcess::stop);
    }

    @Test
    void theGuideLeadsToANetworkThatDoesWhatItSays() throws Exception {
        Path genesis = agreeOnGenesis();
        for (String name : NAMES) {
            Files.copy(genesis, directory.resolve(name).resolve("genesis.json"));
        }
        String hash = run("genesis", "check", genesis, "--json").json().path("hash").asString("");
        CommandRun doctor = run("doctor", "--config", config("haida"), "--genesis-hash", hash);
        assertThat(doctor.out()).contains("as expected", "this is haida").doesNotContain("broken");
        assertThat(run("config", "show", "--config", config("haida")).out())
                .contains("network.port", "haida/chirograph.toml line");
        start();

        JsonNode status = run("status", "--config", config("baltic"), "--json").json();
        assertThat(status.path("member").asString("")).isEqualTo("baltic");
        assertThat(status.path("genesisHash").asString("")).isEqualTo(hash);
        pay();
        prove(genesis);
        goOnWithoutOne();
    }

    private Path agreeOnGenesis() throws IOException {
        FreePorts ports = new FreePorts();
        int linkPort = portFreeAtAll();
        List<Object> build = new ArrayList<>(List.of("genesis", "build"));
        for (int i = 0; i < NAMES.size(); i++) {
            String name = NAMES.get(i);
            Path home = directory.resolve(name);
            run(
                    "member",
                    "new",
                    "--name",
                    name,
                    "--host",
                    host(i),
                    "--port",
                    linkPort,
                    "--rpc-port",
                    ports.any(),
                    "--out",
                    home);
            build.add(home.resolve(name + ".member.json"));
            nodes.add(new NodeProcess(i + 1, home, List.of()));
        }
        Path genesis = directory.resolve("genesis.json");
        String funded = DemoAccounts.keys().get(1).address().toHex();
        build.addAll(List.of("--chain-id", 4711, "--fund", funded + "=1000", "--out", genesis));
        run(build.toArray());
        return genesis;
    }

    /// Of the member at `index`: each has an address of its own, as machines have.
    private static String host(int index) {
        return "127.0.0." + (index + 2);
    }

    private static int portFreeAtAll() {
        for (int attempt = 0; attempt < 100; attempt++) {
            int port = new FreePorts().any();
            if (isFreeAtAll(port)) {
                return port;
            }
        }
        throw new AssertionError("no port is free at four addresses");
    }

    private static boolean isFreeAtAll(int port) {
        return IntStream.range(0, NAMES.size()).allMatch(index -> isFree(host(index), port));
    }

    private static boolean isFree(String host, int port) {
        try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getByName(host))) {
            return true;
        } catch (IOException e) {
            return false; // that is the answer
        }
    }

    private Path config(String name) {
        return directory.resolve(name).resolve("chirograph.toml");
    }

    private void start() {
        nodes.forEach(NodeProcess::start);
        for (String name : NAMES) {
            DemoNetwork.await(name + " has three peers", PATIENCE, () -> peers(name) == 3);
        }
    }

    /// How many members `name` is connected to; none while it does not answer.
    private int peers(String name) {
        CommandRun run = CommandRun.of("status", "--config", config(name), "--json");
        return run.exitCode() == 0 ? run.json().path("peers").path("connected").asInt(0) : 0;
    }

    /// An account of one's own, paid by the funded one and paying.
    private void pay() throws IOException {
        Path password = Files.writeString(directory.resolve("password"), "correct horse\n");
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
        Path keystore = directory.resolve("keystore");
        String account =
                run("account", "new", "--keystore", keystore, "--password-file", password, "--json")
                        .json()
                        .path("address")
                        .asString("");
        CommandRun paid =
                run(
                        "tx",
                        "send",
                        "--demo-account",
                        1,
                        "--to",
                        account,
                        "--value",
                        "1.5",
                        "--config",
                        config("norrland"));
        assertThat(paid.out()).contains("succeeded in block", "21000 gas");
        JsonNode receipt =
                run(
                                "tx",
                                "send",
                                "--keystore",
                                keystore,
                                "--password-file",
                                password,
                                "--from",
                                account,
                                "--to",
                                DemoAccounts.keys().get(1).address(),
                                "--value",
                                "0.5",
                                "--config",
                                config("haida"),
                                "--json")
                        .json();
        String hash = receipt.path("transactionHash").asString("");
        DemoNetwork.await(
                "tianjin has the block",
                PATIENCE,
                () ->
                        CommandRun.of("tx", "show", hash, "--config", config("tianjin")).exitCode()
                                        == 0
                                && balance(account).startsWith("1 ether, 1 transactions"));
        CommandRun unfunded =
                CommandRun.of(
                        "tx",
                        "send",
                        "--keystore",
                        keystore,
                        "--password-file",
                        password,
                        "--from",
                        account,
                        "--to",
                        account,
                        "--value",
                        "7",
                        "--config",
                        config("haida"));
        assertThat(unfunded.exitCode()).isEqualTo(1);
        assertThat(unfunded.err()).startsWith("error: ").contains("insufficient funds");
    }

    private String balance(String account) {
        return run("account", "balance", account, "--config", config("tianjin")).out();
    }

    /// A document put, found, proven, and its proof checked without any node.
    private void prove(Path genesis) throws IOException {
        Path contract =
                Files.writeString(
                        directory.resolve("contract.txt"),
                        "Delivery is late when the ship arrives after the second of May.\n");
        JsonNode put = run("put", contract, "--config", config("norrland"), "--json").json();
        String id = put.path(0).path("id").asString("");
        JsonNode hits =
                run("search", "late delivery", "--config", config("norrland"), "--json").json();
        assertThat(hits.findValuesAsString("id")).contains(id);
        Path proof = directory.resolve("proof.json");
        run("get", id, "--proof", proof, "--passage", 0, "--config", config("norrland"));
        assertThat(run("verify", "--genesis", genesis, proof, contract).out())
                .contains("agrees with the proof", "owner: norrland");
        CommandRun stranger = CommandRun.of("search", "late", "--url", rpcAddress("norrland"));
        assertThat(stranger.exitCode()).isEqualTo(1);
        assertThat(stranger.err()).contains("wants its access token");
    }

    private String rpcAddress(String name) throws IOException {
        String text = Files.readString(config(name));
        String port = text.substring(text.lastIndexOf("port = ") + "port = ".length()).strip();
        return "http://127.0.0.1:" + port;
    }

    /// Three suffice; the fourth catches up when it is back.
    private void goOnWithoutOne() {
        NodeProcess tianjin = nodes.get(3);
        tianjin.kill();
        CommandRun sent =
                run(
                        "tx",
                        "send",
                        "--demo-account",
                        1,
                        "--to",
                        DemoAccounts.keys().get(2).address(),
                        "--value",
                        "1",
                        "--config",
                        config("baltic"),
                        "--json");
        String hash = sent.json().path("transactionHash").asString("");
        tianjin.start();
        DemoNetwork.await(
                "tianjin has caught up",
                PATIENCE,
                () ->
                        CommandRun.of("tx", "show", hash, "--config", config("tianjin")).exitCode()
                                == 0);
    }

    @Test
    void theCompletionScriptIsOneThatBashTakes() throws Exception {
        Path script = directory.resolve("completion.sh");
        Files.writeString(script, run("completion", "bash").out());
        Process bash =
                new ProcessBuilder(
                                "bash",
                                "-c",
                                "source \"$1\" && complete -p chirograph",
                                "bash",
                                script.toString())
                        .redirectErrorStream(true)
                        .start();
        assertThat(bash.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("complete -o default -F");
        assertThat(bash.exitValue()).isZero();
    }

    private static CommandRun run(Object... arguments) {
        CommandRun run = CommandRun.of(arguments);
        assertThat(run.exitCode()).as("%s: %s", List.of(arguments), run.err()).isZero();
        return run;
    }
}
