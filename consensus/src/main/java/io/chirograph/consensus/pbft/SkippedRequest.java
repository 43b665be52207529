package io.chirograph.consensus.pbft;

import io.chirograph.types.Hash32;

/// A request that is in a decided batch but not executed: every replica skips it alike, because the
/// reason depends only on the history that was ordered.
public record SkippedRequest(Hash32 hash, Refusal reason) {}
