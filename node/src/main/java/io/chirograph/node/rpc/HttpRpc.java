package io.chirograph.node.rpc;

import io.chirograph.node.http.HttpException;
import io.chirograph.node.http.HttpHandler;
import io.chirograph.node.http.HttpRequest;
import io.chirograph.node.http.HttpResponse;

/// JSON-RPC over HTTP POST. Thread-safe.
final class HttpRpc implements HttpHandler {
    private final JsonRpc rpc;

    HttpRpc(JsonRpc rpc) {
        this.rpc = rpc;
    }

    @Override
    public HttpResponse handle(HttpRequest request) throws InterruptedException {
        checkContentType(request);
        if (request.body().size() > rpc.requestBytesMax()) {
            throw new HttpException(
                    413,
                    "the request has "
                            + request.body().size()
                            + " bytes, at most "
                            + rpc.requestBytesMax()
                            + " are allowed");
        }
        return rpc.answer(request.body())
                .map(bytes -> HttpResponse.json(200, bytes))
                .orElseGet(() -> HttpResponse.text(204, ""));
    }

    /// A page of another site can make its reader's browser post other types, but not this one, without
    /// asking first.
    private static void checkContentType(HttpRequest request) {
        String type = request.header("Content-Type").orElse("");
        int end = type.indexOf(';');
        if (!(end < 0 ? type : type.substring(0, end))
                .strip()
                .equalsIgnoreCase("application/json")) {
            throw new HttpException(415, "this needs the header 'Content-Type: application/json'");
        }
    }
}
