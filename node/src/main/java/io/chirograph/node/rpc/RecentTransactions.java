package io.chirograph.node.rpc;

import io.chirograph.types.Hash32;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// The hashes of the transactions that came into this node's pool last, for clients that follow it. Each has a
/// number, counted from 0; the oldest are forgotten. Thread-safe, guarded by itself.
final class RecentTransactions {
    private final int countMax;
    private final Deque<Hash32> hashes = new ArrayDeque<>();
    private long count;

    RecentTransactions(int countMax) {
        this.countMax = countMax;
    }

    synchronized void add(Hash32 hash) {
        if (hashes.size() == countMax) {
            hashes.removeFirst();
        }
        hashes.addLast(hash);
        count++;
    }

    /// How many came so far: the number of the next.
    synchronized long count() {
        return count;
    }

    /// Those from number `from` on that are remembered.
    ///
    /// @param next the number to go on from
    record Since(List<Hash32> hashes, long next) {}

    synchronized Since since(long from) {
        long oldest = count - hashes.size();
        List<Hash32> found = new ArrayList<>();
        long number = oldest;
        for (Hash32 hash : hashes) {
            if (number >= from) {
                found.add(hash);
            }
            number++;
        }
        return new Since(found, count);
    }
}
