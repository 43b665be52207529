package io.chirograph.node;

import io.chirograph.ledger.Bundle;
import io.chirograph.ledger.SentTransaction;
import io.chirograph.ledger.pool.TransactionPool;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// Gathers the pool's transactions into bundles, each to become one request of this member. The first
/// that waits sets the time of the next bundle, so that others can join it. Told the time; owned by the
/// core.
final class Bundling {
    private static final long MILLIS = 1_000_000;

    /// How long a transaction waits for company.
    private static final long DELAY_NANOS = 5 * MILLIS;

    /// After so long without being in a block, a transaction is offered again.
    private static final long OFFER_NANOS = 20_000 * MILLIS;

    /// How many bundles are remembered, to be offered again at once when they are refused.
    private static final int BUNDLES_KEPT = 1_024;

    private final TransactionPool pool;
    private final Limits limits;
    private final Map<Hash32, List<Hash32>> bundles =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Hash32, List<Hash32>> eldest) {
                    return size() > BUNDLES_KEPT;
                }
            };
    private OptionalLong dueNanos = OptionalLong.empty();

    /// What one bundle holds at most.
    ///
    /// @param gasMax the sum of the transactions' gas limits
    record Limits(int countMax, long bytesMax, long gasMax) {}

    /// A bundle's payload and what is in it.
    record Bundled(Bytes payload, List<Hash32> transactions) {}

    Bundling(TransactionPool pool, Limits limits) {
        this.pool = pool;
        this.limits = limits;
    }

    /// The pool may have something.
    void wish(long nowNanos) {
        if (dueNanos.isEmpty() && pool.hasReady()) {
            dueNanos = OptionalLong.of(nowNanos + DELAY_NANOS);
        }
    }

    /// When the next bundle is due; empty while nothing waits.
    OptionalLong dueNanos() {
        return dueNanos;
    }

    /// The next bundle if one is due; its transactions are empty when the pool has none that fit.
    Bundled take(long nowNanos) {
        if (dueNanos.isEmpty() || dueNanos.getAsLong() - nowNanos > 0) {
            return new Bundled(Bytes.EMPTY, List.of());
        }
        dueNanos = OptionalLong.empty();
        List<SentTransaction> taken =
                pool.take(
                        limits.countMax(),
                        limits.bytesMax(),
                        limits.gasMax(),
                        nowNanos,
                        nowNanos + OFFER_NANOS);
        if (!taken.isEmpty()) {
            wish(nowNanos);
        }
        Bundle bundle =
                new Bundle(taken.stream().map(sent -> sent.transaction().encode()).toList());
        return new Bundled(
                bundle.encode(), taken.stream().map(sent -> sent.transaction().hash()).toList());
    }

    /// `bundled` travels as the request `hash`.
    void sent(Hash32 hash, Bundled bundled) {
        bundles.put(hash, bundled.transactions());
    }

    /// The request `hash` will not be ordered: its transactions are offered again.
    void refused(Hash32 hash) {
        List<Hash32> transactions = bundles.remove(hash);
        if (transactions != null) {
            pool.takeBack(transactions);
        }
    }
}
