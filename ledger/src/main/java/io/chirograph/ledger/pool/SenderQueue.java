package io.chirograph.ledger.pool;

import io.chirograph.types.Address;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The transactions of one sender by nonce. Ready are those from the account's nonce on without a gap; the
/// others wait for the gap to be filled. Single-owner, like the pool.
///
/// Two cursors make the usual questions cheap, however many transactions one sender has:
/// `accountNonce ≤ headNonce ≤ nextNonce`; from the first to the second all are here and taken by someone,
/// from the second to the third all are here.
final class SenderQueue {
    private final Address sender;
    private final TreeMap<Long, Pooled> byNonce = new TreeMap<>();
    private long accountNonce;
    private long headNonce;
    private long nextNonce;

    /// Before whom this sender comes among those who pay as much: lower is earlier.
    private long turn;

    SenderQueue(Address sender, long accountNonce) {
        this.sender = sender;
        this.accountNonce = accountNonce;
        this.headNonce = accountNonce;
        this.nextNonce = accountNonce;
    }

    Address sender() {
        return sender;
    }

    long accountNonce() {
        return accountNonce;
    }

    void accountNonce(long nonce) {
        accountNonce = nonce;
        headNonce = nonce;
        nextNonce = nonce;
        advance();
    }

    private void advance() {
        while (byNonce.containsKey(nextNonce)) {
            nextNonce++;
        }
        while (headNonce < nextNonce && pooledAt(headNonce).isOffered()) {
            headNonce++;
        }
    }

    private Pooled pooledAt(long nonce) {
        return Objects.requireNonNull(byNonce.get(nonce));
    }

    long turn() {
        return turn;
    }

    void turn(long newTurn) {
        turn = newTurn;
    }

    boolean isEmpty() {
        return byNonce.isEmpty();
    }

    Optional<Pooled> at(long nonce) {
        return Optional.ofNullable(byNonce.get(nonce));
    }

    /// Adds `pooled`, in place of another one with its nonce.
    void put(Pooled pooled) {
        byNonce.put(pooled.nonce(), pooled);
        headNonce = Math.min(headNonce, pooled.nonce());
        headNonce = Math.max(headNonce, accountNonce);
        advance();
    }

    void remove(Pooled pooled) {
        if (byNonce.remove(pooled.nonce(), pooled) && pooled.nonce() >= accountNonce) {
            nextNonce = Math.min(nextNonce, pooled.nonce());
            headNonce = Math.min(headNonce, nextNonce);
        }
    }

    /// Marks the head as taken by someone.
    void offerHead(long untilNanos) {
        pooledAt(headNonce).offer(untilNanos);
        advance();
    }

    /// `pooled` is no longer taken.
    void takeBack(Pooled pooled) {
        pooled.takeBack();
        if (pooled.nonce() >= accountNonce && pooled.nonce() < headNonce) {
            headNonce = pooled.nonce();
        }
    }

    /// All transactions, by nonce.
    SortedMap<Long, Pooled> all() {
        return Collections.unmodifiableSortedMap(byNonce);
    }

    /// What the account can no longer send.
    List<Pooled> outdated() {
        return List.copyOf(byNonce.headMap(accountNonce).values());
    }

    /// The first nonce from the account's on that is not here.
    long nextNonce() {
        return nextNonce;
    }

    /// The first ready transaction that nobody has taken.
    Optional<Pooled> head() {
        return headNonce < nextNonce ? at(headNonce) : Optional.empty();
    }

    /// The transaction that goes first when room is needed, for none waits for it.
    Pooled last() {
        return byNonce.lastEntry().getValue();
    }

    /// Whether the last transaction waits for a gap to be filled.
    boolean isLastGapped() {
        return byNonce.lastKey() > nextNonce;
    }
}
