package io.chirograph.node;

import io.chirograph.ledger.pool.TransactionPool;

/// Where a member's requests come from.
///
/// @param pool of transactions that wait
/// @param countMax transactions that one request holds at most
/// @param bytesMax of its payload
/// @param gasMax the sum of the transactions' gas limits
public record Bundles(TransactionPool pool, int countMax, long bytesMax, long gasMax) {}
