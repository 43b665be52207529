package io.chirograph.ledger.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.crypto.Hashes;
import io.chirograph.evm.Account;
import io.chirograph.ledger.SentTransaction;
import io.chirograph.ledger.SkippedTransaction;
import io.chirograph.ledger.TestSender;
import io.chirograph.ledger.transaction.Recipient;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.UInt256;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class TransactionPoolTest {
    private static final long GAS_LIMIT = 30_000_000;
    private static final long OFFER_NANOS = 1_000;
    private static final PoolLimits LIMITS = new PoolLimits(1_000, 1 << 20, 64, 4_096, 1_000_000);

    private static final TestSender ALICE = TestSender.named("alice");
    private static final TestSender BOB = TestSender.named("bob");
    private static final TestSender CAROL = TestSender.named("carol");

    private final Map<Address, Account> accounts = new HashMap<>();
    private long now = 5;

    private TransactionPool pool(PoolLimits limits) {
        return new TransactionPool(
                limits,
                new AdmissionRules(TestSender.CHAIN_ID, GAS_LIMIT, UInt256.ZERO),
                address ->
                        accounts.getOrDefault(
                                address,
                                new Account(0, UInt256.of(1_000_000_000), Hashes.EMPTY_KECCAK)));
    }

    private final TransactionPool pool = pool(LIMITS);

    private void account(TestSender sender, long nonce, long balance) {
        accounts.put(
                sender.address(), new Account(nonce, UInt256.of(balance), Hashes.EMPTY_KECCAK));
    }

    private Admission add(SentTransaction sent) {
        return pool.add(sent, now);
    }

    private void addAll(SentTransaction... transactions) {
        for (SentTransaction sent : transactions) {
            assertThat(add(sent)).isEqualTo(new Admission.Added());
        }
    }

    private List<SentTransaction> take(int count) {
        return pool.take(count, 1 << 20, GAS_LIMIT, now, now + OFFER_NANOS);
    }

    private void assertRefused(SentTransaction sent, Admission.Cause cause, String... words) {
        assertThat(add(sent))
                .isInstanceOfSatisfying(
                        Admission.Refused.class,
                        refused -> {
                            assertThat(refused.cause()).isEqualTo(cause);
                            assertThat(List.of(words))
                                    .allMatch(word -> refused.reason().contains(word));
                        });
    }

    @Test
    void offersASendersTransactionsByNonceInWhateverOrderTheyCame() {
        SentTransaction second = ALICE.transfer(1, 9);
        SentTransaction first = ALICE.transfer(0, 1);
        addAll(second, first);
        assertThat(take(10)).containsExactly(first, second);
    }

    @Test
    void offersWhoPaysMoreFirst() {
        SentTransaction low = ALICE.transfer(0, 1);
        SentTransaction high = BOB.transfer(0, 3);
        SentTransaction middle = CAROL.transfer(0, 2);
        addAll(low, high, middle);
        assertThat(take(10)).containsExactly(high, middle, low);
    }

    @Test
    void servesSendersInTurnWhenTheyPayTheSame() {
        addAll(ALICE.transfer(0, 0), ALICE.transfer(1, 0), ALICE.transfer(2, 0));
        addAll(BOB.transfer(0, 0), BOB.transfer(1, 0));
        assertThat(take(10))
                .containsExactly(
                        ALICE.transfer(0, 0),
                        BOB.transfer(0, 0),
                        ALICE.transfer(1, 0),
                        BOB.transfer(1, 0),
                        ALICE.transfer(2, 0));
    }

    @Test
    void keepsTransactionsBehindAGapUntilItIsFilled() {
        SentTransaction later = ALICE.transfer(1, 0);
        addAll(later);
        assertThat(take(10)).isEmpty();
        assertThat(pool.content().queued()).containsOnlyKeys(ALICE.address());
        SentTransaction first = ALICE.transfer(0, 0);
        addAll(first);
        assertThat(pool.content().queued()).isEmpty();
        assertThat(take(10)).containsExactly(first, later);
    }

    @Test
    void replacesOnlyForATenthMore() {
        SentTransaction old = ALICE.transfer(0, 100);
        addAll(old);
        assertRefused(
                ALICE.transfer(0, 109),
                Admission.Cause.UNDERPRICED_REPLACEMENT,
                old.transaction().hash().toHex(),
                "100");
        SentTransaction better = ALICE.transfer(0, 110);
        assertThat(add(better)).isEqualTo(new Admission.Replaced(old.transaction().hash()));
        assertThat(take(10)).containsExactly(better);
        assertThat(pool.transaction(old.transaction().hash())).isEmpty();
    }

    @Test
    void aReplacementInTheMiddleKeepsThoseBehindItReady() {
        addAll(ALICE.transfer(0, 10), ALICE.transfer(1, 10));
        SentTransaction better = ALICE.transfer(0, 20);
        add(better);
        assertThat(take(10)).containsExactly(better, ALICE.transfer(1, 10));
    }

    @Test
    void replacingWhatIsFreeTakesAtLeastOneWei() {
        addAll(ALICE.transfer(0, 0));
        assertRefused(
                ALICE.send(0, 21_001, 0, Recipient.of(Address.ZERO), UInt256.ZERO, Bytes.EMPTY),
                Admission.Cause.UNDERPRICED_REPLACEMENT);
        assertThat(add(ALICE.transfer(0, 1))).isInstanceOf(Admission.Replaced.class);
    }

    @Test
    void saysWhyItRefuses() {
        account(ALICE, 5, 1_000);
        assertRefused(ALICE.transfer(4, 0), Admission.Cause.NONCE_TOO_LOW, "4", "5");
        assertRefused(ALICE.transfer(69, 0), Admission.Cause.NONCE_TOO_HIGH, "69", "64");
        assertRefused(ALICE.transfer(Long.MIN_VALUE, 0), Admission.Cause.NONCE_TOO_HIGH);
        assertRefused(ALICE.transfer(5, 1), Admission.Cause.INSUFFICIENT_FUNDS, "21000", "1000");
        assertRefused(
                ALICE.transfer(5, Address.ZERO, 1_001), Admission.Cause.INSUFFICIENT_FUNDS, "1001");
        assertRefused(
                ALICE.send(
                        5, GAS_LIMIT + 1, 0, Recipient.of(Address.ZERO), UInt256.ZERO, Bytes.EMPTY),
                Admission.Cause.INVALID,
                "30000001",
                "30000000");
        assertRefused(
                ALICE.call(5, Address.ZERO, Bytes.owning(new byte[5_000])),
                Admission.Cause.INVALID,
                "4096");
        assertRefused(
                ALICE.send(5, 20_999, 0, Recipient.of(Address.ZERO), UInt256.ZERO, Bytes.EMPTY),
                Admission.Cause.INVALID,
                "20999",
                "21000");
        assertThat(pool.size()).isZero();
        assertThat(pool.content().ready()).isEmpty();
    }

    @Test
    void knowsWhatItHas() {
        addAll(ALICE.transfer(0, 0));
        assertThat(add(ALICE.transfer(0, 0))).isEqualTo(new Admission.Known());
    }

    @Test
    void offersNothingTwiceUntilTheOfferIsOver() {
        SentTransaction sent = ALICE.transfer(0, 0);
        addAll(sent);
        assertThat(take(10)).containsExactly(sent);
        assertThat(take(10)).isEmpty();
        assertThat(pool.hasReady()).isFalse();
        now += OFFER_NANOS - 1;
        assertThat(take(10)).isEmpty();
        now += 1;
        assertThat(take(10)).containsExactly(sent);
    }

    @Test
    void offersAgainOnlyWhatWasNotSettled() {
        addAll(ALICE.transfer(0, 0), ALICE.transfer(1, 0), ALICE.transfer(2, 0));
        take(3);
        pool.onBlock(TestBlocks.including(List.of(ALICE.transfer(0, 0))));
        now += OFFER_NANOS;
        assertThat(take(10)).containsExactly(ALICE.transfer(1, 0), ALICE.transfer(2, 0));
    }

    @Test
    void offersAgainAtOnceWhatIsGivenBack() {
        addAll(ALICE.transfer(0, 0), ALICE.transfer(1, 0));
        take(2);
        pool.takeBack(List.of(ALICE.transfer(0, 0).transaction().hash()));
        assertThat(take(10)).containsExactly(ALICE.transfer(0, 0));
    }

    @Test
    void aBlockSettlesAllWithTheNoncesItHas() {
        addAll(ALICE.transfer(0, 1), ALICE.transfer(1, 1), ALICE.transfer(2, 1));
        pool.onBlock(TestBlocks.including(List.of(ALICE.transfer(0, 7), ALICE.transfer(1, 1))));
        assertThat(pool.size()).isEqualTo(1);
        assertThat(pool.pendingNonce(ALICE.address())).isEqualTo(3);
        assertThat(take(10)).containsExactly(ALICE.transfer(2, 1));
    }

    @Test
    void dropsWhatTheStateForbidsAndKeepsWhatCameTooEarly() {
        addAll(ALICE.transfer(0, 0), ALICE.transfer(1, 0));
        take(2);
        pool.onBlock(TestBlocks.skipping(ALICE.transfer(1, 0), SkippedTransaction.Cause.REJECTED));
        assertThat(take(10)).containsExactly(ALICE.transfer(1, 0));
        pool.onBlock(TestBlocks.skipping(ALICE.transfer(0, 0), SkippedTransaction.Cause.REJECTED));
        assertThat(pool.transaction(ALICE.transfer(0, 0).transaction().hash())).isEmpty();
        assertThat(pool.pendingNonce(ALICE.address())).isZero();
        assertThat(pool.size()).isEqualTo(1);
    }

    @Test
    void keepsWhatCameBeforeItsTurnInTheBlockThatHasItsPredecessor() {
        addAll(ALICE.transfer(0, 0), ALICE.transfer(1, 0));
        take(2);
        pool.onBlock(
                TestBlocks.of(
                        List.of(ALICE.transfer(0, 0)),
                        ALICE.transfer(1, 0),
                        SkippedTransaction.Cause.REJECTED));
        assertThat(take(10)).containsExactly(ALICE.transfer(1, 0));
    }

    @Test
    void offersAgainWhatDidNotFitTheBlock() {
        addAll(ALICE.transfer(0, 0));
        take(1);
        pool.onBlock(
                TestBlocks.skipping(ALICE.transfer(0, 0), SkippedTransaction.Cause.BLOCK_FULL));
        assertThat(take(1)).containsExactly(ALICE.transfer(0, 0));
    }

    @Test
    void learnsOfANonceThatMovedWithoutATransaction() {
        addAll(ALICE.transfer(0, 0), ALICE.transfer(1, 0));
        account(ALICE, 1, 1_000);
        pool.onBlock(TestBlocks.skipping(ALICE.transfer(0, 0), SkippedTransaction.Cause.REJECTED));
        assertThat(take(10)).containsExactly(ALICE.transfer(1, 0));
    }

    @Test
    void whatDoesNotFitHoldsUpOnlyItsSender() {
        SentTransaction big =
                ALICE.send(0, 16_000_000, 9, Recipient.of(Address.ZERO), UInt256.ZERO, Bytes.EMPTY);
        addAll(big, ALICE.transfer(1, 9), BOB.transfer(0, 1));
        assertThat(pool.take(10, 1 << 20, 10_000_000, now, now + 1))
                .containsExactly(BOB.transfer(0, 1));
        assertThat(take(10)).containsExactly(big, ALICE.transfer(1, 9));
    }

    @Test
    void keepsToTheBytesAsked() {
        addAll(ALICE.transfer(0, 0), BOB.transfer(0, 0), CAROL.transfer(0, 0));
        long size = ALICE.transfer(0, 0).transaction().encode().size();
        assertThat(pool.take(10, 2 * (size + 5) + 4, GAS_LIMIT, now, now + 1)).hasSize(2);
    }

    @Test
    void aFullPoolGivesUpWhoWaitsForAGapThenWhoPaysLeast() {
        TransactionPool small = pool(new PoolLimits(3, 1 << 20, 64, 4_096, 1_000));
        SentTransaction gapped = CAROL.transfer(1, 50);
        SentTransaction low = ALICE.transfer(0, 1);
        SentTransaction high = BOB.transfer(0, 5);
        for (SentTransaction sent : List.of(gapped, low, high)) {
            assertThat(small.add(sent, now)).isEqualTo(new Admission.Added());
        }
        SentTransaction another = TestSender.named("dave").transfer(0, 1);
        assertThat(small.add(another, now)).isEqualTo(new Admission.Added());
        assertThat(small.transaction(gapped.transaction().hash())).isEmpty();
        SentTransaction sameAsLowest = TestSender.named("erin").transfer(0, 1);
        assertThat(small.add(sameAsLowest, now))
                .isInstanceOfSatisfying(
                        Admission.Refused.class,
                        refused ->
                                assertThat(refused.cause()).isEqualTo(Admission.Cause.POOL_FULL));
        SentTransaction better = TestSender.named("frank").transfer(0, 2);
        assertThat(small.add(better, now)).isEqualTo(new Admission.Added());
        assertThat(small.size()).isEqualTo(3);
        assertThat(small.take(9, 1 << 20, GAS_LIMIT, now, now + 1)).contains(high, better);
    }

    @Test
    void aSenderAloneInAFullPoolDoesNotPushOutItsOwn() {
        TransactionPool small = pool(new PoolLimits(2, 1 << 20, 64, 4_096, 1_000));
        small.add(ALICE.transfer(0, 1), now);
        small.add(ALICE.transfer(1, 1), now);
        assertThat(small.add(ALICE.transfer(2, 9), now)).isInstanceOf(Admission.Refused.class);
        assertThat(small.pendingNonce(ALICE.address())).isEqualTo(2);
    }

    @Test
    void dropsWhatWaitedTooLong() {
        addAll(ALICE.transfer(0, 0));
        now += LIMITS.lifetimeNanos();
        assertThat(take(1)).isEmpty();
        assertThat(pool.size()).isZero();
        assertThat(pool.sizeBytes()).isZero();
    }

    @Test
    void thePendingNonceIsBehindAllThatAreReady() {
        account(ALICE, 3, 1_000);
        assertThat(pool.pendingNonce(ALICE.address())).isEqualTo(3);
        addAll(ALICE.transfer(3, 0), ALICE.transfer(4, 0), ALICE.transfer(6, 0));
        assertThat(pool.pendingNonce(ALICE.address())).isEqualTo(5);
        List<SentTransaction> taken = new ArrayList<>(take(1));
        assertThat(taken).hasSize(1);
        assertThat(pool.pendingNonce(ALICE.address())).isEqualTo(5);
    }

    @Test
    void aBlockThatIsSettledWhileATransactionComesDoesNotSetItsSenderBack() {
        AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});
        account(ALICE, 0, 1_000);
        TransactionPool raced =
                new TransactionPool(
                        LIMITS,
                        new AdmissionRules(TestSender.CHAIN_ID, GAS_LIMIT, UInt256.ZERO),
                        address -> {
                            Account before = accounts.getOrDefault(address, Account.EMPTY);
                            meanwhile.getAndSet(() -> {}).run();
                            return before;
                        });
        raced.add(ALICE.transfer(0, 0), now);
        Runnable settle =
                () -> {
                    account(ALICE, 1, 1_000);
                    raced.onBlock(TestBlocks.including(List.of(ALICE.transfer(0, 0))));
                };

        meanwhile.set(settle);
        raced.add(ALICE.transfer(1, 0), now);

        assertThat(raced.pendingNonce(ALICE.address())).isEqualTo(2);
        assertThat(raced.take(10, 1 << 20, GAS_LIMIT, now, now + OFFER_NANOS))
                .containsExactly(ALICE.transfer(1, 0));
        meanwhile.set(() -> {
            account(ALICE, 2, 1_000);
            raced.onBlock(TestBlocks.including(List.of(ALICE.transfer(1, 0))));
        });
        assertThat(raced.pendingNonce(ALICE.address())).isEqualTo(2);
    }
}
