package io.chirograph.cli;

import io.chirograph.cli.console.CommandFailure;
import io.chirograph.cli.console.Output;
import io.chirograph.proof.AgreementRules;
import io.chirograph.proof.Genesis;
import io.chirograph.proof.MalformedException;
import io.chirograph.proof.Member;
import io.chirograph.types.Hash32;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

@Command(
        name = "check",
        description = "Check a genesis file and print its hash, which all members have to compare.")
final class GenesisCheckCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "The genesis file.")
    private Path file = Path.of("");

    @Mixin private Output output = new Output();

    @Override
    public Integer call() throws IOException {
        print(output, file, read(file));
        return 0;
    }

    static Genesis read(Path file) throws IOException {
        try {
            return Genesis.fromJson(PublicFile.read(file, Genesis.FILE_BYTES_MAX));
        } catch (MalformedException e) {
            throw new CommandFailure(file + ": " + e.getMessage(), e);
        }
    }

    static void print(Output output, Path file, Genesis genesis) {
        Hash32 hash = genesis.hash();
        ObjectNode result =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("file", file.toString())
                        .put("hash", hash.toHex())
                        .put("chainId", genesis.chainId())
                        .put("timestampMillis", genesis.timestampMillis())
                        .put("gasLimit", genesis.gasLimit())
                        .put("accounts", genesis.accounts().size());
        AgreementRules rules = genesis.agreement();
        result.putObject("agreement")
                .put("blockIntervalMillisMin", rules.blockIntervalMillisMin())
                .put("emptyBlockMillis", rules.emptyBlockMillis())
                .put("batchBytesMax", rules.batchBytesMax())
                .put("batchRequestsMax", rules.batchRequestsMax())
                .put("checkpointIntervalBlocks", rules.checkpointIntervalBlocks())
                .put("clockSkewMillisMax", rules.clockSkewMillisMax());
        ArrayNode members = result.putArray("members");
        for (Member member : genesis.members()) {
            members.addObject()
                    .put("name", member.name())
                    .put("validator", member.validator().toHex())
                    .put("endpoint", member.endpoint());
        }
        output.print(
                result,
                () -> {
                    StringBuilder text = new StringBuilder();
                    text.append(
                            "Genesis %s%nchain id %d, %d accounts, block 0 of %s%n"
                                    .formatted(
                                            hash,
                                            genesis.chainId(),
                                            genesis.accounts().size(),
                                            Instant.ofEpochMilli(genesis.timestampMillis())));
                    text.append(
                            "a block every %d to %d ms, of at most %d requests and %d bytes%n"
                                    .formatted(
                                            rules.blockIntervalMillisMin(),
                                            rules.emptyBlockMillis(),
                                            rules.batchRequestsMax(),
                                            rules.batchBytesMax()));
                    for (Member member : genesis.members()) {
                        text.append(
                                "  %s at %s, validator %s%n"
                                        .formatted(
                                                member.name(),
                                                member.endpoint(),
                                                member.validator()));
                    }
                    return text.append("All members have to see this same hash.").toString();
                });
    }
}
