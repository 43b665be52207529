package io.chirograph.node.observe;

import io.chirograph.consensus.pbft.Snapshot;
import io.chirograph.ledger.Ledger;
import io.chirograph.ledger.pool.TransactionPool;
import io.chirograph.network.Lane;
import io.chirograph.network.LinkStatistics;
import io.chirograph.node.http.HttpException;
import io.chirograph.node.rest.NodeStatus;
import io.chirograph.node.rest.StateProgress;
import io.chirograph.proof.Genesis;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/// Asks the parts of a node where they are. Thread-safe.
public final class NodeProbe {
    private static final long ANSWER_MILLIS_MAX = 2_000;

    private final Ledger ledger;
    private final TransactionPool pool;
    private final Supplier<LinkStatistics> links;
    private final Supplier<CompletableFuture<Snapshot>> agreement;
    private final Supplier<StateProgress> states;
    private final IntSupplier seat;
    private final String name;
    private final String version;
    private final long startNanos = System.nanoTime();

    /// @param agreement answered by the core, when it comes to it
    /// @param states how far a state is that is fetched from others
    /// @param seat of this member now, or less than 0
    /// @param name of this member
    /// @param version of the program
    public NodeProbe(
            Ledger ledger,
            TransactionPool pool,
            Supplier<LinkStatistics> links,
            Supplier<CompletableFuture<Snapshot>> agreement,
            Supplier<StateProgress> states,
            IntSupplier seat,
            String name,
            String version) {
        this.ledger = ledger;
        this.pool = pool;
        this.links = links;
        this.agreement = agreement;
        this.states = states;
        this.seat = seat;
        this.name = name;
        this.version = version;
    }

    Ledger ledger() {
        return ledger;
    }

    TransactionPool pool() {
        return pool;
    }

    StateProgress states() {
        return states.get();
    }

    LinkStatistics links() {
        return links.get();
    }

    /// Members besides this one whose votes are heard.
    public int peersConnected() {
        return (int)
                links.get().peers().stream()
                        .filter(each -> each.lane() == Lane.VOTES && each.connected())
                        .count();
    }

    /// Empty when the core has stopped, or is too busy to answer in time.
    Optional<Snapshot> agreement() throws InterruptedException {
        try {
            return Optional.of(agreement.get().get(ANSWER_MILLIS_MAX, TimeUnit.MILLISECONDS));
        } catch (RejectedExecutionException | TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the core could not tell where it is", e);
        }
    }

    /// @throws HttpException 503 when the core does not answer
    public NodeStatus status() throws InterruptedException {
        Snapshot snapshot =
                agreement()
                        .orElseThrow(() ->
                                new HttpException(
                                        503,
                                        "the node's core has stopped or did not answer within %d ms; /health says more"
                                                .formatted(ANSWER_MILLIS_MAX)));
        Genesis genesis = ledger.genesis();
        return new NodeStatus(
                name,
                seat.getAsInt(),
                snapshot.view(),
                snapshot.primary(),
                ledger.certifiedHeight(),
                ledger.head().height(),
                ledger.firstHeight(),
                ledger.oldestStateHeight(),
                states.get(),
                peersConnected(),
                ledger.validatorsBehind(ledger.certifiedHeight()).next().size(),
                pool.size(),
                pool.sizeBytes(),
                snapshot.pendingRequests(),
                ledger.genesisHash(),
                genesis.chainId(),
                version,
                Duration.ofNanos(System.nanoTime() - startNanos));
    }
}
