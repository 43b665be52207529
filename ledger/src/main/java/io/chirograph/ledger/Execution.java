package io.chirograph.ledger;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/// A block that the ledger executed and handed to the store.
///
/// @param decided who will certify later blocks, if this one decided that
/// @param durable completes with the store's version once the block and all before it would survive a
///     crash, exceptionally when the store failed; until then nobody may be told of the block
public record Execution(
        ExecutedBlock executed, List<ValidatorHandover> decided, CompletableFuture<Long> durable) {
    public Execution {
        decided = List.copyOf(decided);
    }
}
