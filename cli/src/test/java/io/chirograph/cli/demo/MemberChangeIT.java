package io.chirograph.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// A fifth organisation joins a running network of four, and one of the founders leaves it: real processes, and
/// each command as a user types it.
class MemberChangeIT {
    private static final List<String> FOUNDERS = List.of("norrland", "haida", "baltic", "tianjin");
    private static final String JOINER = "andes";
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    @TempDir private Path directory;
    private final List<NodeProcess> nodes = new ArrayList<>();
    private final FreePorts ports = new FreePorts();
    private Path genesis = Path.of("");

    @AfterEach
    void stop() {
        nodes.parallelStream().forEach(NodeProcess::stop);
    }

    @Test
    void membersJoinAndLeaveWhileTheNetworkRunsAndProofsHoldThroughIt() throws Exception {
        foundNetwork();
        Path before = prove("before");

        newMember(JOINER);
        Files.copy(genesis, directory.resolve(JOINER).resolve("genesis.json"));
        nodes.getLast().start();
        Path file = directory.resolve(JOINER).resolve(JOINER + ".member.json");
        assertThat(refusal("member", "remove", "tianjin", "norrland"))
                .contains("a network keeps at least 4 members");
        run("norrland", "member", "add", file);
        JsonNode proposal = list("haida").path("proposals").path(0);
        assertThat(proposal.path("name").asString("")).isEqualTo(JOINER);
        assertThat(proposal.path("admitted").asBoolean(true)).isFalse();
        long id = proposal.path("id").asLong(0);
        run("haida", "member", "approve", id);
        assertThat(list("haida").path("proposals").path(0).path("admitted").asBoolean(false))
                .isTrue();
        DemoNetwork.await(JOINER + " has the chain", PATIENCE, this::approves);

        long joined = list("tianjin").path("changeAfter").asLong(0);
        assertThat(joined).isGreaterThan(64);
        DemoNetwork.await(
                "everybody has the fifth member",
                PATIENCE,
                () -> height(JOINER) > joined && index(JOINER) == 4 && peers(JOINER) == 4);
        // A quorum of five is four, so the network needs the joiner now.
        nodes.get(3).kill();
        long stuck = height("norrland");
        DemoNetwork.await("four of five go on", PATIENCE, () -> height("norrland") > stuck + 20);
        nodes.get(3).start();

        run(JOINER, "member", "remove", "haida");
        long removal = list(JOINER).path("proposals").path(0).path("id").asLong(0);
        run("norrland", "member", "approve", removal);
        run("baltic", "member", "approve", removal);
        assertThat(run("baltic", "member", "list").out()).contains("4 approvals decide");
        assertThat(refusal("member", "approve", removal, "norrland"))
                .contains("has the approval of the member on seat");
        DemoNetwork.await(
                "the last approval counts",
                PATIENCE,
                () ->
                        CommandRun.of("member", "approve", removal, "--config", config("tianjin"))
                                        .exitCode()
                                == 0);
        long left = list("baltic").path("changeAfter").asLong(0);
        DemoNetwork.await(
                "the network goes on without haida",
                PATIENCE,
                () -> height(JOINER) > left + 5 && peers(JOINER) == 3);
        DemoNetwork.await("haida is told apart", PATIENCE, () -> peers("haida") == 0);

        Path after = prove("after");
        for (Path proof : List.of(before, after)) {
            assertThat(CommandRun.of("verify", "--genesis", genesis, proof).out())
                    .contains("owner: norrland");
        }
        assertThat(Files.readString(before)).doesNotContain("\"changes\"");
        assertThat(Files.readString(after)).contains("\"changes\"");
        Path forged = directory.resolve("forged.json");
        String text = Files.readString(after);
        int start = text.indexOf("  \"changes\"");
        Files.writeString(
                forged, text.substring(0, start) + text.substring(text.indexOf("  \"header\"")));
        CommandRun refused = CommandRun.of("verify", "--genesis", genesis, forged);
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err() + refused.out()).contains("validator set");
    }

    private boolean approves() {
        long id = list("baltic").path("proposals").path(0).path("id").asLong(0);
        CommandRun approved = CommandRun.of("member", "approve", id, "--config", config("baltic"));
        if (approved.exitCode() != 0) {
            assertThat(approved.err()).contains("--unsynced");
        }
        return approved.exitCode() == 0;
    }

    private void foundNetwork() throws IOException {
        List<Object> build = new ArrayList<>(List.of("genesis", "build"));
        for (String name : FOUNDERS) {
            newMember(name);
            build.add(directory.resolve(name).resolve(name + ".member.json"));
        }
        genesis = directory.resolve("genesis.json");
        build.addAll(List.of("--empty-block-interval", 60, "--checkpoint-interval", 4));
        build.addAll(List.of("--chain-id", 4711, "--out", genesis));
        assertThat(CommandRun.of(build.toArray()).err()).isEmpty();
        for (String name : FOUNDERS) {
            Files.copy(genesis, directory.resolve(name).resolve("genesis.json"));
        }
        nodes.forEach(NodeProcess::start);
        for (String name : FOUNDERS) {
            DemoNetwork.await(name + " has three peers", PATIENCE, () -> peers(name) == 3);
        }
    }

    private void newMember(String name) {
        CommandRun made =
                CommandRun.of(
                        "member",
                        "new",
                        "--name",
                        name,
                        "--host",
                        "127.0.0.1",
                        "--port",
                        ports.any(),
                        "--rpc-port",
                        ports.any(),
                        "--out",
                        directory.resolve(name));
        assertThat(made.exitCode()).as(made.err()).isZero();
        nodes.add(new NodeProcess(nodes.size() + 1, directory.resolve(name), List.of()));
    }

    private Path prove(String what) throws IOException {
        Path document =
                Files.writeString(directory.resolve(what + ".txt"), "What was so " + what + ".\n");
        String id =
                run("norrland", "put", document, "--json").json().path(0).path("id").asString("");
        Path proof = directory.resolve(what + ".json");
        run("norrland", "get", id, "--proof", proof, "--passage", 0);
        return proof;
    }

    private Path config(String name) {
        return directory.resolve(name).resolve("chirograph.toml");
    }

    private JsonNode list(String name) {
        return run(name, "member", "list", "--json").json();
    }

    private JsonNode status(String name) {
        CommandRun run = CommandRun.of("status", "--config", config(name), "--json");
        return run.exitCode() == 0 ? run.json() : JsonNodeFactory.instance.objectNode();
    }

    private int peers(String name) {
        return status(name).path("peers").path("connected").asInt(-1);
    }

    private int index(String name) {
        return status(name).path("index").asInt(-1);
    }

    private long height(String name) {
        return status(name).path("height").path("certified").asLong(0);
    }

    /// Of a command whose last argument here is the member that runs it.
    private String refusal(Object... argumentsAndMember) {
        List<Object> arguments = new ArrayList<>(List.of(argumentsAndMember));
        String name = String.valueOf(arguments.removeLast());
        arguments.addAll(List.of("--config", config(name)));
        CommandRun run = CommandRun.of(arguments.toArray());
        assertThat(run.exitCode()).isEqualTo(1);
        return run.err();
    }

    private CommandRun run(String member, Object... arguments) {
        List<Object> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--config", config(member)));
        CommandRun run = CommandRun.of(all.toArray());
        assertThat(run.exitCode()).as("%s: %s", all, run.err()).isZero();
        return run;
    }
}
