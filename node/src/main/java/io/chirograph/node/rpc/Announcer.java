package io.chirograph.node.rpc;

import io.chirograph.evm.Log;
import io.chirograph.ledger.CertifiedChain;
import io.chirograph.ledger.ExecutedBlock;
import io.chirograph.ledger.LogFilter;
import io.chirograph.ledger.TransactionPlace;
import io.chirograph.types.Hash32;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Tells subscribers what is new, on a thread of its own, so that nothing waits for them: it is woken, and then
/// looks itself what came since it looked last. Blocks are told of in order and without gaps; of transactions
/// that come faster than they are told, the oldest are left out.
final class Announcer implements AutoCloseable {
    private final CertifiedChain chain;
    private final RpcNode node;
    private final RecentTransactions pooled;
    private final Supplier<String> ids;
    private final Set<RpcSocket> sockets = ConcurrentHashMap.newKeySet();
    private final Thread thread;

    private long nextHeight;
    private long nextPooled;
    private RpcNode.SyncState syncState;

    /// Whether there may be something new. Guarded by this.
    private boolean woken;

    /// Guarded by this.
    private boolean closed;

    /// @param ids that nobody guesses
    Announcer(CertifiedChain chain, RpcNode node, RecentTransactions pooled, Supplier<String> ids) {
        this.chain = chain;
        this.node = node;
        this.pooled = pooled;
        this.ids = ids;
        this.nextHeight = chain.certifiedHeight() + 1;
        this.nextPooled = pooled.count();
        this.syncState = node.syncState();
        this.thread = Thread.ofVirtual().name("rpc announcer").unstarted(this::run);
        chain.onCertified(_ -> wake());
        node.onPooled(hash -> {
            pooled.add(hash);
            wake();
        });
    }

    void start() {
        thread.start();
    }

    String newId() {
        return ids.get();
    }

    void add(RpcSocket socket) {
        sockets.add(socket);
    }

    void remove(RpcSocket socket) {
        sockets.remove(socket);
    }

    private synchronized void wake() {
        woken = true;
        notifyAll();
    }

    private void run() {
        try {
            while (awaitNews()) {
                announceSyncState();
                announceBlocks();
                announcePooled();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// @return false when there will be no more
    private synchronized boolean awaitNews() throws InterruptedException {
        while (!woken && !closed) {
            wait();
        }
        woken = false;
        return !closed;
    }

    private void announceSyncState() {
        RpcNode.SyncState now = node.syncState();
        if (now.isSynced() != syncState.isSynced()) {
            JsonNode json = NodeMethods.syncing(now);
            tell(subscription ->
                    subscription instanceof Subscription.Syncing ? List.of(json) : List.of());
        }
        syncState = now;
    }

    private void announceBlocks() {
        while (nextHeight <= chain.certifiedHeight()) {
            if (sockets.isEmpty()) {
                nextHeight = chain.certifiedHeight() + 1;
                return;
            }
            ExecutedBlock block = chain.block(nextHeight).orElseThrow();
            JsonNode head = BlockJson.header(block);
            tell(subscription ->
                    switch (subscription) {
                        case Subscription.NewHeads() -> List.of(head);
                        case Subscription.Logs(LogFilter wanted) -> logs(block, wanted);
                        case Subscription.PendingTransactions _, Subscription.Syncing _ ->
                                List.of();
                    });
            nextHeight++;
        }
    }

    private static List<JsonNode> logs(ExecutedBlock block, LogFilter wanted) {
        List<JsonNode> found = new ArrayList<>();
        for (TransactionPlace place : ReceiptJson.places(block)) {
            List<Log> logs = place.receipt().logs();
            for (int i = 0; i < logs.size(); i++) {
                if (wanted.matches(logs.get(i))) {
                    found.add(
                            ReceiptJson.log(
                                    logs.get(i),
                                    block.block(),
                                    place.index(),
                                    place.logIndex() + i));
                }
            }
        }
        return found;
    }

    private void announcePooled() {
        RecentTransactions.Since since = pooled.since(nextPooled);
        nextPooled = since.next();
        for (Hash32 hash : since.hashes()) {
            JsonNode text = JsonNodeFactory.instance.stringNode(hash.toHex());
            tell(subscription ->
                    subscription instanceof Subscription.PendingTransactions(boolean full)
                            ? pooled(hash, full, text)
                            : List.of());
        }
    }

    private List<JsonNode> pooled(Hash32 hash, boolean full, JsonNode text) {
        if (!full) {
            return List.of(text);
        }
        // Gone meanwhile if a block has it: then it is not pending any more.
        return node.pooled(hash).<JsonNode>map(TransactionJson::pooled).stream().toList();
    }

    private void tell(Function<Subscription, List<JsonNode>> news) {
        sockets.forEach(socket -> socket.tell(news));
    }

    /// Lets the thread end by itself: an interrupt while it reads would close the store's files.
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
