package io.chirograph.batch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.function.ToLongFunction;

/// Items on their way into batches: first in, first out, within each of the policy's levels. Told the time;
/// single-owner.
///
/// ```java
/// if (!batcher.offer(item, now)) { refuse(item); }
/// while (batcher.isDue(now)) { write(batcher.take(now)); }
/// batcher.dueNanos().ifPresent(timer::wakeAt);
/// ```
public final class Batcher<T> {
    private record Waiting<T>(T item, long bytes, long offeredNanos) {}

    private final BatchPolicy<T> policy;
    private final ToLongFunction<T> sizeOf;
    private final int waitingCountMax;
    private final long waitingBytesMax;

    /// By level, the most urgent first.
    private final List<Queue<Waiting<T>>> levels = new ArrayList<>();

    private int waitingCount;
    private long waitingBytes;

    /// @param sizeOf an item's size in bytes, at least 0 and always the same for the same item
    /// @param waitingCountMax most items that wait; further ones are refused
    /// @param waitingBytesMax most bytes that wait
    public Batcher(
            BatchPolicy<T> policy,
            ToLongFunction<T> sizeOf,
            int waitingCountMax,
            long waitingBytesMax) {
        if (waitingCountMax < 1 || waitingBytesMax < 1) {
            throw new IllegalArgumentException(
                    "a batcher needs room for 1 item and 1 byte, not for %d and %d"
                            .formatted(waitingCountMax, waitingBytesMax));
        }
        this.policy = policy;
        this.sizeOf = sizeOf;
        this.waitingCountMax = waitingCountMax;
        this.waitingBytesMax = waitingBytesMax;
        for (int level = 0; level < policy.levels(); level++) {
            levels.add(new ArrayDeque<>());
        }
    }

    /// Adds `item` behind all others of its level.
    /// @param nowNanos the caller's monotonic clock
    /// @return false when the batcher is full; nothing was added
    public boolean offer(T item, long nowNanos) {
        long bytes = sizeOf.applyAsLong(item);
        if (bytes < 0) {
            throw new IllegalArgumentException("an item's size is at least 0 bytes, not " + bytes);
        }
        if (waitingCount >= waitingCountMax || bytes > waitingBytesMax - waitingBytes) {
            return false;
        }
        levels.get(policy.level(item)).add(new Waiting<>(item, bytes, nowNanos));
        waitingCount++;
        waitingBytes += bytes;
        return true;
    }

    public boolean isDue(long nowNanos) {
        OptionalLong due = dueNanos();
        return due.isPresent() && due.getAsLong() - nowNanos <= 0;
    }

    /// When the next batch is due, maybe in the past; empty while nothing waits, or not enough.
    public OptionalLong dueNanos() {
        if (waitingCount == 0) {
            return OptionalLong.empty();
        }
        long oldestNanos = headOf(oldestLevel()).offeredNanos();
        return policy.dueNanos(new BatchPolicy.Waiting(waitingCount, waitingBytes, oldestNanos));
    }

    /// The next items, as many as one batch holds; due or not. Empty only when nothing waits.
    public List<T> take(long nowNanos) {
        List<T> batch = new ArrayList<>();
        long bytes = 0;
        while (waitingCount > 0 && batch.size() < policy.countMax()) {
            Queue<Waiting<T>> level = nextLevel(nowNanos);
            Waiting<T> next = headOf(level);
            if (next.bytes() > policy.bytesMax() - bytes && !batch.isEmpty()) {
                break;
            }
            level.remove();
            waitingCount--;
            waitingBytes -= next.bytes();
            batch.add(next.item());
            bytes += next.bytes();
        }
        return List.copyOf(batch);
    }

    /// The most urgent level, unless somebody has lost patience. Something waits.
    private Queue<Waiting<T>> nextLevel(long nowNanos) {
        Queue<Waiting<T>> oldest = oldestLevel();
        if (nowNanos - headOf(oldest).offeredNanos() >= policy.patienceNanos()) {
            return oldest;
        }
        for (Queue<Waiting<T>> level : levels) {
            if (!level.isEmpty()) {
                return level;
            }
        }
        return oldest;
    }

    /// The level whose first item came first. Something waits.
    private Queue<Waiting<T>> oldestLevel() {
        Queue<Waiting<T>> oldest = levels.getFirst();
        for (Queue<Waiting<T>> level : levels) {
            if (!level.isEmpty()
                    && (oldest.isEmpty()
                            || headOf(level).offeredNanos() - headOf(oldest).offeredNanos() < 0)) {
                oldest = level;
            }
        }
        return oldest;
    }

    private static <T> Waiting<T> headOf(Queue<Waiting<T>> level) {
        return level.element();
    }

    /// Tells the policy what a batch cost.
    public void observe(BatchOutcome outcome) {
        policy.observe(outcome);
    }

    /// Forgets everything that waits.
    public void clear() {
        levels.forEach(Queue::clear);
        waitingCount = 0;
        waitingBytes = 0;
    }

    public int waitingCount() {
        return waitingCount;
    }

    public long waitingBytes() {
        return waitingBytes;
    }
}
