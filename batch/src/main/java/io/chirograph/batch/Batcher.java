package io.chirograph.batch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.function.ToLongFunction;

/// Items on their way into batches, first in, first out. Told the time; single-owner.
///
/// ```java
/// if (!batcher.offer(item, now)) { refuse(item); }
/// while (batcher.isDue(now)) { write(batcher.take()); }
/// batcher.dueNanos().ifPresent(timer::wakeAt);
/// ```
public final class Batcher<T> {
    private record Waiting<T>(T item, long bytes, long offeredNanos) {}

    private final BatchPolicy policy;
    private final ToLongFunction<T> sizeOf;
    private final int waitingCountMax;
    private final long waitingBytesMax;
    private final Queue<Waiting<T>> waiting = new ArrayDeque<>();
    private long waitingBytes;

    /// @param sizeOf an item's size in bytes, at least 0 and always the same for the same item
    /// @param waitingCountMax most items that wait; further ones are refused
    /// @param waitingBytesMax most bytes that wait
    public Batcher(
            BatchPolicy policy,
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
    }

    /// Adds `item` behind all others.
    /// @param nowNanos the caller's monotonic clock
    /// @return false when the batcher is full; nothing was added
    public boolean offer(T item, long nowNanos) {
        long bytes = sizeOf.applyAsLong(item);
        if (bytes < 0) {
            throw new IllegalArgumentException("an item's size is at least 0 bytes, not " + bytes);
        }
        if (waiting.size() >= waitingCountMax || bytes > waitingBytesMax - waitingBytes) {
            return false;
        }
        waiting.add(new Waiting<>(item, bytes, nowNanos));
        waitingBytes += bytes;
        return true;
    }

    public boolean isDue(long nowNanos) {
        OptionalLong due = dueNanos();
        return due.isPresent() && due.getAsLong() - nowNanos <= 0;
    }

    /// When the next batch is due, maybe in the past; empty while nothing waits.
    public OptionalLong dueNanos() {
        Waiting<T> oldest = waiting.peek();
        if (oldest == null) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(
                policy.dueNanos(waiting.size(), waitingBytes, oldest.offeredNanos()));
    }

    /// The oldest items, as many as one batch holds; due or not. Empty only when nothing waits.
    public List<T> take() {
        List<T> batch = new ArrayList<>();
        long bytes = 0;
        for (Waiting<T> next = waiting.peek(); next != null; next = waiting.peek()) {
            boolean fits = next.bytes() <= policy.bytesMax() - bytes;
            if (batch.size() == policy.countMax() || (!fits && !batch.isEmpty())) {
                break;
            }
            waiting.remove();
            batch.add(next.item());
            bytes += next.bytes();
            waitingBytes -= next.bytes();
        }
        return List.copyOf(batch);
    }

    /// Forgets everything that waits.
    public void clear() {
        waiting.clear();
        waitingBytes = 0;
    }

    public int waitingCount() {
        return waiting.size();
    }

    public long waitingBytes() {
        return waitingBytes;
    }
}
