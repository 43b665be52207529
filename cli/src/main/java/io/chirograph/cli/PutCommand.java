package io.chirograph.cli;

import io.chirograph.cli.client.NodeClient;
import io.chirograph.cli.client.NodeOptions;
import io.chirograph.cli.client.RefusedRequestException;
import io.chirograph.cli.console.CommandFailure;
import io.chirograph.cli.console.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

@Command(
        name = "put",
        description = "Hand documents to the node, which registers and indexes them.")
final class PutCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", arity = "1..*", description = "The documents.")
    private List<Path> files = List.of();

    @Mixin private NodeOptions node = new NodeOptions();
    @Mixin private Output output = new Output();

    @Override
    public Integer call() throws IOException {
        for (Path file : files) {
            if (!Files.isRegularFile(file)) {
                throw new NoSuchFileException(file.toString());
            }
        }
        NodeClient client = node.connect();
        ArrayNode results = JsonNodeFactory.instance.arrayNode();
        int failures = 0;
        for (Path file : files) {
            ObjectNode result = put(client, file);
            results.add(result);
            if (result.has("error")) {
                failures++;
            }
            if (files.size() > 1) {
                output.progress("%d of %d: %s".formatted(results.size(), files.size(), file));
            }
        }
        output.print(results, () -> text(results));
        return failures == 0 ? 0 : 1;
    }

    /// One refused document does not keep the others from being handed over.
    private static ObjectNode put(NodeClient client, Path file) throws IOException {
        ObjectNode result = JsonNodeFactory.instance.objectNode().put("file", file.toString());
        String name = NodeClient.encode(file.toAbsolutePath().getFileName().toString());
        try {
            JsonNode answer = client.post("/api/v1/documents?name=" + name, file);
            answer.properties().forEach(field -> result.set(field.getKey(), field.getValue()));
        } catch (RefusedRequestException e) {
            result.put("error", e.reason());
        } catch (CommandFailure e) {
            result.put("error", e.getMessage());
        }
        return result;
    }

    private static String text(ArrayNode results) {
        StringBuilder text = new StringBuilder();
        for (JsonNode result : results) {
            String error = result.path("error").asString("");
            String line =
                    error.isEmpty()
                            ? "%s  %s  %s passages  %s"
                                    .formatted(
                                            result.path("id").asString(""),
                                            result.path("status").asString(""),
                                            result.path("passages").asString("0"),
                                            result.path("file").asString(""))
                            : "failed: %s: %s".formatted(result.path("file").asString(""), error);
            text.append(Output.printable(line)).append('\n');
        }
        return text.toString();
    }
}
