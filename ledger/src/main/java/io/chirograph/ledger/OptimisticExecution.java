package io.chirograph.ledger;

import io.chirograph.evm.BlockContext;
import io.chirograph.evm.StateChanges;
import io.chirograph.evm.WorldState;
import io.chirograph.ledger.SpeculativeState.Read;
import io.chirograph.ledger.StateLayer.AccountVersion;
import io.chirograph.ledger.execution.ApartOutcome;
import io.chirograph.ledger.execution.Outcome;
import io.chirograph.ledger.execution.TransactionProcessor;
import io.chirograph.types.Address;
import io.chirograph.types.UInt256;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;

/// Executes the transactions of a block in parallel, with the outcome of executing them one after the other,
/// always (the idea of Gelashvili et al., Block-STM, 2022, with one thread that accepts in order).
///
/// The owner takes the outcomes in order. Meanwhile workers run transactions ahead on what has been accepted
/// so far, and note what they read. When a transaction's turn comes and all it read has the same writers
/// still, its outcome is what it would be now, and is accepted; otherwise it runs again on the exact state. So
/// an outcome never depends on who ran it or when, only the time does.
///
/// - Transactions of one sender depend on one another by their nonce. Those near each other form a chain that
///   one worker runs, each on what the former did.
/// - Fees would make every transaction depend on the former by the coinbase's balance; the tips of accepted
///   transactions are owed to it until somebody looks at it or the block ends.
/// - Where most of what runs ahead proves wrong, nothing runs ahead for a while, at first short, then longer.
/// - The owner takes chains too: it never waits for a worker that has not begun.
///
/// With no workers it is plain execution in order. Single-owner, for one block; [#close] returns when no worker
/// uses the states any more.
final class OptimisticExecution implements AutoCloseable {
    /// A chain has no transactions further apart than this.
    private static final int CHAIN_SPAN = 64;

    /// How far ahead of the accepted ones a transaction may run.
    private static final int AHEAD_MAX = 512;

    private static final int PAUSE_MIN = 32;
    private static final int PAUSE_MAX = 32_768;
    private static final int PAUSE_FACTOR = 8;

    /// Failures, less successes, at which running ahead pauses.
    private static final int FAILURES_MAX = 8;

    private static final long IDLE_NANOS = 20_000;

    /// Who runs transactions ahead.
    ///
    /// @param befores the state before the block, once for each worker, for that worker's use alone
    record Crew(Executor executor, List<WorldState> befores) {
        static final Crew NOBODY = new Crew(Runnable::run, List.of());

        Crew {
            befores = List.copyOf(befores);
        }
    }

    /// Transactions of one sender that run one after the other.
    ///
    /// @param endBefore the last place of the same sender's chain before, or -1
    private record Chain(List<Integer> places, int endBefore) {
        int first() {
            return places.getFirst();
        }
    }

    /// What running ahead gave.
    private sealed interface Ahead {
        /// @param layer what it ran on
        record Ran(ApartOutcome result, List<Read> reads, StateLayer layer) implements Ahead {
            boolean holds() {
                for (Read read : reads) {
                    if (!read.holds(layer)) {
                        return false;
                    }
                }
                return true;
            }
        }

        /// It met a state that never was.
        record Stumbled() implements Ahead {}

        /// It is left to the owner.
        record Left() implements Ahead {}
    }

    private final TransactionProcessor processor;
    private final BlockContext context;
    private final List<SentTransaction> transactions;
    private final BlockState state;
    private final WorldState before;
    private final boolean isParallel;

    /// What transactions run ahead on. While nothing runs ahead it is not kept up, and made anew afterwards.
    private volatile StateLayer accepted = new StateLayer();

    private boolean isStale;
    private final List<Chain> chains = new ArrayList<>();
    private final int[] chainOf;

    private final AtomicReferenceArray<Ahead> ahead;
    private final AtomicInteger nextChain = new AtomicInteger();
    private final AtomicInteger working = new AtomicInteger();
    private volatile int acceptedCount;
    private volatile int pausedUntil;
    private volatile boolean closed;

