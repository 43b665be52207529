package io.chirograph.node.rest;

import io.chirograph.node.documents.DocumentService;
import io.chirograph.node.http.BearerToken;
import io.chirograph.node.http.HttpHandler;
import io.chirograph.node.http.HttpRequest;
import io.chirograph.node.http.HttpResponse;
import io.chirograph.node.http.Router;
import io.chirograph.node.members.MemberService;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The routes under `/api/v1`, all of them for whoever shows the node's token. Immutable.
public final class RestApi {
    private static final String PREFIX = DocumentRoutes.PATH + "/";

    private final DocumentRoutes documents;
    private final SearchRoute search;
    private final MemberRoutes members;
    private final PipelineRoutes pipeline;
    private final StatusSource status;
    private final Supplier<List<PeerStatus>> peers;
    private final BearerToken token;

    /// Says where the node is. May block.
    @FunctionalInterface
    public interface StatusSource {
        NodeStatus status() throws InterruptedException;
    }

    /// @param status asked by each request for it, on that request's thread
    /// @param peers likewise
    public RestApi(
            DocumentService documents,
            MemberService members,
            PipelineSource pipeline,
            StatusSource status,
            Supplier<List<PeerStatus>> peers,
            BearerToken token) {
        this.documents = new DocumentRoutes(documents);
        this.search = new SearchRoute(documents);
        this.members = new MemberRoutes(members);
        this.pipeline = new PipelineRoutes(pipeline);
        this.status = status;
        this.peers = peers;
        this.token = token;
    }

    public void addTo(Router router) {
        HttpHandler put = token.guard(documents::put);
        router.exact("POST", DocumentRoutes.PATH, put)
                .exact("PUT", DocumentRoutes.PATH, put)
                .exact("GET", DocumentRoutes.PATH, token.guard(documents::list))
                .prefix("GET", PREFIX, token.guard(documents::get))
                .prefix("DELETE", PREFIX, token.guard(documents::delete))
                .exact("GET", MemberRoutes.MEMBERS, token.guard(members::list))
                .exact("POST", MemberRoutes.MEMBERS, token.guard(members::add))
                .prefix("DELETE", MemberRoutes.MEMBERS + "/", token.guard(members::remove))
                .prefix("POST", MemberRoutes.PROPOSALS + "/", token.guard(members::approve))
                .exact("DELETE", MemberRoutes.PROPOSALS, token.guard(members::withdraw))
                .exact("GET", "/api/v1/search", token.guard(search::search))
                .exact("GET", "/api/v1/pipeline", token.guard(pipeline::show))
                .exact("PATCH", "/api/v1/pipeline/bundling", token.guard(pipeline::change))
                .exact("GET", "/api/v1/peers", token.guard(this::peers))
                .exact("GET", "/api/v1/status", token.guard(this::status));
    }

    private HttpResponse status(HttpRequest request) throws InterruptedException {
        new Query(request, Set.of());
        return Json.answer(200, status.status().toJson());
    }

    private HttpResponse peers(HttpRequest request) {
        new Query(request, Set.of());
        ObjectNode json = Json.object();
        ArrayNode list = json.putArray("peers");
        peers.get().forEach(each -> list.add(each.toJson()));
        return Json.answer(200, json);
    }
}
