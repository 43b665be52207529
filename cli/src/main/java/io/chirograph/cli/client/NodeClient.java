package io.chirograph.cli.client;

import io.chirograph.cli.console.CommandFailure;
import io.chirograph.cli.console.Output;
import io.chirograph.types.UInt256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// One node over HTTP. Every failure is told as a [CommandFailure] that names the node's address.
/// Thread-safe.
public final class NodeClient {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(2);
    private static final int JSON_BYTES_MAX = 64 << 20;
    private static final int ERROR_CHARS_MAX = 500;
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private final URI address;
    private final Optional<String> token;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT_TIMEOUT)
                    .build();

    /// @param address of scheme http or https
    /// @param token for the REST API, if there is one at hand
    public NodeClient(URI address, Optional<String> token) {
        this.address = address;
        this.token = token;
    }

    public URI address() {
        return address;
    }

    /// The result of a JSON-RPC call; JSON null when the node has none.
    public JsonNode rpc(String method, JsonNode... params) throws IOException {
        ObjectNode call = JsonNodeFactory.instance.objectNode();
        call.put("jsonrpc", "2.0").put("id", 1).put("method", method);
        ArrayNode list = call.putArray("params");
        for (JsonNode param : params) {
            list.add(param);
        }
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(call.toString()));
        JsonNode answer = json(request);
        JsonNode error = answer.path("error");
        if (error.isObject()) {
            throw new CommandFailure(
                    "%s refused %s: %s"
                            .formatted(
                                    address, method, shorten(error.path("message").asString(""))));
        }
        if (!answer.has("result")) {
            throw new CommandFailure(
                    "%s answered %s with something else than JSON-RPC; is it a node?"
                            .formatted(address, method));
        }
        return answer.path("result");
    }

    /// The number that a JSON-RPC call with these strings as parameters gives.
    public UInt256 quantity(String method, String... params) throws IOException {
        JsonNode[] nodes = new JsonNode[params.length];
        Arrays.setAll(nodes, i -> JsonNodeFactory.instance.stringNode(params[i]));
        String text = rpc(method, nodes).asString("");
        try {
            return UInt256.parse(text);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(
                    "%s answered %s with '%s', a number is needed"
                            .formatted(address, method, shorten(text)),
                    e);
        }
    }

    /// The JSON that REST gives for `path`, which starts with a slash.
    public JsonNode get(String path) throws IOException {
        return json(HttpRequest.newBuilder(rest(path)).GET());
    }

    /// Sends changes, and gives what holds then.
    public JsonNode patch(String path, JsonNode changes) throws IOException {
        return json(
                HttpRequest.newBuilder(rest(path))
                        .header("Content-Type", "application/json")
                        .method("PATCH", HttpRequest.BodyPublishers.ofString(changes.toString())));
    }

    /// Sends the file's bytes.
    public JsonNode post(String path, Path file) throws IOException {
        return json(
                HttpRequest.newBuilder(rest(path))
                        .header("Content-Type", "application/octet-stream")
                        .POST(HttpRequest.BodyPublishers.ofFile(file)));
    }

    /// Asks for something that needs no content.
    public JsonNode post(String path) throws IOException {
        return json(HttpRequest.newBuilder(rest(path)).POST(HttpRequest.BodyPublishers.noBody()));
    }

    public JsonNode delete(String path) throws IOException {
        return json(HttpRequest.newBuilder(rest(path)).DELETE());
    }

    /// Copies what REST gives for `path` to `target`, of any length.
    public void download(String path, OutputStream target) throws IOException {
        HttpResponse<InputStream> response = send(HttpRequest.newBuilder(rest(path)).GET());
        try (InputStream body = response.body()) {
            requireSuccess(response.statusCode(), body);
            body.transferTo(target);
        }
    }

    /// `text` as one segment of a path or one value of a query.
    public static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private URI rest(String path) {
        String base = address.toString();
        return URI.create(
                (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path);
    }

    private JsonNode json(HttpRequest.Builder request) throws IOException {
        HttpResponse<InputStream> response = send(request.header("Accept", "application/json"));
        try (InputStream body = response.body()) {
            requireSuccess(response.statusCode(), body);
            byte[] text = body.readNBytes(JSON_BYTES_MAX + 1);
            if (text.length > JSON_BYTES_MAX) {
                throw new CommandFailure(
                        "%s answered with more than %d bytes".formatted(address, JSON_BYTES_MAX));
            }
            return MAPPER.readTree(text);
        } catch (JacksonException e) {
            throw new CommandFailure(
                    "%s did not answer with JSON; is it a node?".formatted(address), e);
        }
    }

    private HttpResponse<InputStream> send(HttpRequest.Builder request) throws IOException {
        token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        try {
            return http.send(
                    request.timeout(ANSWER_TIMEOUT).build(),
                    HttpResponse.BodyHandlers.ofInputStream());
        } catch (ConnectException e) {
            throw new CommandFailure(
                    "no node answers at %s: start it with 'chirograph start', or name another with"
                            .concat(" --url")
                            .formatted(address),
                    e);
        } catch (HttpTimeoutException e) {
            throw new CommandFailure(
                    "%s did not answer within %d s".formatted(address, ANSWER_TIMEOUT.toSeconds()),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted while waiting for " + address, e);
        }
    }

    private void requireSuccess(int status, InputStream body) throws IOException {
        if (status / 100 == 2) {
            return;
        }
        if (status == 401 || status == 403) {
            throw new CommandFailure(
                    "%s wants its access token: give --token-file, it is 'token' in the node's data directory"
                            .formatted(address));
        }
        String text = new String(body.readNBytes(4 * ERROR_CHARS_MAX), StandardCharsets.UTF_8);
        throw new RefusedRequestException(address, status, errorIn(text));
    }

    /// The message inside `{"error": …}`, or the text itself.
    private static String errorIn(String text) {
        try {
            JsonNode error = MAPPER.readTree(text).path("error");
            String message =
                    error.isObject() ? error.path("message").asString("") : error.asString("");
            return shorten(message.isEmpty() ? text : message);
        } catch (JacksonException e) {
            return shorten(text); // not JSON: a proxy or another server
        }
    }

    private static String shorten(String text) {
        String line = Output.printable(text).strip();
        return line.length() <= ERROR_CHARS_MAX ? line : line.substring(0, ERROR_CHARS_MAX) + "…";
    }
}