    /// To the coinbase.
    private UInt256 owed = UInt256.ZERO;

    private int pause = PAUSE_MIN;
    private int failures;

    /// @param before the state before the block
    /// @param crew who runs transactions ahead
    OptimisticExecution(
            TransactionProcessor processor,
            BlockContext context,
            List<SentTransaction> transactions,
            WorldState before,
            Crew crew) {
        this.processor = processor;
        this.context = context;
        this.transactions = transactions;
        this.before = before;
        this.state = new BlockState(before);
        this.isParallel = !crew.befores().isEmpty() && transactions.size() > 1;
        this.chainOf = new int[transactions.size()];
        this.ahead = new AtomicReferenceArray<>(isParallel ? transactions.size() : 0);
        if (!isParallel) {
            return;
        }
        formChains();
        for (WorldState own : crew.befores()) {
            crew.executor().execute(() -> work(own));
        }
    }

    private void formChains() {
        Map<Address, Integer> open = HashMap.newHashMap(transactions.size());
        for (int place = 0; place < transactions.size(); place++) {
            Address sender = transactions.get(place).sender();
            Integer chain = open.get(sender);
            if (chain == null || place - chains.get(chain).first() >= CHAIN_SPAN) {
                int endBefore = chain == null ? -1 : chains.get(chain).places().getLast();
                chain = chains.size();
                chains.add(new Chain(new ArrayList<>(2), endBefore));
                open.put(sender, chain);
            }
            chains.get(chain).places().add(place);
            chainOf[place] = chain;
        }
    }

    // Workers.

    private void work(WorldState own) {
        working.incrementAndGet();
        try {
            while (!closed && nextChain.get() < chains.size()) {
                if (!runChainAhead(own)) {
                    LockSupport.parkNanos(IDLE_NANOS);
                }
            }
        } finally {
            working.decrementAndGet();
        }
    }

    /// Whether there was a chain to run.
    private boolean runChainAhead(WorldState own) {
        int chain = nextChain.get();
        if (chain >= chains.size() || !mayRunAhead(chain)) {
            return false;
        }
        if (!nextChain.compareAndSet(chain, chain + 1)) {
            return true; // somebody was faster; there may be another
        }
        List<Integer> places = chains.get(chain).places();
        int done = 0;
        try {
            StateLayer layer = accepted;
            SpeculativeState view = new SpeculativeState(layer, own);
            for (; done < places.size() && !closed; done++) {
                boolean isLast = done + 1 == places.size();
                ahead.set(places.get(done), runAhead(places.get(done), view, layer, isLast));
            }
        } finally {
            for (; done < places.size(); done++) {
                ahead.set(places.get(done), new Ahead.Left());
            }
        }
        return true;
    }

    private boolean mayRunAhead(int chain) {
        Chain next = chains.get(chain);
        int count = acceptedCount;
        return count >= pausedUntil
                && next.first() <= count + AHEAD_MAX
                && next.endBefore() < count;
    }

    private Ahead runAhead(int place, SpeculativeState view, StateLayer layer, boolean isLast) {
        SentTransaction sent = transactions.get(place);
        try {
            ApartOutcome result =
                    processor.executeApart(sent.transaction(), sent.sender(), context, view);
            if (!isLast && result.outcome() instanceof Outcome.Executed executed) {
                view.apply(writer(place), executed.changes());
            }
            return new Ahead.Ran(result, view.takeReads(), layer);
        } catch (ArithmeticException e) {
            // Balances read at different moments may add up to what no state allows. If it is more
            // than
            // that, it happens again on the exact state, and is thrown there.
            view.takeReads();
            return new Ahead.Stumbled();
        }
    }

    /// The writer of the changes made ahead. Those of an exact run have the next number, tips paid before it the
    /// former.
    private static int writer(int place) {
        return 4 * place;
    }

    // The owner.

