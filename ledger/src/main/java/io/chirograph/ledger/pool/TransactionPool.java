package io.chirograph.ledger.pool;

import io.chirograph.evm.Account;
import io.chirograph.ledger.Bundle;
import io.chirograph.ledger.ExecutedBlock;
import io.chirograph.ledger.SentTransaction;
import io.chirograph.ledger.SkippedTransaction;
import io.chirograph.ledger.SkippedTransaction.Cause;
import io.chirograph.types.Address;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The transactions that wait to be ordered.
///
/// Order: a sender's own transactions go by nonce. Between senders the one whose next transaction pays the
/// higher tip comes first; among those who pay the same, the one who was served, or came, longest ago. So
/// a sender with thousands of transactions delays others by one at a time, and a transaction that cannot
/// go (too much gas for what is left, a missing nonce before it) delays only its own sender's.
///
/// A transaction that was taken stays, marked, until a block has it or says why not, or until the time it
/// was offered for is over; then it is offered again.
///
/// At the limits: the last transaction of the sender who pays least goes, those that wait for a gap first,
/// if the new one pays more; else the new one is refused.
///
/// Cost: logarithmic in the number of senders for each transaction added, taken or included. Thread-safe
/// by one lock; times are of one monotonic clock.
public final class TransactionPool {
    /// How many senders whose next transaction does not fit are passed over in one [#take].
    private static final int PASSED_OVER_MAX = 256;

    /// By which part a replacement must pay more, at least 1 wei.
    private static final UInt256 REPLACEMENT_DIVISOR = UInt256.of(10);

    private static final Comparator<SenderQueue> MOST_URGENT_FIRST =
            Comparator.comparing(
                            (SenderQueue queue) -> queue.head().orElseThrow().tip(),
                            Comparator.reverseOrder())
                    .thenComparingLong(SenderQueue::turn)
                    .thenComparing(SenderQueue::sender);

    private static final Comparator<SenderQueue> LEAST_WANTED_FIRST =
            Comparator.comparing(SenderQueue::isLastGapped, Comparator.reverseOrder())
                    .thenComparing(queue -> queue.last().tip())
                    .thenComparing(queue -> queue.last().addedNanos(), Comparator.reverseOrder())
                    .thenComparing(SenderQueue::sender);

    private record Offer(Pooled pooled, long untilNanos) {}

    private final PoolLimits limits;
    private final AdmissionRules rules;
    private final Function<Address, Account> accounts;

    private final SequencedMap<Hash32, Pooled> byHash = new LinkedHashMap<>();
    private final Map<Address, SenderQueue> bySender = new HashMap<>();
    private final TreeSet<SenderQueue> ready = new TreeSet<>(MOST_URGENT_FIRST);
    private final TreeSet<SenderQueue> evictable = new TreeSet<>(LEAST_WANTED_FIRST);
    private final PriorityQueue<Offer> offers =
            new PriorityQueue<>((a, b) -> Long.compare(a.untilNanos - b.untilNanos, 0));
    private long bytes;
    private long turns;

    /// How many blocks were settled. What `accounts` said before a block must not meet the pool after it:
    /// a queue that the block emptied would begin again at the old nonce.
    private long settled;

    /// @param accounts what the newest certified state says of an account, [Account#EMPTY] when nothing;
    ///     called without the pool's lock
    public TransactionPool(
            PoolLimits limits, AdmissionRules rules, Function<Address, Account> accounts) {
        this.limits = limits;
        this.rules = rules;
        this.accounts = accounts;
    }

    /// Takes `sent` in, or says why not.
    public Admission add(SentTransaction sent, long nowNanos) {
        if (transaction(sent.transaction().hash()).isPresent()) {
            return new Admission.Known();
        }
        while (true) {
            long before = settled();
            Account account = accounts.apply(sent.sender());
            Optional<Admission.Refused> refused = rules.refuse(sent.transaction(), account, limits);
            if (refused.isPresent()) {
                return refused.get();
            }
            Optional<Admission> admission = admit(sent, account, nowNanos, before);
            if (admission.isPresent()) {
                return admission.get();
            }
        }
    }

