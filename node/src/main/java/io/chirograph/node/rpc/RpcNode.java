package io.chirograph.node.rpc;

import io.chirograph.ledger.SentTransaction;
import io.chirograph.ledger.pool.Admission;
import io.chirograph.types.Address;
import io.chirograph.types.Hash32;
import java.util.Optional;

/// What the RPC needs of a node besides its ledger. Called by many threads at a time.
public interface RpcNode {
    /// Takes a transaction into the pool, to be ordered.
    Admission submit(SentTransaction transaction) throws InterruptedException;

    /// The transaction with this hash, if it is in the pool.
    Optional<SentTransaction> pooled(Hash32 hash);

    /// The nonce that the account's next transaction should have, counting those in the pool.
    long pendingNonce(Address account);

    /// How many members this one is connected to.
    int peerCount();

    SyncState syncState();

    /// How far this node is behind.
    sealed interface SyncState {
        /// It has all that it knows to be certified.
        record Synced() implements SyncState {}

        /// @param startHeight where it began to catch up
        /// @param currentHeight what it has
        /// @param highestHeight what others have
        record Syncing(long startHeight, long currentHeight, long highestHeight)
                implements SyncState {}
    }
}
