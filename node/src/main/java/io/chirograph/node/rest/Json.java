package io.chirograph.node.rest;

import io.chirograph.knowledge.DocumentState;
import io.chirograph.knowledge.SearchHit;
import io.chirograph.knowledge.StoredDocument;
import io.chirograph.node.http.HttpResponse;
import io.chirograph.proof.document.Registration;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What the API tells, as JSON.
final class Json {
    private Json() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static HttpResponse answer(int status, JsonNode json) {
        return HttpResponse.json(status, Bytes.ofUtf8(json.toString()));
    }

    static ObjectNode document(StoredDocument document) {
        Registration registration = document.registration();
        ObjectNode json =
                object().put("id", document.id().toHex())
                        .put("name", document.name())
                        .put("kind", document.kind().name())
                        .put("mediaType", document.kind().mediaType());
        state(json, document.state());
        json.put("size", registration.size())
                .put("passages", registration.passageCount())
                .put("version", registration.version());
        if (!registration.previous().equals(Hash32.ZERO)) {
            json.put("previous", registration.previous().toHex());
        }
        json.put("owner", registration.owner().toHex());
        ArrayNode readers = json.putArray("readers");
        document.readers().forEach(reader -> readers.add(reader.toHex()));
        return json.put("extractor", registration.extractor().toString())
                .put("contentHash", registration.contentHash().toHex())
                .put("textRoot", registration.textRoot().toHex())
                .put("accessRoot", registration.accessRoot().toHex());
    }

    private static void state(ObjectNode json, DocumentState state) {
        switch (state) {
            case DocumentState.Prepared() -> json.put("status", "prepared");
            case DocumentState.Submitted(Hash32 transaction) ->
                    json.put("status", "submitted").put("transactionHash", transaction.toHex());
            case DocumentState.Registered(long height) ->
                    json.put("status", "registered").put("height", height);
            case DocumentState.Superseded(long height, Hash32 successor) ->
                    json.put("status", "superseded")
                            .put("height", height)
                            .put("successor", successor.toHex());
            case DocumentState.Withdrawn(long height, long withdrawnHeight) ->
                    json.put("status", "withdrawn")
                            .put("height", height)
                            .put("withdrawnHeight", withdrawnHeight);
        }
    }

    static ObjectNode hit(SearchHit hit) {
        ObjectNode json =
                object().put("id", hit.id().toHex())
                        .put("score", hit.score())
                        .put("distance", hit.distance());
        ObjectNode metadata = json.putObject("metadata");
        hit.metadata()
                .forEach((field, value) -> {
                    String name = field.name().toLowerCase(Locale.ROOT);
                    if (field.isNumeric()) {
                        metadata.put(name, Long.parseLong(value));
                    } else {
                        metadata.put(name, value);
                    }
                });
        json.put("content", hit.content());
        json.putObject("passage")
                .put("index", hit.passage().index())
                .put("start", hit.passage().start())
                .put("end", hit.passage().end());
        return json;
    }
}
