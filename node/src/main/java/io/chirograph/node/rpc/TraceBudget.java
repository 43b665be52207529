package io.chirograph.node.rpc;

/// What a trace may still cost: time, and bytes of its answer, estimated as they come, so that memory is bounded
/// before the answer is written. Single-owner.
final class TraceBudget {
    private final Deadline deadline;
    private final long bytesMax;
    private long bytes;

    TraceBudget(Deadline deadline, long bytesMax) {
        this.deadline = deadline;
        this.bytesMax = bytesMax;
    }

    Deadline deadline() {
        return deadline;
    }

    /// @throws RpcException when it is used up
    void spend(long moreBytes) {
        deadline.check();
        bytes += moreBytes;
        if (bytes > bytesMax) {
            throw new RpcException(
                    RpcException.TOO_LONG,
                    "the trace is longer than "
                            + bytesMax
                            + " bytes; trace one transaction, or leave out memory and stack");
        }
    }
}
