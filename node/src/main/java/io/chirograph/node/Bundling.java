package io.chirograph.node;

import io.chirograph.batch.BatchMetrics;
import io.chirograph.batch.BatchOutcome;
import io.chirograph.batch.BatchPolicy;
import io.chirograph.batch.GradientSizeController;
import io.chirograph.batch.SizeRange;
import io.chirograph.ledger.Bundle;
import io.chirograph.ledger.SentTransaction;
import io.chirograph.ledger.pool.TransactionPool;
import io.chirograph.node.config.NodeConfig;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// Gathers the pool's transactions into bundles, each to become one request of this member. While little
/// comes in, a transaction leaves at once; under load the first that waits sets the time of the next bundle,
/// so that others can join it, or a bundle leaves sooner with as many as are worth a request by what bundles
/// turn out to cost until they are ordered. Told the time; owned by the core.
final class Bundling {
    private static final long MILLIS = 1_000_000;

    private static final long RATE_PERIOD_NANOS = 100 * MILLIS;

    /// After so long without being in a block, a transaction is offered again.
    private static final long OFFER_NANOS = 20_000 * MILLIS;

    /// How many bundles are remembered, to be offered again at once when they are refused.
    private static final int BUNDLES_KEPT = 1_024;

    private final TransactionPool pool;
    private final Bundles limits;
    private final BatchMetrics metrics;
    private final Map<Hash32, Sent> bundles =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Hash32, Sent> eldest) {
                    return size() > BUNDLES_KEPT;
                }
            };

    private NodeConfig.Bundling rules;
    private BatchPolicy<SentTransaction> policy;

    /// Since when something waits for the next bundle.
    private OptionalLong oldestNanos = OptionalLong.empty();

    private OptionalLong dueNanos = OptionalLong.empty();

    /// A bundle on its way.
    private record Sent(List<Hash32> transactions, long sentNanos) {}

    /// A bundle's payload and what is in it.
    record Bundled(Bytes payload, List<Hash32> transactions) {}

    Bundling(Bundles limits, long nowNanos) {
        this.pool = limits.pool();
        this.limits = limits;
        this.metrics = new BatchMetrics(nowNanos);
        this.rules = limits.rules();
        this.policy = policy();
    }

    private BatchPolicy<SentTransaction> policy() {
        return new BatchPolicy.Adaptive<>(
                new GradientSizeController(
                        new SizeRange(1, rules.transactionsMax()),
                        rules.latencyMillis() * MILLIS,
                        RATE_PERIOD_NANOS),
                limits.bytesMax(),
                rules.delayMillis() * MILLIS);
    }

    NodeConfig.Bundling rules() {
        return rules;
    }

    /// From now on `changed` holds. What bundles cost is learnt anew.
    void change(NodeConfig.Bundling changed, long nowNanos) {
        rules = changed;
        policy = policy();
        wish(nowNanos);
    }

    /// The pool may have something.
    void wish(long nowNanos) {
        int senders = pool.readySenders();
        if (senders == 0) {
            return;
        }
        if (oldestNanos.isEmpty()) {
            oldestNanos = OptionalLong.of(nowNanos);
        }
        // Each of these senders has one transaction at least; how many more is not worth counting.
        dueNanos = policy.dueNanos(new BatchPolicy.Waiting(senders, 0, oldestNanos.getAsLong()));
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
        oldestNanos = OptionalLong.empty();
        List<SentTransaction> taken =
                pool.take(
                        rules.transactionsMax(),
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
    void sent(Hash32 hash, Bundled bundled, long nowNanos) {
        bundles.put(hash, new Sent(bundled.transactions(), nowNanos));
    }

    /// The request `hash`, of whichever member, is ordered.
    void ordered(Hash32 hash, long nowNanos) {
        Sent sent = bundles.remove(hash);
        if (sent != null) {
            BatchOutcome outcome =
                    new BatchOutcome(
                            sent.transactions().size(),
                            0,
                            sent.sentNanos(),
                            nowNanos,
                            pool.readySenders());
            metrics.record(outcome);
            policy.observe(outcome);
        }
    }

    /// Each bundle from being sent to being ordered. Thread-safe.
    BatchMetrics metrics() {
        return metrics;
    }

    /// The request `hash` will not be ordered: its transactions are offered again.
    void refused(Hash32 hash) {
        Sent sent = bundles.remove(hash);
        if (sent != null) {
            pool.takeBack(sent.transactions());
        }
    }
}
