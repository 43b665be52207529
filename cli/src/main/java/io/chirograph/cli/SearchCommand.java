package io.chirograph.cli;

import io.chirograph.cli.client.NodeClient;
import io.chirograph.cli.client.NodeOptions;
import io.chirograph.cli.console.Output;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(name = "search", description = "Find passages of documents.")
final class SearchCommand implements Callable<Integer> {
    private static final int EXCERPT_CHARS_MAX = 240;

    @Parameters(paramLabel = "TEXT", arity = "1..*", description = "What to look for.")
    private List<String> words = List.of();

    @Option(
            names = "--limit",
            paramLabel = "COUNT",
            description = "Most passages to find (default: ${DEFAULT-VALUE}).")
    private int limit = 10;

    @Mixin private NodeOptions node = new NodeOptions();
    @Mixin private Output output = new Output();

    @Override
    public Integer call() throws IOException {
        String query = NodeClient.encode(String.join(" ", words));
        JsonNode answer =
                node.connect().get("/api/v1/search?q=%s&limit=%d".formatted(query, limit));
        output.print(answer, () -> text(answer.path("hits")));
        return 0;
    }

    private static String text(JsonNode hits) {
        if (hits.isEmpty()) {
            return "nothing found";
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode hit : hits) {
            String name = hit.path("metadata").path("name").asString("");
            String excerpt = Output.printable(hit.path("content").asString("")).strip();
            text.append(
                    Output.printable(
                            "%s  %s  passage %s  score %.3f"
                                    .formatted(
                                            hit.path("id").asString(""),
                                            name,
                                            hit.path("passage")
                                                    .path("index")
                                                    .asString(hit.path("passage").asString("?")),
                                            hit.path("score").asDouble(0))));
            text.append("\n    ")
                    .append(
                            excerpt.length() <= EXCERPT_CHARS_MAX
                                    ? excerpt
                                    : excerpt.substring(0, EXCERPT_CHARS_MAX) + "…")
                    .append('\n');
        }
        return text.toString();
    }
}
