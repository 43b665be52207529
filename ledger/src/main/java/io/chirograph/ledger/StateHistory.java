package io.chirograph.ledger;

import static io.chirograph.ledger.LedgerTables.get;
import static io.chirograph.ledger.LedgerTables.heightKey;

import io.chirograph.crypto.Hashes;
import io.chirograph.crypto.trie.NodeSource;
import io.chirograph.crypto.trie.TrieDifference;
import io.chirograph.proof.BlockHeader;
import io.chirograph.store.Durability;
import io.chirograph.store.KeyRange;
import io.chirograph.store.KeyValue;
import io.chirograph.store.Snapshot;
import io.chirograph.store.Store;
import io.chirograph.store.Table;
import io.chirograph.store.Transaction;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.InvariantViolation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;

/// From which height on states are kept, and the removal of trie nodes and codes that no kept state has.
///
/// Nodes are shared: between heights, and between accounts whose storage is alike. So a pass first finds all that is
/// live, by a walk through the oldest kept state and through what each later block made different, and then removes
/// the rest. It costs nothing while a block is executed; a pass reads the live state once.
///
/// Blocks go on meanwhile. What they write may have the hash of something that was not live when it was looked at, so
/// they say beforehand what they will write ([#protect]), and that is live too. Either the removal has its place in
/// the store's order before the block that writes the node again, or it sees that the node is live. A block that
/// began before anybody listened is waited for.
///
/// A crash at any time is harmless: the height is in the store before anything is removed, and what is removed is
/// behind every block that made it superfluous.
///
/// Thread-safe; one pass at a time.
final class StateHistory {
    /// Key in `ledger.meta`.
    static final Bytes OLDEST = Bytes.ofUtf8("oldest-state");

    private static final int ROWS_LOOKED_AT = 8_192;
    private static final int ROWS_REMOVED = 512;

    private final Store store;
    private final LedgerTables tables;
    private volatile long oldestHeight;

    // Guarded by this.
    private Optional<LiveNodes> live = Optional.empty();
    private long begun;
    private long ended;

    StateHistory(Store store, LedgerTables tables) {
        this.store = store;
        this.tables = tables;
        try (Snapshot view = store.snapshot()) {
            this.oldestHeight =
                    get(view, tables.meta(), OLDEST).map(LedgerTables::height).orElse(0L);
        }
    }

    /// The lowest height whose state can be read.
    long oldestHeight() {
        return oldestHeight;
    }

    /// A block is about to be executed.
    synchronized void begin() {
        begun++;
    }

    /// The block that was begun has its place in the store's order, or will never have one.
    synchronized void end() {
        ended++;
        notifyAll();
    }

    /// The block will write these, in a transaction that is not committed yet.
    synchronized void protect(Collection<Hash32> hashes) {
        live.ifPresent(nodes -> hashes.forEach(nodes::add));
    }

    /// Forgets the states below `height` and removes what only they have.
    ///
    /// @param height at most the certified height
    /// @param wanted asked now and then; when it says no, the pass ends
    Pruned prune(long height, BooleanSupplier wanted) throws InterruptedException {
        long from = Math.max(height, oldestHeight);
        LiveNodes nodes = listen(from);
        try {
            List<Hash32> roots = roots(from);
            moveTo(from);
            Marking marking = new Marking(nodes, wanted);
            Hash32 before = Hashes.EMPTY_TRIE_ROOT;
            for (Hash32 root : roots) {
                marking.accounts(before, root);
                before = root;
            }
            long removed =
                    sweep(tables.nodes(), nodes, wanted) + sweep(tables.codes(), nodes, wanted);
            return new Pruned(from, removed, true);
        } catch (CancellationException e) {
            return new Pruned(from, 0, false);
        } finally {
            stopListening();
        }
    }

    /// From when this returns on, all blocks say what they write.
    private synchronized LiveNodes listen(long salt) throws InterruptedException {
        if (live.isPresent()) {
            throw new IllegalStateException("states are being pruned already");
        }
        LiveNodes nodes = new LiveNodes(salt);
        live = Optional.of(nodes);
        long inFlight = begun;
        while (ended < inFlight) {
            wait();
        }
        return nodes;
    }

