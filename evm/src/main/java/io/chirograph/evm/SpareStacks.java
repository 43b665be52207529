package io.chirograph.evm;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/// Stacks of words that no run uses now, for the next ones: a new one has to be cleared, which costs a short message
/// more than its instructions do. What is in them is left from earlier runs; nobody reads a word that it did not push.
/// Thread-safe.
final class SpareStacks {
    /// More threads than that at once make new ones.
    private static final int COUNT_MAX = 64;

    /// Larger ones, of deeply nested calls, are not kept: 8 MiB at most are.
    private static final int LIMBS_MAX = 4 * Frame.LIMBS_MAX;

    private final BlockingQueue<long[]> spare = new ArrayBlockingQueue<>(COUNT_MAX);

    /// One with room for a frame at least.
    long[] take() {
        long[] stack = spare.poll();
        return stack == null ? new long[2 * Frame.LIMBS_MAX] : stack;
    }

    /// @param stack empty when the run needed none
    void give(long[] stack) {
        if (stack.length > 0 && stack.length <= LIMBS_MAX) {
            spare.offer(stack);
        }
    }
}
