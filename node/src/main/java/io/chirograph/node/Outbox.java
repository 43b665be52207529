package io.chirograph.node;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Messages that must not leave before what they rest on is durable. They leave in the order they came,
/// so that nothing overtakes a vote that is still on its way to the disk. Owned by the core thread.
public final class Outbox {
    /// What waits, with the commit it waits for.
    private record Parcel(CompletableFuture<?> durable, Runnable send) {}

    private final Deque<Parcel> waiting = new ArrayDeque<>();
    private final Executor core;
    private final Consumer<Throwable> onFailure;

    /// @param core runs tasks on the owning thread
    /// @param onFailure told why a commit failed; nothing behind it is ever sent
    public Outbox(Executor core, Consumer<Throwable> onFailure) {
        this.core = core;
        this.onFailure = onFailure;
    }

    /// Sends once all that was given to [#after] before is durable.
    public void send(Runnable send) {
        if (waiting.isEmpty()) {
            send.run();
        } else {
            waiting.add(new Parcel(CompletableFuture.completedFuture(null), send));
        }
    }

    /// Holds everything sent from now on until `durable` is complete.
    public void after(CompletableFuture<?> durable) {
        waiting.add(new Parcel(durable, () -> {}));
        // Fails only when the core has ended, and then nobody waits for anything.
        durable.whenComplete((_, failure) -> core.execute(() -> release(failure)));
    }

    private void release(@Nullable Throwable failure) {
        if (failure != null) {
            onFailure.accept(failure);
            return;
        }
        while (!waiting.isEmpty() && waiting.peek().durable().isDone()) {
            Parcel parcel = waiting.poll();
            if (parcel.durable().isCompletedExceptionally()) {
                waiting.addFirst(parcel); // its own callback tells why
                return;
            }
            parcel.send().run();
        }
    }
}
