package io.chirograph.consensus.pbft;

import io.chirograph.consensus.Request;

/// Limits and times of the protocol; the same on all replicas where it says so.
///
/// @param window heights in flight above the stable checkpoint
/// @param checkpointInterval blocks between stable checkpoints, at most half the window
/// @param blockIntervalMillis shortest time between two proposals
/// @param batchDelayMillisMax longest time a request waits for company
/// @param emptyBlockMillis longest time without a proposal (same on all)
/// @param batchRequestsMax most requests in a batch (same on all)
/// @param batchBytesMax most bytes in a batch (same on all)
/// @param requestBytesMax most bytes in a request's payload (same on all)
/// @param pendingRequestsMax most requests that wait at this replica, shared evenly by the clients
/// @param pendingBytesMax most bytes of them
/// @param requestAgeMillisMax oldest request that is executed (same on all)
/// @param requestFutureMillisMax how far a request may be ahead of its batch (same on all)
/// @param clockSkewMillisMax how far a proposal's timestamp may be from this replica's clock
/// @param viewTimeoutMillis shortest time without progress after which the primary is suspected
/// @param viewTimeoutMillisMax longest such time, after doubling for each failed view
/// @param requestTimeoutMillis how long one request may be passed over by batches that have room for it
/// @param linkDownMillis time without progress that is allowed when the link to the primary is broken
/// @param statusMillis time between two status messages
/// @param messageBytesMax longest message that is read
public record PbftConfig(
        int window,
        int checkpointInterval,
        long blockIntervalMillis,
        long batchDelayMillisMax,
        long emptyBlockMillis,
        int batchRequestsMax,
        long batchBytesMax,
        int requestBytesMax,
        int pendingRequestsMax,
        long pendingBytesMax,
        long requestAgeMillisMax,
        long requestFutureMillisMax,
        long clockSkewMillisMax,
        long viewTimeoutMillis,
        long viewTimeoutMillisMax,
        long requestTimeoutMillis,
        long linkDownMillis,
        long statusMillis,
        int messageBytesMax) {
    public PbftConfig {
        requireAtLeast("checkpointInterval", checkpointInterval, 1);
        requireAtLeast("window", window, 2L * checkpointInterval);
        requireAtLeast("blockIntervalMillis", blockIntervalMillis, 0);
        requireAtLeast("batchDelayMillisMax", batchDelayMillisMax, 0);
        requireAtLeast("emptyBlockMillis", emptyBlockMillis, 1);
        requireAtLeast("batchRequestsMax", batchRequestsMax, 1);
        requireAtLeast("requestBytesMax", requestBytesMax, 1);
        long largestRequest = requestBytesMax + (long) Request.OVERHEAD_BYTES;
        requireAtLeast("batchBytesMax", batchBytesMax, largestRequest);
        requireAtLeast("pendingRequestsMax", pendingRequestsMax, 1);
        requireAtLeast("pendingBytesMax", pendingBytesMax, largestRequest);
        requireAtLeast("requestAgeMillisMax", requestAgeMillisMax, 1);
        requireAtLeast("requestFutureMillisMax", requestFutureMillisMax, 0);
        requireAtLeast("clockSkewMillisMax", clockSkewMillisMax, 1);
        requireAtLeast("viewTimeoutMillis", viewTimeoutMillis, 1);
        requireAtLeast("viewTimeoutMillisMax", viewTimeoutMillisMax, viewTimeoutMillis);
        requireAtLeast("requestTimeoutMillis", requestTimeoutMillis, viewTimeoutMillis);
        requireAtLeast("linkDownMillis", linkDownMillis, 0);
        requireAtLeast("statusMillis", statusMillis, 1);
        requireAtLeast("messageBytesMax", messageBytesMax, 2 * batchBytesMax);
    }

    private static void requireAtLeast(String name, long value, long limit) {
        if (value < limit) {
            throw new IllegalArgumentException(
                    "PBFT setting %s is %d, it must be at least %d".formatted(name, value, limit));
        }
    }

    public static PbftConfig defaults() {
        return new PbftConfig(
                64,
                16,
                50,
                5,
                5_000,
                4_096,
                4 << 20,
                1 << 20,
                65_536,
                256L << 20,
                3_600_000,
                10_000,
                10_000,
                500,
                8_000,
                2_500,
                100,
                200,
                16 << 20);
    }

    /// How far back in time ordered requests are remembered, so that none is executed twice.
    public long retentionMillis() {
        return requestAgeMillisMax + requestFutureMillisMax;
    }
}