    private synchronized void stopListening() {
        live = Optional.empty();
    }

    /// The state roots from `height` to the newest block, also when that is not durable yet.
    private List<Hash32> roots(long height) {
        List<Hash32> roots = new ArrayList<>();
        try (Transaction view = LedgerTables.newestView(store)) {
            for (KeyValue row :
                    view.scan(tables.headers(), KeyRange.atLeast(heightKey(height).toArray()))) {
                roots.add(BlockHeader.fromRlp(Bytes.owning(row.value())).stateRoot());
            }
        }
        InvariantViolation.check(!roots.isEmpty(), "there is no block at height " + height);
        return roots;
    }

    private void moveTo(long height) {
        if (height > oldestHeight) {
            try (Transaction transaction = store.begin()) {
                LedgerTables.put(transaction, tables.meta(), OLDEST, heightKey(height));
                transaction.commit(Durability.RELAXED);
            }
            oldestHeight = height;
        }
    }

    private static void check(BooleanSupplier wanted) {
        if (!wanted.getAsBoolean()) {
            throw new CancellationException();
        }
    }

    /// Finds what is live.
    private final class Marking {
        private final LiveNodes nodes;
        private final BooleanSupplier wanted;
        private final NodeSource source =
                hash -> {
                    try (Transaction view = LedgerTables.newestView(store)) {
                        return get(view, tables.nodes(), hash.bytes());
                    }
                };

        Marking(LiveNodes nodes, BooleanSupplier wanted) {
            this.nodes = nodes;
            this.wanted = wanted;
        }

        void accounts(Hash32 before, Hash32 after) {
            walk(before, after, (value, old) -> account(value, old.map(StoredAccount::fromRlp)));
        }

        private void account(Bytes value, Optional<StoredAccount> old) {
            StoredAccount account = StoredAccount.fromRlp(value);
            nodes.add(account.account().codeHash());
            walk(
                    old.map(StoredAccount::storageRoot).orElse(Hashes.EMPTY_TRIE_ROOT),
                    account.storageRoot(),
                    (_, _) -> {});
        }

        private void walk(Hash32 before, Hash32 after, BiConsumer<Bytes, Optional<Bytes>> values) {
            TrieDifference.walk(
                    before,
                    after,
                    source,
                    new TrieDifference.Visitor() {
                        @Override
                        public void node(Hash32 hash) {
                            check(wanted);
                            nodes.add(hash);
                        }

                        @Override
                        public void value(Bytes value, Optional<Bytes> old) {
                            values.accept(value, old);
                        }
                    });
        }
    }

    /// Removes all rows of `table` whose keys are not live.
    /// @return how many
    private long sweep(Table table, LiveNodes nodes, BooleanSupplier wanted) {
        long removed = 0;
        KeyRange rest = KeyRange.all();
        boolean more = true;
        while (more) {
            check(wanted);
            List<Hash32> dead = new ArrayList<>();
            int seen = 0;
            more = false;
            // A view of its own for each part, so that the store can drop versions meanwhile.
            try (Snapshot view = store.snapshot()) {
                for (KeyValue row : view.scan(table, rest)) {
                    if (seen++ == ROWS_LOOKED_AT || dead.size() == ROWS_REMOVED) {
                        rest = KeyRange.atLeast(row.key());
                        more = true;
                        break;
                    }
                    Hash32 hash = Hash32.of(row.key());
                    if (!nodes.mayHave(hash)) {
                        dead.add(hash);
                    }
                }
            }
            removed += remove(table, nodes, dead);
        }
        return removed;
    }

    /// Under the lock that [#protect] takes, so that between the look and the place in the store's order no block
    /// can say that it writes one of them.
    private synchronized long remove(Table table, LiveNodes nodes, List<Hash32> dead) {
        List<Hash32> stillDead = dead.stream().filter(hash -> !nodes.mayHave(hash)).toList();
        if (!stillDead.isEmpty()) {
            try (Transaction transaction = store.begin()) {
                stillDead.forEach(hash -> transaction.delete(table, hash.bytes().toArray()));
                transaction.commit(Durability.RELAXED);
            }
        }
        return stillDead.size();
    }
}
