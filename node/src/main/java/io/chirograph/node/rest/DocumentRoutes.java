package io.chirograph.node.rest;

import io.chirograph.knowledge.DocumentDraft;
import io.chirograph.knowledge.StoredDocument;
import io.chirograph.node.documents.DeleteAnswer;
import io.chirograph.node.documents.DocumentService;
import io.chirograph.node.documents.ProofAnswer;
import io.chirograph.node.documents.PutAnswer;
import io.chirograph.node.documents.Revealed;
import io.chirograph.node.http.HttpException;
import io.chirograph.node.http.HttpRequest;
import io.chirograph.node.http.HttpResponse;
import io.chirograph.proof.document.DocumentProof;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What is asked of documents.
final class DocumentRoutes {
    static final String PATH = "/api/v1/documents";

    private static final int PAGE_USUAL = 100;
    private static final int PAGE_MAX = 1_000;

    private final DocumentService documents;

    DocumentRoutes(DocumentService documents) {
        this.documents = documents;
    }

    // ---- putting

    HttpResponse put(HttpRequest request) throws InterruptedException {
        Query query = new Query(request, Set.of("name", "reader"));
        String name = query.required("name");
        List<String> given = query.all("reader");
        if (given.size() > DocumentDraft.READERS_MAX) {
            throw new HttpException(
                    400,
                    "parameter 'reader' is given %d times, at most %d are allowed"
                            .formatted(given.size(), DocumentDraft.READERS_MAX));
        }
        SortedSet<Address> readers = new TreeSet<>();
        given.forEach(reader -> readers.add(Query.address("reader", reader)));
        return answer(documents.put(name, request.body(), readers));
    }

    private static HttpResponse answer(PutAnswer answer) {
        return switch (answer) {
            case PutAnswer.Registered(var document, Hash32 transaction, long height, _) ->
                    kept(201, document, "registered", answer, transaction)
                            .height(height)
                            .response();
            case PutAnswer.Unchanged(var document, _) ->
                    kept(200, document, "unchanged", answer, Hash32.ZERO).response();
            case PutAnswer.Submitted(var document, Hash32 transaction, _) ->
                    kept(202, document, "submitted", answer, transaction).response();
            case PutAnswer.Unreadable(String name, String reason, _) ->
                    failed(422, name, reason, answer);
            case PutAnswer.Unregistered(String name, String reason, _) ->
                    failed(503, name, reason, answer);
        };
    }

    private record Kept(int status, ObjectNode json) {
        private Kept height(long height) {
            json.put("height", height);
            return this;
        }

        private HttpResponse response() {
            return Json.answer(status, json);
        }
    }

    private static Kept kept(
            int status,
            StoredDocument document,
            String word,
            PutAnswer answer,
            Hash32 transaction) {
        ObjectNode json =
                Json.object()
                        .put("id", document.id().toHex())
                        .put("name", document.name())
                        .put("status", word)
                        .put("passages", document.registration().passageCount())
                        .put("version", document.registration().version())
                        .put("timeMillis", answer.time().toMillis());
        if (!transaction.equals(Hash32.ZERO)) {
            json.put("transactionHash", transaction.toHex());
        }
        return new Kept(status, json);
    }

    private static HttpResponse failed(int status, String name, String reason, PutAnswer answer) {
        return Json.answer(
                status,
                Json.object()
                        .put("name", name)
                        .put("status", "failed")
                        .put("timeMillis", answer.time().toMillis())
                        .put("error", name + ": " + reason));
    }

    // ---- reading

    HttpResponse list(HttpRequest request) {
        Query query = new Query(request, Set.of("after", "limit"));
        int limit = query.count("limit", PAGE_USUAL, PAGE_MAX);
        List<StoredDocument> page =
                documents.library().list(query.hash("after").orElse(Hash32.ZERO), limit);
        ObjectNode json = Json.object();
        ArrayNode list = json.putArray("documents");
        page.forEach(document -> list.add(Json.document(document)));
        if (page.size() == limit) {
            json.put("next", page.getLast().id().toHex());
        }
        return Json.answer(200, json);
    }

