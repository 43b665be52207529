package io.chirograph.cli.demo;

import io.chirograph.cli.client.NodeClient;
import io.chirograph.cli.client.RefusedRequestException;
import io.chirograph.cli.console.CommandFailure;
import io.chirograph.cli.console.Output;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// The documents of the demonstration and what one organisation does with them.
final class DemoDocuments {
    private static final String SAMPLES = "/io/chirograph/cli/samples/";
    private static final int FILES_MAX = 10_000;
    private static final int AT_ONCE = 4;

    private DemoDocuments() {}

    /// @param reason empty when the document was registered, now or before
    record Put(Path file, String id, long passages, String reason) {
        boolean failed() {
            return !reason.isEmpty();
        }
    }

    /// The set that comes with the program, as files below `directory`.
    static List<Path> samples(Path directory) throws IOException {
        Files.createDirectories(directory);
        List<Path> files = new ArrayList<>();
        for (String name : new String(resource("index.txt"), StandardCharsets.UTF_8).split("\n")) {
            if (!name.isBlank()) {
                files.add(Files.write(directory.resolve(name.strip()), resource(name.strip())));
            }
        }
        return files;
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream content = DemoDocuments.class.getResourceAsStream(SAMPLES + name)) {
            if (content == null) {
                throw new CommandFailure(
                        "the installation is damaged: sample " + name + " is missing");
            }
            return content.readAllBytes();
        }
    }

    /// All files below `directory`.
    static List<Path> of(Path directory) throws IOException {
        try (Stream<Path> walk = Files.walk(directory)) {
            return walk.filter(Files::isRegularFile).sorted().limit(FILES_MAX).toList();
        }
    }

    /// Hands all files to the node, a few at a time; one that fails fails alone.
    static List<Put> put(NodeClient client, List<Path> files) throws InterruptedException {
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<Put>> answers =
                    files.stream().map(file -> threads.submit(() -> put(client, file))).toList();
            List<Put> puts = new ArrayList<>();
            for (Future<Put> answer : answers) {
                puts.add(answer.get());
            }
            return puts;
        } catch (ExecutionException e) {
            throw new CommandFailure("a document can't be handed over: " + e.getCause(), e);
        }
    }

    private static Put put(NodeClient client, Path file) throws IOException {
        String name = NodeClient.encode(String.valueOf(file.getFileName()));
        try {
            JsonNode answer = client.post("/api/v1/documents?name=" + name, file);
            return new Put(
                    file,
                    answer.path("id").asString(""),
                    answer.path("passages").asLong(0),
                    answer.path("error").asString(""));
        } catch (RefusedRequestException e) {
            return new Put(file, "", 0, e.reason());
        } catch (CommandFailure e) {
            return new Put(file, "", 0, String.valueOf(e.getMessage()));
        }
    }

    static List<JsonNode> search(NodeClient client, String text) throws IOException {
        List<JsonNode> hits = new ArrayList<>();
        client.get("/api/v1/search?q=" + NodeClient.encode(text) + "&limit=3")
                .path("hits")
                .forEach(hits::add);
        return hits;
    }

    /// A hit in one line: where, and how the passage begins.
    static String describe(JsonNode hit) {
        String content = Output.printable(hit.path("content").asString("")).strip();
        return "%s, passage %d, score %.2f: %s"
                .formatted(
                        Output.printable(hit.path("metadata").path("name").asString("?")),
                        passageOf(hit),
                        hit.path("score").asDouble(0),
                        content.length() <= 100 ? content : content.substring(0, 100) + "…");
    }

    private static long passageOf(JsonNode hit) {
        JsonNode passage = hit.path("passage");
        return passage.isObject() ? passage.path("index").asLong(0) : passage.asLong(0);
    }

    /// The proof of a hit's passage, as the node makes it.
    static byte[] proof(NodeClient client, JsonNode hit) throws IOException {
        ByteArrayOutputStream proof = new ByteArrayOutputStream();
        client.download(
                "/api/v1/documents/%s/proof?passage=%d"
                        .formatted(hit.path("id").asString(""), passageOf(hit)),
                proof);
        return proof.toByteArray();
    }
}
