package io.chirograph.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.node.config.Endpoint;
import io.chirograph.node.config.NodeConfig;
import java.nio.file.Path;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class TopologyIT {
    private static JsonNode peer(TestNetwork network, int at, int of) {
        for (JsonNode each : network.ask(at, "/api/v1/peers").path("peers")) {
            if (each.path("index").asInt(-1) == of) {
                return each;
            }
        }
        throw new AssertionError("member " + at + " does not know of " + of);
    }

    private static String word(TestNetwork network, int at, int of) {
        return peer(network, at, of).path("announced").asString("");
    }

    /// The last member calls nobody for its votes, so the others have to learn where to call it.
    @Test
    void aMemberThatMovesIsFoundWhereItIsWithoutAnybodysConfiguration(@TempDir Path directory)
            throws Exception {
        try (TestNetwork network = TestNetwork.start(directory)) {
            for (int at = 0; at < 3; at++) {
                int here = at;
                network.await("3 runs, says " + at, () -> "runs".equals(word(network, here, 3)));
            }

            network.stop(3);
            for (int at = 0; at < 3; at++) {
                int here = at;
                network.await("3 stops, says " + at, () -> "stops".equals(word(network, here, 3)));
            }

            int port = TestNetwork.freePorts(1).getFirst();
            String moved = "127.0.0.1:" + port;
            network.restart(
                    3,
                    new NodeConfig.Network(
                            "127.0.0.1", port, moved, new TreeMap<>(), new TreeMap<>()));
            for (int at = 0; at < 3; at++) {
                int here = at;
                network.await(
                        at + " has found it",
                        () -> peer(network, here, 3).path("connected").size() == 4);
                assertThat(peer(network, at, 3).path("endpoint").asString("")).isEqualTo(moved);
            }
        }
    }

    /// Of four members one is gone, so that each of the others is needed; and two of these can't call each other.
    @Test
    void threeOfFourGoOnWhileTheLinkBetweenTwoIsCut(@TempDir Path directory) throws Exception {
        int dead = TestNetwork.freePorts(1).getFirst();
        try (TestNetwork network = TestNetwork.start(directory)) {
            network.stop(3);
            network.stop(0);
            network.stop(1);
            network.restart(0, cutOff(network, 0, "member-2", dead));
            network.restart(1, cutOff(network, 1, "member-1", dead));

            network.await(
                    "0 reaches 1 over 2",
                    () -> "member-3".equals(peer(network, 0, 1).path("reachedOver").asString("")));
            network.await(
                    "1 reaches 0 over 2",
                    () -> "member-3".equals(peer(network, 1, 0).path("reachedOver").asString("")));
            assertThat(peer(network, 0, 1).path("connected")).isEmpty();
            long height = network.node(2).ledger().certifiedHeight();
            for (int at = 0; at < 3; at++) {
                int here = at;
                network.await(
                        at + " goes on",
                        () -> network.node(here).ledger().certifiedHeight() > height);
            }
        }
    }

    private static NodeConfig.Network cutOff(
            TestNetwork network, int member, String peer, int deadPort) {
        TreeMap<String, Endpoint> peers = new TreeMap<>();
        peers.put(peer, new Endpoint("127.0.0.1", deadPort));
        int port = network.genesis().members().get(member).port();
        return new NodeConfig.Network("127.0.0.1", port, "", peers, new TreeMap<>());
    }
}