    /// The outcome of the transaction at `place`, whose changes are in the state from now on. Those before
    /// have been taken or left out.
    Outcome take(int place) {
        if (!isParallel) {
            return runExactly(place);
        }
        advance(place);
        Outcome outcome = takeParallel(place);
        advance(place + 1);
        return outcome;
    }

    private void advance(int count) {
        if (isStale && count >= pausedUntil) {
            accepted = StateLayer.of(state, writer(count) - 2);
            isStale = false;
        }
        acceptedCount = count; // behind the layer: whoever sees it may run ahead
    }

    private Outcome takeParallel(int place) {
        claimUpTo(chainOf[place]);
        Ahead result = await(place);
        if (!(result instanceof Ahead.Ran ran && ran.result().tip().isPresent())) {
            payTips(place); // it may have looked at the coinbase
        }
        return switch (result) {
            case Ahead.Left() -> runExactly(place);
            case Ahead.Ran ran when isStale || ran.layer() != accepted -> runExactly(place);
            case Ahead.Ran ran when ran.holds() -> {
                failures = Math.max(0, failures - 1);
                if (failures == 0) {
                    pause = PAUSE_MIN;
                }
                yield accept(place, ran.result());
            }
            case Ahead.Ran _, Ahead.Stumbled() -> {
                countFailure(place);
                yield runExactly(place);
            }
        };
    }

    /// Takes the chains for the owner that no worker has begun, among them those that were left out.
    private void claimUpTo(int chain) {
        for (int next = nextChain.get(); next <= chain; next = nextChain.get()) {
            if (nextChain.compareAndSet(next, next + 1)) {
                chains.get(next).places().forEach(own -> ahead.set(own, new Ahead.Left()));
            }
        }
    }

    /// What a worker makes of the transaction; helps out while there is nothing yet.
    private Ahead await(int place) {
        while (true) {
            Ahead result = ahead.get(place);
            if (result != null) {
                return result;
            }
            if (!runChainAhead(before)) {
                Thread.onSpinWait();
            }
        }
    }

    private void countFailure(int place) {
        failures += 2;
        if (failures >= FAILURES_MAX) {
            failures = FAILURES_MAX / 2;
            pausedUntil = place + pause;
            pause = Math.min(PAUSE_MAX, PAUSE_FACTOR * pause);
        }
    }

    private Outcome accept(int place, ApartOutcome result) {
        if (result.outcome() instanceof Outcome.Executed executed) {
            apply(place, writer(place), executed.changes());
            result.tip().ifPresent(tip -> owe(place, tip));
        }
        return result.outcome();
    }

    /// Tips make one sum, since an account that is owed something is not empty; but an empty one is gone when it is paid
    /// nothing (EIP-161).
    private void owe(int place, UInt256 tip) {
        owed = owed.plus(tip);
        if (owed.isZero()) {
            pay(place, writer(place));
        }
    }

    private Outcome runExactly(int place) {
        payTips(place);
        SentTransaction sent = transactions.get(place);
        Outcome outcome = processor.execute(sent.transaction(), sent.sender(), context, state);
        if (outcome instanceof Outcome.Executed executed) {
            apply(place, writer(place) + 1, executed.changes());
        }
        return outcome;
    }

    private void payTips(int place) {
        if (!owed.isZero()) {
            pay(place, writer(place) - 1);
            owed = UInt256.ZERO;
        }
    }

    private void pay(int place, int writer) {
        apply(place, writer, processor.credit(context.coinbase(), owed, state));
    }

    private void apply(int place, int writer, StateChanges changes) {
        state.apply(changes);
        if (!isParallel || place < pausedUntil) {
            isStale = isParallel;
        } else {
            accepted.apply(
                    writer,
                    changes,
                    address -> new AccountVersion(before.account(address), StateLayer.BEFORE));
        }
    }

    /// Nothing more will be taken.
    void end() {
        payTips(transactions.size());
    }

    /// The state after the transactions taken so far; it is complete after [#end].
    BlockState state() {
        return state;
    }

    @Override
    public void close() {
        closed = true;
        nextChain.set(chains.size());
        while (working.get() > 0) {
            Thread.onSpinWait();
        }
    }
}
