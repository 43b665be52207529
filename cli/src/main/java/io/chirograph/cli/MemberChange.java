package io.chirograph.cli;

import io.chirograph.cli.console.Output;
import tools.jackson.databind.JsonNode;

/// Tells what became of a call by which a member changes the members.
final class MemberChange {
    private MemberChange() {}

    static void print(Output output, JsonNode answer, String done) {
        output.print(
                answer,
                () ->
                        answer.has("height")
                                ? "%s in block %d; 'chirograph member list' shows what is decided"
                                        .formatted(done, answer.path("height").asLong(0))
                                : "transaction %s is sent but in no block yet; look again with 'chirograph member list'"
                                        .formatted(
                                                Output.printable(
                                                        answer.path("transactionHash")
                                                                .asString(""))));
    }
}
