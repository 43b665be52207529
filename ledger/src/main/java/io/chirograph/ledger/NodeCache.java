package io.chirograph.ledger;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.chirograph.crypto.trie.NodeSource;
import io.chirograph.evm.Account;
import io.chirograph.store.ReadView;
import io.chirograph.store.Snapshot;
import io.chirograph.store.Store;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.InvariantViolation;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Trie nodes and codes by hash, the recently used ones in memory. What is under a hash never changes, so
/// no view can read a stale one. Thread-safe.
final class NodeCache {
    private static final long NODE_BYTES_MAX = 64L << 20;
    private static final long CODE_BYTES_MAX = 16L << 20;
    private static final int ENTRY_OVERHEAD_BYTES = 128;

    private final LedgerTables tables;
    private final Store store;
    private final Cache<Hash32, Bytes> nodes = cache(NODE_BYTES_MAX);
    private final Cache<Hash32, Bytes> codes = cache(CODE_BYTES_MAX);

    NodeCache(LedgerTables tables, Store store) {
        this.tables = tables;
        this.store = store;
    }

    private static Cache<Hash32, Bytes> cache(long bytesMax) {
        return Caffeine.newBuilder()
                .maximumWeight(bytesMax)
                .weigher((Hash32 hash, Bytes value) -> value.size() + ENTRY_OVERHEAD_BYTES)
                .executor(Runnable::run)
                .build();
    }

    void addNodes(Map<Hash32, Bytes> fresh) {
        nodes.putAll(fresh);
    }

    /// For an update of the newest state: a node that it loads is one that it replaces, so it is taken out of the
    /// cache, where it would be in the way of those that replace it.
    ///
    /// @param view read where the cache has nothing; nobody else may use it meanwhile, the source is for many threads
    NodeSource takenIn(ReadView view) {
        return hash -> {
            Bytes cached = nodes.asMap().remove(hash);
            if (cached != null) {
                return Optional.of(cached);
            }
            synchronized (view) {
                return LedgerTables.get(view, tables.nodes(), hash.bytes());
            }
        };
    }

    /// Reads the newest state of the store at each call.
    NodeSource nodes() {
        return hash ->
                find(
                        nodes,
                        hash,
                        key -> {
                            try (Snapshot view = store.snapshot()) {
                                return LedgerTables.get(view, tables.nodes(), key);
                            }
                        });
    }

    CodeSource codes() {
        return account -> account.hasCode() ? code(account) : Bytes.EMPTY;
    }

    private Bytes code(Account account) {
        return find(
                        codes,
                        account.codeHash(),
                        key -> {
                            try (Snapshot view = store.snapshot()) {
                                return LedgerTables.get(view, tables.codes(), key);
                            }
                        })
                .orElseThrow(() ->
                        new InvariantViolation(
                                "an account has code hash "
                                        + account.codeHash()
                                        + ", but the store has no such code"));
    }

    private static Optional<Bytes> find(
            Cache<Hash32, Bytes> cache, Hash32 hash, Function<Bytes, Optional<Bytes>> load) {
        Bytes cached = cache.getIfPresent(hash);
        if (cached != null) {
            return Optional.of(cached);
        }
        Optional<Bytes> loaded = load.apply(hash.bytes());
        loaded.ifPresent(value -> cache.put(hash, value));
        return loaded;
    }
}
