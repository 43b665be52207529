package io.chirograph.ledger;

import java.util.concurrent.CompletableFuture;

/// A block that the ledger executed and handed to the store.
///
/// @param durable completes with the store's version once the block and all before it would survive a
///     crash, exceptionally when the store failed; until then nobody may be told of the block
public record Execution(ExecutedBlock executed, CompletableFuture<Long> durable) {}
