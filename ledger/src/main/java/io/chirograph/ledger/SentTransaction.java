package io.chirograph.ledger;

import io.chirograph.ledger.transaction.Transaction;
import io.chirograph.types.Address;

/// A transaction and the account whose key signed it.
public record SentTransaction(Transaction transaction, Address sender) {}
