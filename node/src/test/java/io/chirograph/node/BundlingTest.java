package io.chirograph.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.crypto.Hashes;
import io.chirograph.evm.Account;
import io.chirograph.ledger.Bundle;
import io.chirograph.ledger.SentTransaction;
import io.chirograph.ledger.pool.Admission;
import io.chirograph.ledger.pool.AdmissionRules;
import io.chirograph.ledger.pool.PoolLimits;
import io.chirograph.ledger.pool.TransactionPool;
import io.chirograph.ledger.transaction.Call;
import io.chirograph.ledger.transaction.Fees;
import io.chirograph.ledger.transaction.Recipient;
import io.chirograph.ledger.transaction.Transaction;
import io.chirograph.ledger.transaction.UnsignedTransaction;
import io.chirograph.node.config.NodeConfig;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class BundlingTest {
    private static final long MILLIS = 1_000_000;
    private static final Hash32 REQUEST = Hashes.keccak256(Bytes.ofUtf8("request"));

    private final TransactionPool pool =
            new TransactionPool(
                    new PoolLimits(100, 1 << 20, 100, 4_096, 3_600_000 * MILLIS),
                    new AdmissionRules(1337, 30_000_000, UInt256.ZERO),
                    _ -> new Account(0, UInt256.of(1_000_000), Hashes.EMPTY_KECCAK));

    private static Bundling bundling(TransactionPool pool, int transactionsMax) {
        return new Bundling(
                new Bundles(
                        pool,
                        1 << 20,
                        30_000_000,
                        new NodeConfig.Bundling(5, 500, transactionsMax)),
                0);
    }

    private List<Hash32> add(int count) {
        List<Transaction> transactions =
                IntStream.range(0, count)
                        .mapToObj(nonce ->
                                new UnsignedTransaction.FeeMarket(
                                                1337,
                                                new Fees(UInt256.ZERO, UInt256.ZERO),
                                                new Call(
                                                        nonce,
                                                        21_000,
                                                        Recipient.of(Address.ZERO),
                                                        UInt256.ZERO,
                                                        Bytes.EMPTY),
                                                List.of())
                                        .sign(TestNetwork.FUNDED))
                        .toList();
        for (Transaction each : transactions) {
            assertThat(pool.add(new SentTransaction(each, TestNetwork.FUNDED.address()), 0))
                    .isEqualTo(new Admission.Added());
        }
        return transactions.stream().map(Transaction::hash).toList();
    }

    @Test
    void oneTransactionLeavesAtOnceWhileLittleComesIn() {
        List<Hash32> sent = add(1);
        Bundling bundling = bundling(pool, 100);
        bundling.wish(7);
        assertThat(bundling.dueNanos()).hasValue(7);
        Bundling.Bundled bundled = bundling.take(7);
        assertThat(bundled.transactions()).isEqualTo(sent);
        assertThat(Bundle.decode(bundled.payload()))
                .isInstanceOfSatisfying(
                        Bundle.Decoded.Valid.class,
                        valid -> assertThat(valid.bundle().envelopes()).hasSize(1));
    }

    @Test
    void aBundleHoldsNoMoreThanTheRulesSayAndTheNextHoldsTheRest() {
        List<Hash32> sent = add(5);
        Bundling bundling = bundling(pool, 3);
        bundling.wish(0);
        assertThat(bundling.take(0).transactions()).isEqualTo(sent.subList(0, 3));
        assertThat(bundling.take(bundling.dueNanos().orElseThrow()).transactions())
                .isEqualTo(sent.subList(3, 5));
        assertThat(bundling.take(0).transactions()).isEmpty();
    }

    @Test
    void changedRulesHoldForTheNextBundle() {
        List<Hash32> sent = add(5);
        Bundling bundling = bundling(pool, 1);
        bundling.wish(0);
        bundling.change(new NodeConfig.Bundling(5, 500, 4), 0);
        assertThat(bundling.rules().transactionsMax()).isEqualTo(4);
        assertThat(bundling.take(0).transactions()).isEqualTo(sent.subList(0, 4));
    }

    @Test
    void transactionsOfARefusedRequestAreOfferedAgainAtOnce() {
        List<Hash32> sent = add(2);
        Bundling bundling = bundling(pool, 100);
        bundling.wish(0);
        bundling.sent(REQUEST, bundling.take(0), 0);
        bundling.wish(MILLIS);
        assertThat(bundling.take(MILLIS).transactions()).isEmpty();

        bundling.refused(REQUEST);
        bundling.wish(2 * MILLIS);
        assertThat(bundling.take(bundling.dueNanos().orElseThrow()).transactions()).isEqualTo(sent);
    }

    @Test
    void measuresEachBundleFromBeingSentToBeingOrdered() {
        add(2);
        Bundling bundling = bundling(pool, 100);
        bundling.wish(0);
        bundling.sent(REQUEST, bundling.take(0), 3 * MILLIS);
        bundling.ordered(REQUEST, 8 * MILLIS);
        bundling.ordered(REQUEST, 9 * MILLIS);
        assertThat(bundling.metrics().snapshot(9 * MILLIS).processingNanos()).isEqualTo(5 * MILLIS);
        assertThat(bundling.metrics().snapshot(9 * MILLIS).items()).isEqualTo(2);
    }
}
