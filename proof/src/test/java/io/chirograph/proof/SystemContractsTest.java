package io.chirograph.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.chirograph.proof.document.DocumentRegistry;
import io.chirograph.types.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The compiled contracts in this build are those of the sources.
class SystemContractsTest {
    @TempDir private Path directory;

    @Test
    void theDocumentRegistryIsWhatTheCompilerMakesOfItsSource() throws Exception {
        assertThat(compiled("DocumentRegistry")).isEqualTo(DocumentRegistry.runtimeCode());
    }

    @Test
    void theMemberRegistryIsWhatTheCompilerMakesOfItsSource() throws Exception {
        assertThat(compiled("MemberRegistry")).isEqualTo(MemberRegistry.runtimeCode());
    }

    /// When it differs: `npm run compile` in the folder of the sources.
    private Bytes compiled(String contract) throws Exception {
        Path project = Path.of("src/main/solidity").toAbsolutePath();
        Path output = directory.resolve("code.hex");
        Process node = startNode(project, contract, output);
        String said = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(node.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assumeTrue(
                !said.contains("Cannot find module 'solc'"),
                "solc is not installed: run npm install in " + project);
        assertThat(node.exitValue()).as(said).isZero();
        return Bytes.fromHex(Files.readString(output).strip());
    }

    private static Process startNode(Path project, String contract, Path output) {
        try {
            return new ProcessBuilder("node", "compile.mjs", contract, output.toString())
                    .directory(project.toFile())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            assumeTrue(false, "Node is not installed: " + e.getMessage());
            throw new UncheckedIOException(e);
        }
    }
}