    private synchronized long settled() {
        return settled;
    }

    /// Empty when `account` is as of before a block that was settled since.
    private synchronized Optional<Admission> admit(
            SentTransaction sent, Account account, long nowNanos, long settledBefore) {
        return settled == settledBefore
                ? Optional.of(admit(sent, account, nowNanos))
                : Optional.empty();
    }

    private Admission admit(SentTransaction sent, Account account, long nowNanos) {
        Pooled added = new Pooled(sent, rules.tip(sent.transaction()), nowNanos);
        if (byHash.containsKey(added.hash())) {
            return new Admission.Known();
        }
        dropExpired(nowNanos);
        SenderQueue known = bySender.get(sent.sender());
        if (known == null) {
            return admit(new SenderQueue(sent.sender(), account.nonce()), added);
        }
        advance(known, account.nonce());
        return admit(known, added);
    }

    private Admission admit(SenderQueue queue, Pooled added) {
        if (added.nonce() < queue.accountNonce()) {
            return AdmissionRules.nonceTooLow(added.nonce(), queue.accountNonce());
        }
        Optional<Pooled> previous = queue.at(added.nonce());
        if (previous.isPresent() && !paysMore(added, previous.get())) {
            return new Admission.Refused(
                    Admission.Cause.UNDERPRICED_REPLACEMENT,
                    "%s has nonce %d already; to replace it, pay a tenth more than its fee %s and tip %s"
                            .formatted(
                                    previous.get().hash(),
                                    added.nonce(),
                                    previous.get().transaction().maxFee(),
                                    previous.get().transaction().maxPriorityFee()));
        }
        Optional<List<Pooled>> victims = makeRoom(queue, added, previous);
        if (victims.isEmpty()) {
            return new Admission.Refused(
                    Admission.Cause.POOL_FULL,
                    "the pool is full with %d transactions of %d bytes, and a tip of %s is too low to take another one's place"
                            .formatted(byHash.size(), bytes, added.tip()));
        }
        victims.get().forEach(this::drop);
        previous.ifPresent(this::drop);
        boolean waiting = queue.head().isPresent();
        change(queue, changed -> changed.put(added));
        byHash.put(added.hash(), added);
        bytes += added.sizeBytes();
        if (!waiting) {
            change(queue, changed -> changed.turn(turns++));
        }
        return previous.isPresent()
                ? new Admission.Replaced(previous.get().hash())
                : new Admission.Added();
    }

    private static boolean paysMore(Pooled added, Pooled previous) {
        return raised(previous.transaction().maxFee()).compareTo(added.transaction().maxFee()) <= 0
                && raised(previous.transaction().maxPriorityFee())
                                .compareTo(added.transaction().maxPriorityFee())
                        <= 0;
    }

    private static UInt256 raised(UInt256 price) {
        UInt256 tenth = UInt256.of(price.toBigInteger().divide(REPLACEMENT_DIVISOR.toBigInteger()));
        UInt256 more = tenth.isZero() ? UInt256.ONE : tenth;
        return price.compareTo(UInt256.MAX.minus(more)) > 0 ? UInt256.MAX : price.plus(more);
    }

    /// Which transactions have to go for `added`; empty when it is not worth them.
    private Optional<List<Pooled>> makeRoom(
            SenderQueue queue, Pooled added, Optional<Pooled> replaced) {
        long countAfter = byHash.size() + (replaced.isPresent() ? 0L : 1L);
        long bytesAfter = bytes + added.sizeBytes() - replaced.map(Pooled::sizeBytes).orElse(0);
        boolean gapped = added.nonce() > queue.nextNonce();
        List<Pooled> victims = new ArrayList<>();
        for (SenderQueue other : evictable) {
            if (countAfter <= limits.transactionsMax() && bytesAfter <= limits.bytesMax()) {
                break;
            }
            if (other.sender().equals(queue.sender())) {
                continue;
            }
            boolean worthIt =
                    other.isLastGapped() == gapped
                            ? other.last().tip().compareTo(added.tip()) < 0
                            : other.isLastGapped();
            if (!worthIt) {
                break;
            }
            victims.add(other.last());
            countAfter--;
            bytesAfter -= other.last().sizeBytes();
        }
        return countAfter <= limits.transactionsMax() && bytesAfter <= limits.bytesMax()
                ? Optional.of(victims)
                : Optional.empty();
    }