    /// A path below [#PATH], with the document's id in it.
    HttpResponse get(HttpRequest request) {
        String[] parts = request.path().substring(PATH.length() + 1).split("/", -1);
        Hash32 id = Query.hash("id", parts[0]);
        String what = parts.length == 1 ? "" : parts[1];
        if (parts.length > 2) {
            throw nothingAt(request);
        }
        return switch (what) {
            case "" -> {
                new Query(request, Set.of());
                yield Json.answer(200, Json.document(find(id)));
            }
            case "content" -> content(request, id);
            case "proof" -> proof(request, id);
            default -> throw nothingAt(request);
        };
    }

    private static HttpException nothingAt(HttpRequest request) {
        return new HttpException(
                404,
                "nothing is at %s; a document has %s/ID, ID/content and ID/proof"
                        .formatted(request.path(), PATH));
    }

    private StoredDocument find(Hash32 id) {
        return documents.library().find(id).orElseThrow(() -> unknown(id));
    }

    private static HttpException unknown(Hash32 id) {
        return new HttpException(404, "no document " + id + " is kept here");
    }

    private HttpResponse content(HttpRequest request, Hash32 id) {
        new Query(request, Set.of());
        StoredDocument document = find(id);
        Bytes content = documents.library().content(id).orElseThrow(() -> unknown(id));
        return download(content, document.kind().mediaType(), document.name());
    }

    private static HttpResponse download(Bytes content, String mediaType, String name) {
        // Never shown in place: a page among the documents must not run as one of this server's.
        String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
        return new HttpResponse(200, mediaType, content, Map.of())
                .with("Content-Disposition", "attachment; filename*=UTF-8''" + encoded)
                .with("Content-Security-Policy", "sandbox");
    }

    private HttpResponse proof(HttpRequest request, Hash32 id) {
        Query query = new Query(request, Set.of("passage", "content"));
        OptionalLong passage = query.number("passage", 0, Integer.MAX_VALUE);
        return switch (documents.prove(id, revealed(passage, query.flag("content")))) {
            case ProofAnswer.Proven(DocumentProof proof) ->
                    download(proof.toJson(), "application/json", find(id).name() + ".proof.json");
            case ProofAnswer.UnknownDocument() -> throw unknown(id);
            case ProofAnswer.UnknownPassage(int count) ->
                    throw new HttpException(
                            404,
                            "document %s has %d passages, counted from 0; there is none with index %d"
                                    .formatted(id, count, passage.orElse(0)));
            case ProofAnswer.NotRegistered(StoredDocument document) ->
                    throw new HttpException(
                            409,
                            "document %s is %s; only one that is registered can be proven"
                                    .formatted(
                                            id,
                                            Json.document(document).path("status").asString("")));
        };
    }

    private static Revealed revealed(OptionalLong passage, boolean content) {
        if (passage.isEmpty()) {
            return new Revealed.Content();
        }
        int index = (int) passage.getAsLong();
        return content ? new Revealed.PassageAndContent(index) : new Revealed.OnePassage(index);
    }

    // ---- deleting

    HttpResponse delete(HttpRequest request) throws InterruptedException {
        new Query(request, Set.of());
        Hash32 id = Query.hash("id", request.path().substring(PATH.length() + 1));
        ObjectNode json = Json.object().put("id", id.toHex());
        return switch (documents.delete(id)) {
            case DeleteAnswer.Deleted(long withdrawnHeight) ->
                    Json.answer(
                            200,
                            json.put("status", "deleted").put("withdrawnHeight", withdrawnHeight));
            case DeleteAnswer.NotYet(Hash32 transaction) ->
                    Json.answer(
                            202,
                            json.put("status", "submitted")
                                    .put("transactionHash", transaction.toHex())
                                    .put("hint", "not certified yet; delete it again later"));
            case DeleteAnswer.Refused(String reason) ->
                    throw new HttpException(
                            503, "document %s was not withdrawn: %s".formatted(id, reason));
            case DeleteAnswer.Unknown() -> throw unknown(id);
        };
    }
}
