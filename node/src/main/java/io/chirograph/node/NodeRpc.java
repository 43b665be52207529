package io.chirograph.node;

import io.chirograph.ledger.Ledger;
import io.chirograph.ledger.SentTransaction;
import io.chirograph.ledger.pool.Admission;
import io.chirograph.ledger.pool.PoolContent;
import io.chirograph.ledger.pool.TransactionPool;
import io.chirograph.node.observe.NodeProbe;
import io.chirograph.node.rpc.RpcNode;
import io.chirograph.types.Address;
import io.chirograph.types.Hash32;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// What the RPC sees of this node. Thread-safe.
final class NodeRpc implements RpcNode {
    /// Blocks in flight between execution and certificate in normal operation, at most.
    private static final long SYNCED_DISTANCE_MAX = 64;

    private final Ledger ledger;
    private final TransactionPool pool;
    private final Replica replica;
    private final NodeProbe probe;
    private final List<Consumer<Hash32>> pooledListeners = new CopyOnWriteArrayList<>();

    NodeRpc(Ledger ledger, TransactionPool pool, Replica replica, NodeProbe probe) {
        this.ledger = ledger;
        this.pool = pool;
        this.replica = replica;
        this.probe = probe;
    }

    @Override
    public Admission submit(SentTransaction transaction) {
        Admission admission = pool.add(transaction, System.nanoTime());
        replica.transactionsWait();
        if (admission instanceof Admission.Added || admission instanceof Admission.Replaced) {
            Hash32 hash = transaction.transaction().hash();
            pooledListeners.forEach(listener -> listener.accept(hash));
        }
        return admission;
    }

    @Override
    public void onPooled(Consumer<Hash32> listener) {
        pooledListeners.add(listener);
    }

    @Override
    public Optional<SentTransaction> pooled(Hash32 hash) {
        return pool.transaction(hash);
    }

    @Override
    public PoolContent poolContent() {
        return pool.content();
    }

    @Override
    public long pendingNonce(Address account) {
        return pool.pendingNonce(account);
    }

    @Override
    public int peerCount() {
        return probe.peersConnected();
    }

    /// A node that executes blocks faster than they are certified is not behind: certificates of what it
    /// catches up with arrive together with the blocks.
    @Override
    public SyncState syncState() {
        long certified = ledger.certifiedHeight();
        long executed = ledger.head().height();
        return executed - certified <= SYNCED_DISTANCE_MAX
                ? new SyncState.Synced()
                : new SyncState.Syncing(certified, certified, executed);
    }
}
