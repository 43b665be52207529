package io.chirograph.node.rpc;

import java.time.Duration;
import java.util.function.LongSupplier;

/// When a call that is tried out has taken long enough. Gas bounds what a call computes; this bounds what gas
/// is too cheap for. Single-owner.
final class Deadline {
    private final LongSupplier nanoTime;
    private final Duration timeout;
    private final long startNanos;

    Deadline(LongSupplier nanoTime, Duration timeout) {
        this.nanoTime = nanoTime;
        this.timeout = timeout;
        this.startNanos = nanoTime.getAsLong();
    }

    /// @throws RpcException when it is over
    void check() {
        if (nanoTime.getAsLong() - startNanos > timeout.toNanos()) {
            throw new RpcException(
                    RpcException.REFUSED,
                    "execution took longer than "
                            + timeout.toMillis()
                            + " ms; ask for less at a time");
        }
    }
}
