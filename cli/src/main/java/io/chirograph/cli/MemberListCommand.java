package io.chirograph.cli;

import io.chirograph.cli.client.NodeOptions;
import io.chirograph.cli.console.Output;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

@Command(
        name = "list",
        description =
                "Print the members, what is proposed, and when a decided change takes effect.")
final class MemberListCommand implements Callable<Integer> {
    @Mixin private NodeOptions node = new NodeOptions();
    @Mixin private Output output = new Output();

    @Override
    public Integer call() throws IOException {
        JsonNode members = node.connect().get("/api/v1/members");
        output.print(members, () -> text(members));
        return 0;
    }

    private static String text(JsonNode answer) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "block %d, %d approvals decide"
                        .formatted(
                                answer.path("height").asLong(0), answer.path("quorum").asInt(0)));
        for (JsonNode member : answer.path("members")) {
            lines.add(
                    "seat %3d  %-24s %-28s %s%s"
                            .formatted(
                                    member.path("seat").asInt(0),
                                    word(member, "name"),
                                    word(member, "endpoint"),
                                    word(member, "validator"),
                                    standing(member, answer)));
        }
        for (JsonNode proposal : answer.path("proposals")) {
            lines.add(proposal(proposal, answer.path("quorum").asInt(0)));
        }
        return String.join("\n", lines);
    }

    private static String standing(JsonNode member, JsonNode answer) {
        String change = " after block " + answer.path("changeAfter").asLong(0);
        return switch (word(member, "status")) {
            case "joining" -> "  joins" + change;
            case "leaving" -> "  leaves" + change;
            default -> "";
        };
    }

    private static String proposal(JsonNode proposal, int quorum) {
        List<String> approvals = new ArrayList<>();
        proposal.path("approvals").forEach(each -> approvals.add(printable(each)));
        String whom =
                proposal.has("name")
                        ? word(proposal, "name") + " (" + word(proposal, "endpoint") + ")"
                        : "somebody whose record is wrong, do not approve it";
        String synced =
                proposal.has("syncedHeight")
                        ? "; has block " + proposal.path("syncedHeight").asLong(0)
                        : proposal.path("admitted").asBoolean(false)
                                ? "; may fetch the chain, not heard of yet"
                                : "";
        return "proposal %d: %s %s, approved by %s; %d more decide%s"
                .formatted(
                        proposal.path("id").asLong(0),
                        word(proposal, "change"),
                        whom,
                        String.join(", ", approvals),
                        Math.max(0, quorum - approvals.size()),
                        synced);
    }

    private static String word(JsonNode node, String name) {
        return printable(node.path(name));
    }

    private static String printable(JsonNode value) {
        return Output.printable(value.asString(""));
    }
}
