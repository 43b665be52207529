package io.chirograph.cli;

import io.chirograph.cli.console.CommandFailure;
import io.chirograph.proof.AgreementRules;
import picocli.CommandLine.Option;

/// The rules of the agreement as options of `genesis build`.
final class AgreementOptions {
    private static final AgreementRules USUAL = AgreementRules.defaults();

    @Option(
            names = "--block-interval",
            paramLabel = "MILLIS",
            description = "Shortest time between two blocks (default: ${DEFAULT-VALUE}).")
    private long blockIntervalMillisMin = USUAL.blockIntervalMillisMin();

    @Option(
            names = "--empty-block-interval",
            paramLabel = "MILLIS",
            description = "Longest time between two blocks (default: ${DEFAULT-VALUE}).")
    private long emptyBlockMillis = USUAL.emptyBlockMillis();

    @Option(
            names = "--batch-bytes",
            paramLabel = "BYTES",
            description = "Most bytes of requests in a block (default: ${DEFAULT-VALUE}).")
    private int batchBytesMax = USUAL.batchBytesMax();

    @Option(
            names = "--batch-requests",
            paramLabel = "COUNT",
            description = "Most requests in a block (default: ${DEFAULT-VALUE}).")
    private int batchRequestsMax = USUAL.batchRequestsMax();

    @Option(
            names = "--checkpoint-interval",
            paramLabel = "BLOCKS",
            description = "Blocks between stable checkpoints (default: ${DEFAULT-VALUE}).")
    private int checkpointIntervalBlocks = USUAL.checkpointIntervalBlocks();

    @Option(
            names = "--clock-skew",
            paramLabel = "MILLIS",
            description =
                    "How far a proposal's time may be from a member's clock (default:"
                            + " ${DEFAULT-VALUE}).")
    private long clockSkewMillisMax = USUAL.clockSkewMillisMax();

    /// @throws CommandFailure when a value is out of range
    AgreementRules rules() {
        try {
            return new AgreementRules(
                    blockIntervalMillisMin,
                    emptyBlockMillis,
                    batchBytesMax,
                    batchRequestsMax,
                    checkpointIntervalBlocks,
                    clockSkewMillisMax);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
        }
    }
}
