package io.chirograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// With files of release 0.1 beside this test: a network of four members, a document of the second, proofs
/// of it in block 12. Every later release has to accept them.
class VerifyCommandIT {
    @TempDir private Path directory;

    @BeforeEach
    void copyFiles() throws IOException {
        for (String name :
                new String[] {
                    "genesis.json", "inspection.md", "proof-of-both.json", "proof-of-passage.json"
                }) {
            try (InputStream in =
                    Objects.requireNonNull(VerifyCommandIT.class.getResourceAsStream(name), name)) {
                Files.copy(in, file(name));
            }
        }
    }

    private Path file(String name) {
        return directory.resolve(name);
    }

    private CommandRun verify(Object... arguments) {
        Object[] command = new Object[arguments.length + 4];
        command[0] = "verify";
        command[1] = "--genesis";
        command[2] = file("genesis.json");
        command[3] = "--json";
        System.arraycopy(arguments, 0, command, 4, arguments.length);
        return CommandRun.of(command);
    }

    @Test
    void acceptsAProofWithNothingElseAtHand() {
        CommandRun run = verify(file("proof-of-both.json"));
        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        assertThat(run.json().path("verified").asBoolean()).isTrue();
        assertThat(run.json().path("owner").asString()).isEqualTo("member1");
        assertThat(run.json().path("provenHeight").asInt()).isEqualTo(12);
        assertThat(run.json().path("passage").path("text").asString())
                .contains("each in two copies");
    }

    @Test
    void comparesTheDocumentAndExtractsItsPassageAgain() {
        for (String proof : new String[] {"proof-of-both.json", "proof-of-passage.json"}) {
            CommandRun run = verify(file(proof), file("inspection.md"));
            assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
            assertThat(run.json().path("comparison").asString()).isEqualTo("agrees with the proof");
        }
    }

    @Test
    void refusesAnotherDocument() throws IOException {
        String text = Files.readString(file("inspection.md"));
        Path forged =
                Files.writeString(file("forged.md"), text.replace("two copies", "six copies"));
        CommandRun whole = verify(file("proof-of-both.json"), forged);
        assertThat(whole.exitCode()).isEqualTo(1);
        assertThat(whole.json().path("reason").asString()).contains("not the registered one");
        CommandRun passage = verify(file("proof-of-passage.json"), forged);
        assertThat(passage.exitCode()).isEqualTo(1);
        assertThat(passage.json().path("reason").asString()).contains("does not find passage");
        Path longer = Files.writeString(file("longer.md"), text + "x");
        assertThat(verify(file("proof-of-passage.json"), longer).out()).contains("bytes");
    }

    @Test
    void refusesAChangedProof() throws IOException {
        String proof = Files.readString(file("proof-of-passage.json"));
        Path forged =
                Files.writeString(file("forged.json"), proof.replace("two copies", "six copies"));
        CommandRun run = verify(forged);
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.json().path("verified").asBoolean()).isFalse();
        assertThat(run.json().path("step").asString()).isEqualTo("PASSAGE");
    }

    @Test
    void refusesAProofOfAnotherNetwork() throws IOException {
        Path other =
                Files.writeString(
                        file("other.json"),
                        Files.readString(file("genesis.json"))
                                .replace("\"chainId\" : 1337", "\"chainId\" : 1338"));
        CommandRun run = CommandRun.of("verify", "--genesis", other, file("proof-of-passage.json"));
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).startsWith("REFUSED at NETWORK");
    }

    @Test
    void withoutAGenesisItIsUsedWrongly() {
        assertThat(CommandRun.of("verify", file("proof-of-both.json")).exitCode()).isEqualTo(2);
    }

    @Test
    void aMissingFileIsAFailure() {
        CommandRun run = verify(file("missing.json"));
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("missing.json does not exist");
    }
}
