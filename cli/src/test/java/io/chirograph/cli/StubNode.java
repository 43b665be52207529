package io.chirograph.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Answers like a node, with what a test tells it to, and keeps what it was asked.
final class StubNode implements AutoCloseable {
    record Request(String method, String target, String authorization, String body) {}

    private record Answer(int status, String body) {}

    private final HttpServer server;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    StubNode() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /// The answer to `call`: a JSON-RPC method, or an HTTP method and a target.
    StubNode answer(String call, int status, String body) {
        answers.put(call, new Answer(status, body));
        return this;
    }

    StubNode result(String method, String json) {
        return answer(method, 200, "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":" + json + "}");
    }

    List<Request> requests() {
        return requests;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String target = exchange.getRequestURI().toString();
        String authorization =
                String.join(
                        "", exchange.getRequestHeaders().getOrDefault("Authorization", List.of()));
        requests.add(new Request(exchange.getRequestMethod(), target, authorization, body));
        Answer answer =
                answers.getOrDefault(
                        key(exchange.getRequestMethod(), target, body),
                        new Answer(404, "{\"error\":{\"message\":\"no such thing\"}}"));
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static String key(String method, String target, String body) {
        if (!target.equals("/") && !target.isEmpty()) {
            return method + " " + target;
        }
        JsonNode call = JsonMapper.shared().readTree(body);
        return call.path("method").asString("");
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
