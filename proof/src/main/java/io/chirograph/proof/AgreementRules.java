package io.chirograph.proof;

import io.chirograph.types.RlpWriter;
import tools.jackson.databind.node.ObjectNode;

/// Rules of the agreement that all members must share, since each judges the others' proposals by them.
///
/// @param blockIntervalMillisMin shortest time between two blocks
/// @param emptyBlockMillis longest time between two blocks
/// @param batchBytesMax most bytes of requests in a block
/// @param batchRequestsMax most requests in a block
/// @param checkpointIntervalBlocks blocks between stable checkpoints
/// @param clockSkewMillisMax how far a proposal's time may be from a member's clock
public record AgreementRules(
        long blockIntervalMillisMin,
        long emptyBlockMillis,
        int batchBytesMax,
        int batchRequestsMax,
        int checkpointIntervalBlocks,
        long clockSkewMillisMax) {
    private static final long HOUR_MILLIS = 3_600_000;
    private static final int BATCH_BYTES_LEAST = 1 << 16;
    private static final int BATCH_BYTES_MOST = 64 << 20;
    private static final int BATCH_REQUESTS_MOST = 65_536;
    private static final int WINDOW_LEAST = 64;
    private static final int CHECKPOINTS_PER_WINDOW = 4;
    private static final int CHECKPOINT_INTERVAL_MOST = 1_024 / 8;

    /// @throws IllegalArgumentException when a value is out of range
    public AgreementRules {
        requireRange("blockIntervalMillisMin", blockIntervalMillisMin, 1, HOUR_MILLIS);
        requireRange("emptyBlockMillis", emptyBlockMillis, blockIntervalMillisMin, HOUR_MILLIS);
        requireRange("batchBytesMax", batchBytesMax, BATCH_BYTES_LEAST, BATCH_BYTES_MOST);
        requireRange("batchRequestsMax", batchRequestsMax, 1, BATCH_REQUESTS_MOST);
        requireRange(
                "checkpointIntervalBlocks", checkpointIntervalBlocks, 1, CHECKPOINT_INTERVAL_MOST);
        requireRange("clockSkewMillisMax", clockSkewMillisMax, 1, HOUR_MILLIS);
    }

    private static void requireRange(String field, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    "genesis: agreement.%s is %d, allowed are %d to %d"
                            .formatted(field, value, min, max));
        }
    }

    /// For a network on which a round trip takes a few milliseconds.
    public static AgreementRules defaults() {
        return new AgreementRules(50, 5_000, 4 << 20, 4_096, 16, 10_000);
    }

    /// How many heights above the stable checkpoint may be under agreement at once.
    public int windowBlocks() {
        return Math.max(WINDOW_LEAST, CHECKPOINTS_PER_WINDOW * checkpointIntervalBlocks);
    }

    /// Fields that are absent have their defaults.
    /// @throws MalformedException when a field is wrong or unknown
    static AgreementRules fromJson(JsonFields fields) {
        AgreementRules usual = defaults();
        AgreementRules rules;
        try {
            rules =
                    new AgreementRules(
                            number(fields, "blockIntervalMillisMin", usual.blockIntervalMillisMin),
                            number(fields, "emptyBlockMillis", usual.emptyBlockMillis),
                            (int) number(fields, "batchBytesMax", usual.batchBytesMax),
                            (int) number(fields, "batchRequestsMax", usual.batchRequestsMax),
                            (int)
                                    number(
                                            fields,
                                            "checkpointIntervalBlocks",
                                            usual.checkpointIntervalBlocks),
                            number(fields, "clockSkewMillisMax", usual.clockSkewMillisMax));
        } catch (IllegalArgumentException e) {
            throw new MalformedException(String.valueOf(e.getMessage()), e);
        }
        fields.end();
        return rules;
    }

    private static long number(JsonFields fields, String name, long usual) {
        return fields.has(name) ? fields.number(name, 0, Integer.MAX_VALUE) : usual;
    }

    void writeTo(ObjectNode node) {
        node.put("blockIntervalMillisMin", blockIntervalMillisMin)
                .put("emptyBlockMillis", emptyBlockMillis)
                .put("batchBytesMax", batchBytesMax)
                .put("batchRequestsMax", batchRequestsMax)
                .put("checkpointIntervalBlocks", checkpointIntervalBlocks)
                .put("clockSkewMillisMax", clockSkewMillisMax);
    }

    void writeTo(RlpWriter writer) {
        writer.beginList(w ->
                w.number(blockIntervalMillisMin)
                        .number(emptyBlockMillis)
                        .number(batchBytesMax)
                        .number(batchRequestsMax)
                        .number(checkpointIntervalBlocks)
                        .number(clockSkewMillisMax));
    }
}
