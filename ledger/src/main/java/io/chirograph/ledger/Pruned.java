package io.chirograph.ledger;

/// What a pruning of old states did.
///
/// @param oldestHeight the lowest height whose state is kept now
/// @param removed trie nodes and codes that no kept state has
/// @param complete false when it was asked to stop before its end; the next one goes over everything again
public record Pruned(long oldestHeight, long removed, boolean complete) {}
