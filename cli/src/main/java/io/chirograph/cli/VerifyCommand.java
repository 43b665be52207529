package io.chirograph.cli;

import io.chirograph.cli.console.Output;
import io.chirograph.proof.Genesis;
import io.chirograph.proof.document.DocumentVerifier;
import io.chirograph.proof.document.Passage;
import io.chirograph.proof.document.Verification.Refused;
import io.chirograph.proof.document.Verification.Verified;
import io.chirograph.types.Bytes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

@Command(
        name = "verify",
        description = {
            "Check a document's proof with nothing but the genesis file; no node is asked.",
            "With the document at hand, it is compared with what the proof tells."
        })
final class VerifyCommand implements Callable<Integer> {
    private static final int PROOF_BYTES_MAX = 64 << 20;
    private static final int DOCUMENT_BYTES_MAX = 1 << 30;

    @Option(
            names = "--genesis",
            required = true,
            paramLabel = "FILE",
            description = "The network's genesis file, which all trust starts from.")
    private Path genesisFile = Path.of("");

    @Parameters(index = "0", paramLabel = "PROOF", description = "The proof file.")
    private Path proofFile = Path.of("");

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "DOCUMENT",
            description = "The document itself.")
    private Optional<Path> documentFile = Optional.empty();

    @Mixin private Output output = new Output();

    @Override
    public Integer call() throws IOException {
        Genesis genesis = GenesisCheckCommand.read(genesisFile);
        Bytes proof = PublicFile.read(proofFile, PROOF_BYTES_MAX);
        return switch (DocumentVerifier.verify(genesis, proof)) {
            case Refused refused -> refuse(refused.step().name(), refused.reason());
            case Verified verified -> accept(genesis, verified);
        };
    }

    private int accept(Genesis genesis, Verified verified) throws IOException {
        String document = "no document given";
        if (documentFile.isPresent()) {
            Bytes content = PublicFile.read(documentFile.get(), DOCUMENT_BYTES_MAX);
            Optional<String> problem = DocumentComparison.problem(verified.proof(), content);
            if (problem.isPresent()) {
                return refuse("DOCUMENT", problem.get());
            }
            document = "agrees with the proof";
        }
        output.print(result(genesis, verified, document));
        return 0;
    }

    private int refuse(String step, String reason) {
        output.print(
                JsonNodeFactory.instance
                        .objectNode()
                        .put("verified", false)
                        .put("step", step)
                        .put("reason", reason),
                () -> "REFUSED at %s: %s".formatted(step, Output.printable(reason)));
        return 1;
    }

    private static ObjectNode result(Genesis genesis, Verified verified, String document) {
        ObjectNode result =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("verified", true)
                        .put("genesis", genesis.hash().toHex())
                        .put("document", verified.proof().registration().id().toHex())
                        .put("owner", verified.owner())
                        .put("version", verified.proof().registration().version())
                        .put("registeredHeight", verified.registeredHeight())
                        .put("superseded", verified.superseded())
                        .put("provenHeight", verified.provenHeight())
                        .put("provenTime", verified.provenTime().toString())
                        .put("signers", String.join(", ", verified.signers()))
                        .put("comparison", document);
        verified.proof()
                .opening()
                .passage()
                .ifPresent(opened -> {
                    Passage passage = opened.passage();
                    result.putObject("passage")
                            .put("index", passage.index())
                            .put("start", passage.start())
                            .put("end", passage.end())
                            .put("text", passage.text());
                });
        return result;
    }
}
