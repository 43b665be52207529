package io.chirograph.ledger.pool;

import io.chirograph.types.Hash32;

/// What the pool did with a transaction that was given to it.
public sealed interface Admission {
    /// It is in the pool, and will be offered when its turn comes.
    record Added() implements Admission {}

    /// It is in the pool in place of another one of the same sender and nonce.
    record Replaced(Hash32 previous) implements Admission {}

    /// It was in the pool already.
    record Known() implements Admission {}

    /// It is not in the pool.
    ///
    /// @param reason one line for whoever sent it, with the numbers that decided
    record Refused(Cause cause, String reason) implements Admission {}

    /// Why a transaction was refused, as far as a program has to know.
    enum Cause {
        /// It can never be valid on this chain.
        INVALID,
        NONCE_TOO_LOW,
        NONCE_TOO_HIGH,
        INSUFFICIENT_FUNDS,
        /// Another one has its nonce, and it does not pay a tenth more.
        UNDERPRICED_REPLACEMENT,
        /// There is no room, and it does not pay more than what would have to go for it.
        POOL_FULL
    }
}
