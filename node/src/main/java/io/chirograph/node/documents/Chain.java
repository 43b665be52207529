package io.chirograph.node.documents;

import io.chirograph.crypto.SigningKey;
import io.chirograph.ledger.Ledger;
import io.chirograph.ledger.SentTransaction;
import io.chirograph.ledger.pool.Admission;
import io.chirograph.ledger.pool.TransactionPool;
import java.util.function.Function;

/// The ledger as a member writes to it.
///
/// @param pool is asked which transactions still wait, and for the account's next nonce
/// @param submit takes a transaction into `pool`, to be ordered; must not wait
/// @param account signs for the member's documents
public record Chain(
        Ledger ledger,
        TransactionPool pool,
        Function<SentTransaction, Admission> submit,
        SigningKey account) {}
