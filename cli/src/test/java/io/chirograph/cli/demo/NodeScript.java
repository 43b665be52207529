package io.chirograph.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Runs programs of the client folders, whose packages come from npm.
final class NodeScript {
    static final Path CLIENTS =
            Path.of(System.getProperty("repository.root"), "cli", "src", "test", "clients");

    private static final int MINUTES_MAX = 3;

    private NodeScript() {}

    /// The folder of a client; skips the test when Node.js or the client's packages are missing.
    static Path folder(String client) throws InterruptedException {
        assumeTrue(hasNode(), "Node.js is needed: install it, so that 'node --version' works");
        Path folder = CLIENTS.resolve(client);
        assumeTrue(
                Files.isDirectory(folder.resolve("node_modules")),
                "the client's packages are needed: run 'npm ci' in " + folder);
        return folder;
    }

    private static boolean hasNode() throws InterruptedException {
        try {
            return new ProcessBuilder("node", "--version")
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /// Runs a program in `folder` to its end, and checks that it ended well.
    ///
    /// @return what it said
    static String run(Path folder, Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile("client", ".log");
        ProcessBuilder builder =
                new ProcessBuilder(new ArrayList<>(List.of(command)))
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        boolean ended = process.waitFor(MINUTES_MAX, TimeUnit.MINUTES);
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        String said = Files.readString(output, StandardCharsets.UTF_8);
        Files.delete(output);
        assertThat(ended).as(said).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }
}
