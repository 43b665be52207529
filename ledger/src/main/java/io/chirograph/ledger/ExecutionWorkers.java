package io.chirograph.ledger;

import java.util.concurrent.Executor;

/// Who executes a block's transactions beside the thread that asks for the block.
///
/// @param executor runs `count` tasks at once, for as long as a block is executed; a task that it begins late
///     is harmless. Not one that runs tasks in the caller
/// @param count 0 for none: then nothing is given to the executor
public record ExecutionWorkers(Executor executor, int count) {
    public static final ExecutionWorkers NONE = new ExecutionWorkers(Runnable::run, 0);

    public ExecutionWorkers {
        if (count < 0) {
            throw new IllegalArgumentException("there are at least 0 workers, not " + count);
        }
    }
}
