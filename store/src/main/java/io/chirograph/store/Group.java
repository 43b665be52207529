package io.chirograph.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/// Commits that go to the log together and become durable by one sync. Filled by whoever holds the
/// commit order, then written by the log's thread.
final class Group {
    private record Waiting(CompletableFuture<Long> future, long version) {}

    private final ByteWriter payload;
    private long firstVersion;
    private int count;

    /// Waiters wake one another up, so that the log's thread can go on with the next group.
    private final CountDownLatch settled = new CountDownLatch(1);

    private volatile Optional<StoreException> failure = Optional.empty();

    /// Guarded by itself, as is whether [#settled] is reached as far as they are concerned.
    private final List<Waiting> waiting = new ArrayList<>();

    /// @param payload empty, for this group alone until it is settled
    Group(ByteWriter payload) {
        this.payload = payload;
    }

    void add(long version, ByteWriter record) {
        if (count == 0) {
            firstVersion = version;
        }
        count++;
        payload.u32(record.size()).append(record);
    }

    boolean isEmpty() {
        return count == 0;
    }

    int count() {
        return count;
    }

    long firstVersion() {
        return firstVersion;
    }

    long lastVersion() {
        return firstVersion + count - 1;
    }

    ByteWriter payload() {
        return payload;
    }

    void succeed() {
        settle(Optional.empty());
    }

    void fail(StoreException cause) {
        settle(Optional.of(cause));
    }

    private void settle(Optional<StoreException> outcome) {
        List<Waiting> toTell;
        synchronized (waiting) {
            failure = outcome;
            settled.countDown();
            toTell = List.copyOf(waiting);
            waiting.clear();
        }
        toTell.forEach(this::tell);
    }

    private void tell(Waiting one) {
        failure.ifPresentOrElse(
                one.future()::completeExceptionally, () -> one.future().complete(one.version()));
    }

    /// Waits until the group is durable; an interrupt is handed back afterwards, because what is in
    /// the log's order can't be taken back.
    /// @throws StoreException when it can't be made durable
    void await() {
        boolean interrupted = false;
        while (true) {
            try {
                settled.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        failure.ifPresent(cause -> {
            throw cause.again();
        });
    }

    /// Completes with `version` when the group is durable.
    CompletableFuture<Long> whenDurable(long version) {
        Waiting one = new Waiting(new CompletableFuture<>(), version);
        synchronized (waiting) {
            if (settled.getCount() > 0) {
                waiting.add(one);
                return one.future();
            }
        }
        tell(one);
        return one.future();
    }
}