    /// The next transactions to be ordered, in their order. They are offered again, unless a block settles
    /// them, after `untilNanos`.
    ///
    /// @param bytesMax of the bundle's payload
    /// @param gasMax of all their gas limits
    public synchronized List<SentTransaction> take(
            int countMax, long bytesMax, long gasMax, long nowNanos, long untilNanos) {
        dropExpired(nowNanos);
        takeBackExpiredOffers(nowNanos);
        List<SentTransaction> taken = new ArrayList<>();
        List<SenderQueue> passedOver = new ArrayList<>();
        long bytesLeft = bytesMax;
        long gasLeft = gasMax;
        while (taken.size() < countMax && !ready.isEmpty() && passedOver.size() < PASSED_OVER_MAX) {
            SenderQueue queue = ready.first();
            Pooled head = queue.head().orElseThrow();
            long size = head.sizeBytes() + (long) Bundle.ENVELOPE_OVERHEAD_BYTES;
            if (size > bytesLeft || head.transaction().gasLimit() > gasLeft) {
                passedOver.add(ready.removeFirst());
                continue;
            }
            change(
                    queue,
                    changed -> {
                        changed.offerHead(untilNanos);
                        changed.turn(turns++);
                    });
            offers.add(new Offer(head, untilNanos));
            taken.add(head.sent());
            bytesLeft -= size;
            gasLeft -= head.transaction().gasLimit();
        }
        ready.addAll(passedOver);
        return taken;
    }

    private void dropExpired(long nowNanos) {
        while (!byHash.isEmpty()
                && nowNanos - byHash.firstEntry().getValue().addedNanos()
                        >= limits.lifetimeNanos()) {
            drop(byHash.firstEntry().getValue());
        }
    }

    private void takeBackExpiredOffers(long nowNanos) {
        while (!offers.isEmpty() && offers.element().untilNanos - nowNanos <= 0) {
            Offer offer = offers.remove();
            if (offer.pooled.offeredUntilNanos() == offer.untilNanos) {
                takeBack(offer.pooled.hash());
            }
        }
    }

    /// The transactions with these hashes were taken but will not be ordered this time: they are offered
    /// again at once.
    public synchronized void takeBack(Collection<Hash32> hashes) {
        hashes.forEach(this::takeBack);
    }

    private void takeBack(Hash32 hash) {
        Pooled pooled = byHash.get(hash);
        if (pooled != null && pooled.isOffered()) {
            change(queueOf(pooled), queue -> queue.takeBack(pooled));
        }
    }

    /// Lets go what `executed` settled: its transactions and others with their nonces, and what was skipped
    /// for a reason that will not pass. What is skipped because its time has not come is offered again.
    public void onBlock(ExecutedBlock executed) {
        Map<Address, Long> nonces = new HashMap<>();
        for (SentTransaction sent : executed.block().transactions()) {
            nonces.merge(sent.sender(), sent.transaction().nonce() + 1, Math::max);
        }
        for (SkippedTransaction skipped : executed.skipped()) {
            transaction(skipped.hash())
                    .ifPresent(sent ->
                            nonces.merge(
                                    sent.sender(),
                                    accounts.apply(sent.sender()).nonce(),
                                    Math::max));
        }
        Set<Address> senders =
                executed.block().transactions().stream()
                        .map(SentTransaction::sender)
                        .collect(Collectors.toSet());
        settle(nonces, executed.skipped(), senders);
    }

