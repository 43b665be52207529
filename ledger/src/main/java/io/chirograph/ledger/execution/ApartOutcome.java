package io.chirograph.ledger.execution;

import io.chirograph.types.UInt256;
import java.util.Optional;

/// What came of a transaction whose tip may be still to pay.
///
/// @param tip to be credited to the coinbase, which the transaction neither read nor changed otherwise; empty
///     when the outcome's changes have it
public record ApartOutcome(Outcome outcome, Optional<UInt256> tip) {}
