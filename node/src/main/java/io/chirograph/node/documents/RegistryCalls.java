package io.chirograph.node.documents;

import io.chirograph.ledger.SentTransaction;
import io.chirograph.ledger.SkippedTransaction;
import io.chirograph.ledger.TransactionPlace;
import io.chirograph.ledger.pool.Admission;
import io.chirograph.ledger.transaction.Call;
import io.chirograph.ledger.transaction.Fees;
import io.chirograph.ledger.transaction.Recipient;
import io.chirograph.ledger.transaction.Transaction;
import io.chirograph.ledger.transaction.UnsignedTransaction;
import io.chirograph.proof.document.DocumentRegistry;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// Calls of the document registry from the member's account: sends each in a transaction, again when that
/// got lost, and tells whoever waits what became of it.
///
/// One lock orders nonces; it is held while a transaction is signed, noted and given to the pool, never
/// while one is waited for. How many are under way is bounded by what the pool takes of one sender.
/// Thread-safe.
final class RegistryCalls {
    /// Above what a registration that supersedes another takes, which is about 120,000.
    static final long GAS_LIMIT = 250_000;

    private static final int ATTEMPTS_MAX = 5;

    enum Kind {
        REGISTER,
        WITHDRAW
    }

    /// What is to be done. At most one call for it is under way.
    record Wish(Kind kind, Hash32 document) {}

    /// What became of a wish.
    sealed interface Result {
        /// A certified block has it.
        record Done(Hash32 transaction, long height) implements Result {}

        /// The registry refused it.
        record Reverted(Hash32 transaction, String reason) implements Result {}

        /// The pool did not take it, or it was never included.
        record Refused(String reason) implements Result {}

        /// It came true before, by a transaction of an earlier life.
        record Already(long height) implements Result {}

        /// There is nothing to send any more.
        record Moot(String reason) implements Result {}
    }

    /// A call that was wished for. Thread-safe.
    static final class Underway {
        private final Wish wish;
        private final Bytes data;
        private final Function<Hash32, Optional<Result>> beforeSending;
        private final CountDownLatch settled = new CountDownLatch(1);
        private int attempts; // guarded by the lock of RegistryCalls
        private volatile Hash32 transaction = Hash32.ZERO;
        private volatile Optional<Result> result = Optional.empty();

        private Underway(Wish wish, Bytes data, Function<Hash32, Optional<Result>> beforeSending) {
            this.wish = wish;
            this.data = data;
            this.beforeSending = beforeSending;
        }

        /// The newest transaction that has the call.
        Hash32 transaction() {
            return transaction;
        }

        Optional<Result> result() {
            return result;
        }

        /// Waits for the result, but not longer than `time`.
        Optional<Result> await(Duration time) throws InterruptedException {
            boolean _ = settled.await(time.toNanos(), TimeUnit.NANOSECONDS);
            return result;
        }

        private void settle(Result how) {
            result = Optional.of(how);
            settled.countDown();
        }
    }

    private final Chain chain;
    private final Map<Wish, Underway> underway = new LinkedHashMap<>(); // guarded by this

    RegistryCalls(Chain chain) {
        this.chain = chain;
    }

    /// Sends a call, unless one for the same wish is under way already.
    ///
    /// @param beforeSending told each transaction that is about to be sent; a result keeps it from being sent
    synchronized Underway send(
            Wish wish, Bytes data, Function<Hash32, Optional<Result>> beforeSending) {
        Underway known = underway.get(wish);
        if (known != null) {
            return known;
        }
        Underway added = new Underway(wish, data, beforeSending);
        underway.put(wish, added);
        send(added);
        return added;
    }

    /// Tries further nonces when others, who use the account too, or a block took one in between.
    private void send(Underway call) {
        Admission admission;
        do {
            call.attempts++;
            Transaction signed = sign(call.data);
            Optional<Result> needless = call.beforeSending.apply(signed.hash());
            if (needless.isPresent()) {
                settle(call, needless.get());
                return;
            }
            call.transaction = signed.hash();
            admission =
                    chain.submit().apply(new SentTransaction(signed, chain.account().address()));
        } while (isNonceTaken(admission) && call.attempts < ATTEMPTS_MAX);
        if (admission instanceof Admission.Refused(_, String reason)) {
            settle(call, new Result.Refused(reason));
        }
    }

    private static boolean isNonceTaken(Admission admission) {
        return admission instanceof Admission.Refused(Admission.Cause cause, _)
                && (cause == Admission.Cause.NONCE_TOO_LOW
                        || cause == Admission.Cause.UNDERPRICED_REPLACEMENT);
    }

    private Transaction sign(Bytes data) {
        long nonce = chain.pool().pendingNonce(chain.account().address());
        Recipient registry = Recipient.of(DocumentRegistry.ADDRESS);
        return new UnsignedTransaction.FeeMarket(
                        chain.ledger().genesis().chainId(),
                        new Fees(UInt256.ZERO, UInt256.ZERO),
                        new Call(nonce, GAS_LIMIT, registry, UInt256.ZERO, data),
                        List.of())
                .sign(chain.account());
    }

    private void settle(Underway call, Result result) {
        underway.remove(call.wish);
        call.settle(result);
    }

    /// The registry's event says that the wish came true.
    synchronized void done(Wish wish, Result.Done done) {
        Underway call = underway.get(wish);
        if (call != null) {
            settle(call, done);
        }
    }

    /// Looks after the calls whose transactions no longer wait in the pool: those that failed are settled,
    /// those that were lost are sent again.
    ///
    /// @param followed the height up to which [#done] was told of everything
    /// @param reverted told of a call before whoever waits for it
    synchronized void settle(long followed, BiConsumer<Wish, Result.Reverted> reverted) {
        for (Underway call : List.copyOf(underway.values())) {
            // In this order: what leaves the pool for a block can be found in the ledger by then.
            if (chain.pool().transaction(call.transaction).isEmpty()) {
                Optional<TransactionPlace> place = chain.ledger().transaction(call.transaction);
                if (place.isEmpty()) {
                    sendAgain(call);
                } else {
                    problem(place.get(), followed)
                            .ifPresent(reason -> {
                                var how = new Result.Reverted(call.transaction, reason);
                                reverted.accept(call.wish, how);
                                settle(call, how);
                            });
                }
            }
        }
    }

    private void sendAgain(Underway call) {
        if (call.attempts < ATTEMPTS_MAX) {
            send(call);
            return;
        }
        String reason =
                chain.ledger()
                        .skipped(call.transaction)
                        .map(SkippedTransaction::reason)
                        .orElse("the pool dropped it");
        settle(
                call,
                new Result.Refused(
                        "sent %d times and never included; the last time: %s"
                                .formatted(call.attempts, reason)));
    }

    /// Why a transaction in a block has not done what was wished.
    private static Optional<String> problem(TransactionPlace place, long followed) {
        if (!place.receipt().success()) {
            return Optional.of(place.receipt().failure());
        }
        return place.block().height() <= followed
                ? Optional.of(
                        "there is no document registry at %s; make the genesis with 'chirograph genesis build'"
                                .formatted(DocumentRegistry.ADDRESS))
                : Optional.empty();
    }

    /// How many calls are under way.
    synchronized int count() {
        return underway.size();
    }
}
