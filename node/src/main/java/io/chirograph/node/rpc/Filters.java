package io.chirograph.node.rpc;

import io.chirograph.ledger.LogFilter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// The filters that clients have installed, each with the place up to which its client knows what came. One
/// that nobody asks for is forgotten after a while. Thread-safe, guarded by itself.
final class Filters {
    /// What a client follows, and from where on.
    sealed interface Filter {
        /// @param nextHeight the first block that the client has not been told of
        record Logs(LogFilter wanted, long nextHeight) implements Filter {}

        record Blocks(long nextHeight) implements Filter {}

        /// @param next number of the next transaction, see [RecentTransactions]
        record Transactions(long next) implements Filter {}
    }

    private record Installed(Filter filter, long usedNanos) {}

    private final int countMax;
    private final long idleNanosMax;
    private final LongSupplier nanoTime;
    private final Supplier<String> ids;

    /// The longest unused one first.
    private final LinkedHashMap<String, Installed> byId = new LinkedHashMap<>();

    /// @param ids that nobody guesses
    Filters(int countMax, Duration idleTimeout, LongSupplier nanoTime, Supplier<String> ids) {
        this.countMax = countMax;
        this.idleNanosMax = idleTimeout.toNanos();
        this.nanoTime = nanoTime;
        this.ids = ids;
    }

    /// @throws RpcException when there are too many
    synchronized String install(Filter filter) {
        forgetIdle();
        if (byId.size() >= countMax) {
            throw new RpcException(
                    RpcException.BUSY,
                    "this node has " + countMax + " filters, and none has been idle for long");
        }
        String id = ids.get();
        byId.put(id, new Installed(filter, nanoTime.getAsLong()));
        return id;
    }

    private void forgetIdle() {
        long now = nanoTime.getAsLong();
        while (!byId.isEmpty()) {
            Map.Entry<String, Installed> oldest = byId.firstEntry();
            if (now - oldest.getValue().usedNanos < idleNanosMax) {
                return;
            }
            byId.remove(oldest.getKey());
        }
    }

    synchronized Optional<Filter> find(String id) {
        forgetIdle();
        return Optional.ofNullable(byId.get(id)).map(Installed::filter);
    }

    /// The filter's client has been told what there was: `now` goes on from there. Two who ask for the same
    /// filter at a time may be told the same.
    synchronized void advance(String id, Filter now) {
        if (byId.remove(id) != null) {
            byId.putLast(id, new Installed(now, nanoTime.getAsLong()));
        }
    }

    /// Whether it was there.
    synchronized boolean uninstall(String id) {
        return byId.remove(id) != null;
    }
}
