package io.chirograph.ledger.transaction;

import io.chirograph.types.UInt256;

/// What the sender pays for a unit of gas at most.
///
/// @param maxPriorityFee of it, what goes to the block's proposer at most
/// @param maxFee all together
public record Fees(UInt256 maxPriorityFee, UInt256 maxFee) {}
