package io.chirograph.ledger;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/// Tasks that run one after the other on an executor, while whoever gives them goes on with something else.
/// What a task does is seen by those after it, and by the giver after [#await]. Single-owner.
final class InTurn implements AutoCloseable {
    private final Executor executor;
    private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

    InTurn(Executor executor) {
        this.executor = executor;
    }

    /// @param task left out when one before it fails
    void add(Runnable task) {
        last = last.thenRunAsync(task, executor);
    }

    /// Returns when all tasks are done.
    ///
    /// @throws RuntimeException of the first task that failed
    void await() {
        try {
            last.join();
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case RuntimeException failure -> throw failure;
                case Error failure -> throw failure;
                case null, default -> throw e;
            }
        }
    }

    /// Returns when no task runs any more. That one failed is for [#await] to say; who did not ask has a failure of
    /// its own to report.
    @Override
    public void close() {
        last.exceptionally(failure -> null).join();
    }
}
