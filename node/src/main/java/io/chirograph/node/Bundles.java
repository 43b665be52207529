package io.chirograph.node;

import io.chirograph.ledger.pool.TransactionPool;
import io.chirograph.node.config.NodeConfig;

/// Where a member's requests come from.
///
/// @param pool of transactions that wait
/// @param bytesMax of a request's payload
/// @param gasMax the sum of its transactions' gas limits
/// @param rules at first
public record Bundles(
        TransactionPool pool, long bytesMax, long gasMax, NodeConfig.Bundling rules) {}
