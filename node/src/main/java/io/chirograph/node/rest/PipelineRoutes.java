package io.chirograph.node.rest;

import io.chirograph.batch.BatchMetrics;
import io.chirograph.node.config.ConfigException;
import io.chirograph.node.config.NodeConfig;
import io.chirograph.node.http.HttpException;
import io.chirograph.node.http.HttpRequest;
import io.chirograph.node.http.HttpResponse;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Shows the pipeline, and changes how it gathers transactions.
final class PipelineRoutes {
    private static final int BODY_BYTES_MAX = 1 << 10;
    private static final String ALLOWED = "delayMillis, latencyMillis and transactionsMax";

    private final PipelineSource source;

    PipelineRoutes(PipelineSource source) {
        this.source = source;
    }

    HttpResponse show(HttpRequest request) throws InterruptedException {
        new Query(request, Set.of());
        ObjectNode json = Json.object();
        ArrayNode stages = json.putArray("stages");
        source.stages().forEach((name, seen) -> stages.add(stage(name, seen)));
        json.set("bundling", bundling(source.bundling()));
        return Json.answer(200, json);
    }

    private static ObjectNode stage(String name, BatchMetrics.Snapshot seen) {
        return Json.object()
                .put("stage", name)
                .put("utilisation", seen.utilisation())
                .put("itemsPerSecond", seen.itemsPerSecond())
                .put("batches", seen.batches())
                .put("items", seen.items())
                .put("failed", seen.failed())
                .put("meanSize", seen.sizeMean())
                .put("meanMillis", seen.processingNanosMean() / 1e6)
                .put("efficiency", seen.efficiency());
    }

    private static ObjectNode bundling(NodeConfig.Bundling rules) {
        return Json.object()
                .put("delayMillis", rules.delayMillis())
                .put("latencyMillis", rules.latencyMillis())
                .put("transactionsMax", rules.transactionsMax());
    }

    /// Takes a JSON object with those of the rules that change.
    HttpResponse change(HttpRequest request) throws InterruptedException {
        new Query(request, Set.of());
        NodeConfig.Bundling changed = changed(body(request), source.bundling());
        source.change(changed);
        return Json.answer(200, bundling(changed));
    }

    private static JsonNode body(HttpRequest request) {
        if (request.body().size() > BODY_BYTES_MAX) {
            throw new HttpException(
                    413,
                    "the body has %d bytes, at most %d are allowed"
                            .formatted(request.body().size(), BODY_BYTES_MAX));
        }
        try {
            JsonNode body = JsonMapper.shared().readTree(request.body().toArray());
            if (body.isObject()) {
                return body;
            }
        } catch (JacksonException e) {
            throw new HttpException(400, "the body is no JSON: " + e.getOriginalMessage());
        }
        throw new HttpException(400, "the body is no JSON object with some of " + ALLOWED);
    }

    private static NodeConfig.Bundling changed(JsonNode body, NodeConfig.Bundling now) {
        long delayMillis = now.delayMillis();
        long latencyMillis = now.latencyMillis();
        int transactionsMax = now.transactionsMax();
        for (Map.Entry<String, JsonNode> property : body.properties()) {
            switch (property.getKey()) {
                case "delayMillis" -> delayMillis = number(property);
                case "latencyMillis" -> latencyMillis = number(property);
                case "transactionsMax" -> transactionsMax = number(property);
                default ->
                        throw new HttpException(
                                400,
                                "'%s' can't be changed while the node runs; %s can"
                                        .formatted(property.getKey(), ALLOWED));
            }
        }
        try {
            return new NodeConfig.Bundling(delayMillis, latencyMillis, transactionsMax);
        } catch (ConfigException e) {
            throw new HttpException(400, String.valueOf(e.getMessage()));
        }
    }

    private static int number(Map.Entry<String, JsonNode> property) {
        JsonNode value = property.getValue();
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw new HttpException(
                    400, "'%s' is %s, not a whole number".formatted(property.getKey(), value));
        }
        return value.intValue();
    }
}
