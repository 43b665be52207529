package io.chirograph.ledger;

import io.chirograph.evm.BlockContext;
import io.chirograph.evm.StateChanges;
import io.chirograph.evm.WorldState;
import io.chirograph.ledger.SpeculativeState.Read;
import io.chirograph.ledger.execution.ApartOutcome;
import io.chirograph.ledger.execution.Outcome;
import io.chirograph.ledger.execution.TransactionProcessor;
import io.chirograph.types.Address;
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
/// - Fees would make every transaction depend on the former by the coinbase's balance; a tip is credited when
///   its transaction is accepted, unless the transaction itself looked at the coinbase.
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
    private static final int PAUSE_MAX = 1_024;

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

    /// Transactions that run one after the other.
    private record Chain(Address sender, List<Integer> places) {
        int first() {
            return places.getFirst();
        }
    }

    /// What running ahead gave.
    private sealed interface Ahead {
        /// @param writer whose number the changes carry, if they are accepted
        record Ran(ApartOutcome result, List<Read> reads) implements Ahead {
            boolean holds() {
                for (Read read : reads) {
                    if (!read.holds()) {
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

    private final StateLayer accepted = new StateLayer();
    private final List<Chain> chains = new ArrayList<>();
    private final int[] chainOf;

    /// By chain: the last place of the same sender's chain before, or -1.
    private final int[] endBefore;

    private final AtomicReferenceArray<Ahead> ahead;
    private final AtomicInteger nextChain = new AtomicInteger();
    private final AtomicInteger working = new AtomicInteger();
    private volatile int acceptedCount;
    private volatile int pausedUntil;
    private volatile boolean closed;

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
            this.endBefore = new int[0];
            return;
        }
        formChains();
        this.endBefore = findEndsBefore();
        for (WorldState own : crew.befores()) {
            crew.executor().execute(() -> work(own));
        }
    }

    private void formChains() {
        Map<Address, Integer> open = new HashMap<>();
        for (int place = 0; place < transactions.size(); place++) {
            Address sender = transactions.get(place).sender();
            Integer chain = open.get(sender);
            if (chain == null || place - chains.get(chain).first() >= CHAIN_SPAN) {
                chain = chains.size();
                chains.add(new Chain(sender, new ArrayList<>()));
                open.put(sender, chain);
            }
            chains.get(chain).places().add(place);
            chainOf[place] = chain;
        }
    }

    private int[] findEndsBefore() {
        int[] ends = new int[chains.size()];
        Map<Address, Integer> last = new HashMap<>();
        for (int chain = 0; chain < ends.length; chain++) {
            Chain current = chains.get(chain);
            Integer end = last.put(current.sender(), current.places().getLast());
            ends[chain] = end == null ? -1 : end;
        }
        return ends;
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
            SpeculativeState view = new SpeculativeState(accepted, own);
            for (; done < places.size() && !closed; done++) {
                ahead.set(places.get(done), runAhead(places.get(done), view));
            }
        } finally {
            for (; done < places.size(); done++) {
                ahead.set(places.get(done), new Ahead.Left());
            }
        }
        return true;
    }

    private boolean mayRunAhead(int chain) {
        int first = chains.get(chain).first();
        int count = acceptedCount;
        return count >= pausedUntil && first <= count + AHEAD_MAX && endBefore[chain] < count;
    }

    private Ahead runAhead(int place, SpeculativeState view) {
        SentTransaction sent = transactions.get(place);
        try {
            ApartOutcome result =
                    processor.executeApart(sent.transaction(), sent.sender(), context, view);
            if (result.outcome() instanceof Outcome.Executed executed) {
                view.apply(writer(place), executed.changes());
            }
            return new Ahead.Ran(result, view.takeReads());
        } catch (ArithmeticException e) {
            // Balances read at different moments may add up to what no state allows. If it is more
            // than
            // that, it happens again on the exact state, and is thrown there.
            view.takeReads();
            return new Ahead.Stumbled();
        }
    }

    /// The writer of the changes made ahead; those of an exact run have the next number.
    private static int writer(int place) {
        return 2 * place;
    }

    // The owner.

    /// The outcome of the transaction at `place`, whose changes are in the state from now on. Those before
    /// have been taken or left out.
    Outcome take(int place) {
        Outcome outcome = isParallel ? takeParallel(place) : runExactly(place);
        acceptedCount = place + 1;
        return outcome;
    }

    private Outcome takeParallel(int place) {
        acceptedCount = place;
        claimUpTo(chainOf[place]);
        return switch (await(place)) {
            case Ahead.Left() -> runExactly(place);
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
            pause = Math.min(PAUSE_MAX, 2 * pause);
        }
    }

    private Outcome accept(int place, ApartOutcome result) {
        if (result.outcome() instanceof Outcome.Executed executed) {
            apply(writer(place), executed.changes());
            result.tip()
                    .ifPresent(tip ->
                            apply(writer(place), processor.credit(context.coinbase(), tip, state)));
        }
        return result.outcome();
    }

    private Outcome runExactly(int place) {
        SentTransaction sent = transactions.get(place);
        Outcome outcome = processor.execute(sent.transaction(), sent.sender(), context, state);
        if (outcome instanceof Outcome.Executed executed) {
            apply(writer(place) + 1, executed.changes());
        }
        return outcome;
    }

    private void apply(int writer, StateChanges changes) {
        state.apply(changes);
        if (isParallel) {
            accepted.apply(writer, changes);
        }
    }

    /// The state after the transactions taken so far.
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
