package io.chirograph.node.rpc;

import io.chirograph.ledger.SentTransaction;
import io.chirograph.ledger.pool.Admission;
import io.chirograph.ledger.pool.PoolContent;
import io.chirograph.types.Address;
import io.chirograph.types.Hash32;
import java.util.Optional;
import java.util.function.Consumer;

/// What the RPC needs of a node besides its ledger. Called by many threads at a time.
public interface RpcNode {
    /// Takes a transaction into the pool, to be ordered.
    Admission submit(SentTransaction transaction) throws InterruptedException;

    /// `listener` gets the hash of every transaction that comes into the pool from now on, on the thread of
    /// whoever brought it; it must not wait for anything.
    void onPooled(Consumer<Hash32> listener);

    /// The transaction with this hash, if it is in the pool.
    Optional<SentTransaction> pooled(Hash32 hash);

    /// A copy of all that is in the pool.
    PoolContent poolContent();

    /// The nonce that the account's next transaction should have, counting those in the pool.
    long pendingNonce(Address account);

    /// How many members this one is connected to.
    int peerCount();

    SyncState syncState();

    /// How far this node is behind.
    sealed interface SyncState {
        default boolean isSynced() {
            return this instanceof Synced;
        }

        /// It has all that it knows to be certified.
        record Synced() implements SyncState {}

        /// @param startHeight where it began to catch up
        /// @param currentHeight what it has
        /// @param highestHeight what others have
        record Syncing(long startHeight, long currentHeight, long highestHeight)
                implements SyncState {}
    }
}