    private synchronized void settle(
            Map<Address, Long> nonces,
            List<SkippedTransaction> skippedTransactions,
            Set<Address> senders) {
        settled++;
        nonces.forEach((sender, nonce) -> {
            SenderQueue queue = bySender.get(sender);
            if (queue != null && nonce > queue.accountNonce()) {
                change(queue, changed -> changed.accountNonce(nonce));
                queue.outdated().forEach(this::drop);
            }
        });
        for (SkippedTransaction skipped : skippedTransactions) {
            Pooled pooled = byHash.get(skipped.hash());
            if (pooled == null) {
                continue;
            }
            boolean tooEarly = isTooEarly(pooled, senders);
            if (skipped.cause() == Cause.BLOCK_FULL
                    || (skipped.cause() == Cause.REJECTED && tooEarly)) {
                takeBack(pooled.hash());
            } else {
                drop(pooled);
            }
        }
    }

    /// Whether `pooled` was skipped only because what has to go before it had not: a lower nonce is still
    /// missing, or came later in the same block.
    ///
    /// @param senders whose transactions that block has
    private boolean isTooEarly(Pooled pooled, Set<Address> senders) {
        long accountNonce = queueOf(pooled).accountNonce();
        return pooled.nonce() > accountNonce
                || (pooled.nonce() == accountNonce && senders.contains(pooled.sent().sender()));
    }

    private void advance(SenderQueue queue, long accountNonce) {
        if (accountNonce > queue.accountNonce()) {
            change(queue, changed -> changed.accountNonce(accountNonce));
            queue.outdated().forEach(this::drop);
        }
    }

    private SenderQueue queueOf(Pooled pooled) {
        return Objects.requireNonNull(bySender.get(pooled.sent().sender()));
    }

    private void drop(Pooled pooled) {
        if (byHash.remove(pooled.hash(), pooled)) {
            bytes -= pooled.sizeBytes();
            change(queueOf(pooled), queue -> queue.remove(pooled));
        }
    }

    /// Changes `queue`, and keeps the indexes, which order queues by their content, in step with it.
    private void change(SenderQueue queue, Consumer<SenderQueue> change) {
        if (queue.head().isPresent()) {
            ready.remove(queue);
        }
        if (!queue.isEmpty()) {
            evictable.remove(queue);
        }
        change.accept(queue);
        if (queue.head().isPresent()) {
            ready.add(queue);
        }
        if (queue.isEmpty()) {
            bySender.remove(queue.sender());
        } else {
            bySender.put(queue.sender(), queue);
            evictable.add(queue);
        }
    }

    public synchronized Optional<SentTransaction> transaction(Hash32 hash) {
        return Optional.ofNullable(byHash.get(hash)).map(Pooled::sent);
    }

    /// The nonce that the next transaction of `sender` should have: behind all that are here and ready.
    public long pendingNonce(Address sender) {
        while (true) {
            long before = settled();
            long accountNonce = accounts.apply(sender).nonce();
            synchronized (this) {
                if (settled == before) {
                    SenderQueue queue = bySender.get(sender);
                    return queue == null ? accountNonce : Math.max(accountNonce, queue.nextNonce());
                }
            }
        }
    }

    /// Everything in the pool by sender and nonce.
    public synchronized PoolContent content() {
        SortedMap<Address, SortedMap<Long, SentTransaction>> ready = new TreeMap<>();
        SortedMap<Address, SortedMap<Long, SentTransaction>> queued = new TreeMap<>();
        for (SenderQueue queue : bySender.values()) {
            queue.all()
                    .forEach((nonce, pooled) ->
                            (nonce < queue.nextNonce() ? ready : queued)
                                    .computeIfAbsent(queue.sender(), sender -> new TreeMap<>())
                                    .put(nonce, pooled.sent()));
        }
        return new PoolContent(ready, queued);
    }

    public synchronized int size() {
        return byHash.size();
    }

    public synchronized long sizeBytes() {
        return bytes;
    }

    /// Whether [#take] may find anything that is not taken yet.
    public synchronized boolean hasReady() {
        return !ready.isEmpty();
    }

    /// How many senders have a transaction that could be taken.
    public synchronized int readySenders() {
        return ready.size();
    }
}
