package io.chirograph.cli;

import io.chirograph.cli.client.NodeClient;
import io.chirograph.cli.client.NodeOptions;
import io.chirograph.cli.console.Output;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
        name = "get",
        description = "Print what is known of a document; save its content or a proof of it.")
final class GetCommand implements Callable<Integer> {
    @Parameters(paramLabel = "ID", description = "The document, as 'put' and 'search' name it.")
    private String id = "";

    @Option(
            names = "--content",
            paramLabel = "FILE",
            description = "Save the document's bytes to this new file.")
    private Optional<Path> content = Optional.empty();

    @Option(
            names = "--proof",
            paramLabel = "FILE",
            description = "Save a proof for 'verify' to this new file.")
    private Optional<Path> proof = Optional.empty();

    @Option(
            names = "--passage",
            paramLabel = "INDEX",
            description = "The passage to prove, from 0 (default: the whole content).")
    private Optional<Integer> passage = Optional.empty();

    @Mixin private NodeOptions node = new NodeOptions();
    @Mixin private Output output = new Output();

    @Override
    public Integer call() throws IOException {
        NodeClient client = node.connect();
        String path = "/api/v1/documents/" + NodeClient.encode(id);
        JsonNode document = client.get(path);
        if (content.isPresent()) {
            save(client, path + "/content", content.get());
        }
        if (proof.isPresent()) {
            String query = passage.isPresent() ? "?passage=" + passage.get() : "";
            save(client, path + "/proof" + query, proof.get());
        }
        output.print(document);
        return 0;
    }

    /// The file appears whole or not at all.
    private void save(NodeClient client, String path, Path file) throws IOException {
        if (Files.exists(file)) {
            throw new FileAlreadyExistsException(file.toString());
        }
        Path partial = file.resolveSibling(file.getFileName() + ".partial");
        try {
            try (OutputStream target = Files.newOutputStream(partial)) {
                client.download(path, target);
            }
            Files.move(partial, file);
        } finally {
            Files.deleteIfExists(partial);
        }
        output.progress("saved " + file);
    }
}
