package io.chirograph.ledger.pool;

import io.chirograph.ledger.SentTransaction;
import io.chirograph.types.Address;
import java.util.SortedMap;

/// A copy of a pool's content, by sender and nonce.
///
/// @param ready what can be ordered, or has been taken for it
/// @param queued what waits for a nonce before it
public record PoolContent(
        SortedMap<Address, SortedMap<Long, SentTransaction>> ready,
        SortedMap<Address, SortedMap<Long, SentTransaction>> queued) {}
