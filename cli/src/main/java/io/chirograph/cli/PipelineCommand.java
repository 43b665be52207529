package io.chirograph.cli;

import io.chirograph.cli.client.NodeClient;
import io.chirograph.cli.client.NodeOptions;
import io.chirograph.cli.console.Output;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

@Command(
        name = "pipeline",
        description = {
            "Print how busy each stage of a running node is, from a bundle of transactions to its"
                    + " certificate.",
            "A stage at which several batches are at once may be busier than 100 %."
        })
final class PipelineCommand implements Callable<Integer> {
    private static final String PATH = "/api/v1/pipeline";

    @Mixin private NodeOptions node = new NodeOptions();
    @Mixin private Output output = new Output();

    @Option(
            names = "--set",
            paramLabel = "RULE=N",
            description = {
                "First change how transactions are gathered, until the node stops: delayMillis,"
                        + " latencyMillis or transactionsMax; may be repeated. The section"
                        + " [bundling] of the configuration is for good."
            })
    private Map<String, Long> changes = new LinkedHashMap<>();

    @Override
    public Integer call() throws IOException {
        NodeClient client = node.connect();
        if (!changes.isEmpty()) {
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            changes.forEach(body::put);
            client.patch(PATH + "/bundling", body);
        }
        JsonNode pipeline = client.get(PATH);
        output.print(pipeline, () -> table(pipeline));
        return 0;
    }

    private static String table(JsonNode pipeline) {
        StringBuilder text = new StringBuilder();
        text.append("stage      busy   items/s  mean size    mean ms       items    failed\n");
        for (JsonNode stage : pipeline.path("stages")) {
            text.append(
                    String.format(
                            Locale.ROOT,
                            "%-8s %5.1f %% %8.0f %10.1f %10.2f %11d %9d%n",
                            Output.printable(stage.path("stage").asString("")),
                            100 * stage.path("utilisation").asDouble(0),
                            stage.path("itemsPerSecond").asDouble(0),
                            stage.path("meanSize").asDouble(0),
                            stage.path("meanMillis").asDouble(0),
                            stage.path("items").asLong(0),
                            stage.path("failed").asLong(0)));
        }
        JsonNode bundling = pipeline.path("bundling");
        return text.append(
                        String.format(
                                Locale.ROOT,
                                "%nbundling: delayMillis=%d latencyMillis=%d transactionsMax=%d%n",
                                bundling.path("delayMillis").asLong(0),
                                bundling.path("latencyMillis").asLong(0),
                                bundling.path("transactionsMax").asLong(0)))
                .toString();
    }
}
