package io.chirograph.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/// Commits that go to the log together and become durable by one sync. Filled by whoever holds the
/// commit order, then written by the log's thread.
///
/// Whoever settles the group wakes those who wait one after the other: there is no lock that all of
/// them would have to pass when they awake.
final class Group {
    private record Waiting(CompletableFuture<Long> future, long version) {}

    private final ByteWriter payload;
    private long firstVersion;
    private int count;

    /// Somebody waits for it, or it is to be durable soon. Guarded by the commit order.
    private boolean urgent;

    private volatile boolean settled;
    private volatile Optional<StoreException> failure = Optional.empty();

    private final Queue<Thread> sleepers = new ConcurrentLinkedQueue<>();

    /// Guarded by itself, as is whether the group is settled as far as they are concerned.
    private final List<Waiting> waiting = new ArrayList<>(0);

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

    /// From now on it is not to wait for another commit.
    void hurry() {
        urgent = true;
    }

    boolean isUrgent() {
        return urgent;
    }

    /// What `record` will take in the log, before it is packed: the first one with what a group has
    /// beside its records.
    long logBytesWith(ByteWriter record) {
        int own = Integer.BYTES + record.size();
        return count == 0 ? LogFormat.GROUP_HEADER_BYTES + LogFormat.ALIGNMENT + own : own;
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
            settled = true;
            toTell = List.copyOf(waiting);
            waiting.clear();
        }
        for (Thread sleeper = sleepers.poll(); sleeper != null; sleeper = sleepers.poll()) {
            LockSupport.unpark(sleeper);
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
        if (!settled) {
            sleep();
        }
        failure.ifPresent(cause -> {
            throw cause.again();
        });
    }

    /// Whoever comes after the group was settled finds it so, and is not woken.
    private void sleep() {
        sleepers.add(Thread.currentThread());
        boolean interrupted = false;
        while (!settled) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// Completes with `version` when the group is durable.
    CompletableFuture<Long> whenDurable(long version) {
        Waiting one = new Waiting(new CompletableFuture<>(), version);
        synchronized (waiting) {
            if (!settled) {
                waiting.add(one);
                return one.future();
            }
        }
        tell(one);
        return one.future();
    }
}
