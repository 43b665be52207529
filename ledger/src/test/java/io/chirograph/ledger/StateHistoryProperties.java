package io.chirograph.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.ledger.execution.CallRequest;
import io.chirograph.ledger.transaction.Recipient;
import io.chirograph.store.KeyRange;
import io.chirograph.store.KeyValue;
import io.chirograph.store.MemoryDisk;
import io.chirograph.store.Snapshot;
import io.chirograph.store.Store;
import io.chirograph.store.StoreException;
import io.chirograph.store.Table;
import io.chirograph.testkit.Seed;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.UInt256;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Old states go, and nothing else does; blocks are taken back, and leave nothing behind.
class StateHistoryProperties {
    private static final int BLOCKS = 60;
    private static final long NONCES_LOOKED_AT = 24;
    private static final List<UInt256> SLOTS =
            IntStream.range(0, RandomBlocks.SLOTS).mapToObj(UInt256::of).toList();

    /// The same blocks in a ledger that forgets states and in one that keeps them all.
    private static final class Twins {
        final Random random;
        final RandomBlocks blocks;
        final TestChain forgetting;
        final TestChain keeping = new TestChain(new MemoryDisk());
        long removed;

        Twins(Random random) {
            this.random = random;
            this.blocks = new RandomBlocks(random);
            this.forgetting = new TestChain(new MemoryDisk());
        }

        void grow() {
            SentTransaction[] transactions = blocks.next(keeping);
            ExecutedBlock expected = keeping.executeAndCertify(transactions);
            assertThat(forgetting.executeAndCertify(transactions)).isEqualTo(expected);
        }

        /// Forgets some states, while the chain goes on.
        void prune() throws InterruptedException {
            Ledger ledger = forgetting.ledger();
            long oldest = ledger.oldestStateHeight();
            long height = oldest + random.nextLong(ledger.certifiedHeight() - oldest + 1);
            Pruned pruned =
                    ledger.pruneStates(
                            height,
                            () -> {
                                if (random.nextInt(40) == 0) {
                                    grow();
                                }
                                return true;
                            });
            assertThat(pruned.complete()).isTrue();
            assertThat(pruned.oldestHeight()).isEqualTo(height);
            removed += pruned.removed();
        }

        void check() {
            Ledger some = forgetting.ledger();
            Ledger all = keeping.ledger();
            for (long height = 0; height <= all.certifiedHeight(); height++) {
                boolean isKept = height >= some.oldestStateHeight();
                assertThat(some.state(height).isPresent()).isEqualTo(isKept);
                assertThat(some.replay(height).isPresent())
                        .isEqualTo(height > some.oldestStateHeight());
                assertThat(some.block(height)).isEqualTo(all.block(height));
                for (Address account : RandomBlocks.accounts(NONCES_LOOKED_AT)) {
                    if (isKept) {
                        checkSame(some, all, height, account);
                    } else {
                        assertThat(some.prove(height, account, SLOTS)).isEmpty();
                    }
                }
            }
        }

        private static void checkSame(Ledger some, Ledger all, long height, Address account) {
            var ours = some.state(height).orElseThrow();
            var theirs = all.state(height).orElseThrow();
            assertThat(ours.account(account)).isEqualTo(theirs.account(account));
            assertThat(ours.code(account)).isEqualTo(theirs.code(account));
            assertThat(some.prove(height, account, SLOTS))
                    .isEqualTo(all.prove(height, account, SLOTS));
            CallRequest call =
                    new CallRequest(
                            TestChain.ALICE.address(),
                            Recipient.of(account),
                            100_000,
                            UInt256.ZERO,
                            UInt256.ZERO,
                            Bytes.owning(new byte[64]),
                            List.of());
            assertThat(some.call(call, some.context(height).orElseThrow(), ours))
                    .isEqualTo(all.call(call, all.context(height).orElseThrow(), theirs));
        }

        void close() {
            forgetting.close();
            keeping.close();
        }
    }

    @Test
    void everyKeptHeightAnswersAsIfNothingHadBeenForgotten() {
        Seed.of(0x9121e)
                .run(
                        "states",
                        StateHistoryProperties.class,
                        random -> {
                            Twins twins = new Twins(random);
                            while (twins.keeping.ledger().certifiedHeight() < BLOCKS) {
                                twins.grow();
                                if (random.nextInt(6) == 0) {
                                    prune(twins);
                                }
                                if (random.nextInt(12) == 0) {
                                    twins.forgetting.reopen();
                                }
                            }
                            twins.check();
                            prune(twins);
                            twins.forgetting.reopen(); // no node is left in memory
                            twins.check();
                            assertThat(twins.removed).isPositive();
                            twins.close();
                        });
    }

    private static void prune(Twins twins) {
        try {
            twins.prune();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void nothingIsLeftOfStatesThatNobodyKeeps() throws InterruptedException {
        RandomBlocks blocks = new RandomBlocks(new Random(1));
        try (TestChain chain = new TestChain(new MemoryDisk())) {
            for (int i = 0; i < BLOCKS; i++) {
                chain.executeAndCertify(blocks.next(chain));
            }
            int before = rows(chain.store(), "ledger.nodes").size();
            Pruned pruned = chain.ledger().pruneStates(BLOCKS, () -> true);
            int after = rows(chain.store(), "ledger.nodes").size();
            assertThat(before - after).isEqualTo((int) pruned.removed());
            assertThat(after).isLessThan(before / 3);
            assertThat(chain.ledger().pruneStates(BLOCKS, () -> true).removed()).isZero();
        }
    }

    @Test
    void aPassThatIsNotWantedAnyMoreEndsAndTheNextOneGoesOn() throws InterruptedException {
        RandomBlocks blocks = new RandomBlocks(new Random(2));
        try (TestChain chain = new TestChain(new MemoryDisk())) {
            for (int i = 0; i < BLOCKS; i++) {
                chain.executeAndCertify(blocks.next(chain));
            }
            int before = rows(chain.store(), "ledger.nodes").size();
            assertThat(chain.ledger().pruneStates(BLOCKS, () -> false).complete()).isFalse();
            assertThat(rows(chain.store(), "ledger.nodes")).hasSize(before);
            assertThat(chain.ledger().pruneStates(BLOCKS, () -> true).removed()).isPositive();
        }
    }

    @Test
    void whereverTheDiskDiesWhileStatesAreForgottenAllKeptOnesAreThere()
            throws InterruptedException {
        boolean died = true;
        int deaths = 0;
        for (int writes = 60; died; writes += 7) {
            MemoryDisk disk = new MemoryDisk();
            MortalDisk mortal = new MortalDisk(disk, writes);
            try {
                growAndPrune(new TestChain(mortal));
            } catch (StoreException | CompletionException e) {
                assertThat(mortal.isAlive()).isFalse();
            }
            died = !mortal.isAlive();
            deaths += died ? 1 : 0;
            try (TestChain next = new TestChain(new MortalDisk(disk, Long.MAX_VALUE))) {
                Ledger ledger = next.ledger();
                for (long height = ledger.oldestStateHeight();
                        height <= ledger.certifiedHeight();
                        height++) {
                    for (Address account : RandomBlocks.accounts(NONCES_LOOKED_AT)) {
                        assertThat(ledger.prove(height, account, SLOTS)).isPresent();
                    }
                }
                growAndPrune(next);
            }
        }
        assertThat(deaths).isGreaterThan(3);
    }

    private static void growAndPrune(TestChain chain) throws InterruptedException {
        RandomBlocks blocks = new RandomBlocks(new Random(3));
        for (int i = 0; i < 20; i++) {
            chain.executeAndCertify(blocks.next(chain));
            if (i % 5 == 4) {
                chain.ledger().pruneStates(chain.ledger().certifiedHeight() - 3, () -> true);
            }
        }
    }

    @Test
    void whatIsTakenBackLeavesNothingBehind() {
        Seed.of(0x2011bac)
                .run(
                        "taken back",
                        StateHistoryProperties.class,
                        random -> {
                            RandomBlocks blocks = new RandomBlocks(random);
                            List<SentTransaction[]> kept = new ArrayList<>();
                            try (TestChain chain = new TestChain(new MemoryDisk());
                                    TestChain fresh = new TestChain(new MemoryDisk())) {
                                for (int i = 0; i < BLOCKS; i++) {
                                    SentTransaction[] next = blocks.next(chain);
                                    kept.add(next);
                                    chain.executeUnnumbered(next);
                                    if (random.nextInt(5) == 0) {
                                        takeBackSome(random, chain, kept);
                                    }
                                    if (random.nextInt(15) == 0) {
                                        chain.reopen();
                                    }
                                }
                                kept.forEach(fresh::executeUnnumbered);
                                assertThat(chain.ledger().head()).isEqualTo(fresh.ledger().head());
                                for (String table : chain.store().tableNames()) {
                                    if (!table.equals("ledger.nodes")
                                            && !table.equals("ledger.codes")) {
                                        assertThat(rows(chain.store(), table))
                                                .as(table)
                                                .isEqualTo(rows(fresh.store(), table));
                                    }
                                }
                            }
                        });
    }

    private static void takeBackSome(Random random, TestChain chain, List<SentTransaction[]> kept) {
        long certified = chain.ledger().certifiedHeight();
        long head = chain.ledger().head().height();
        long height = certified + random.nextLong(head - certified + 1);
        chain.ledger().rollBack(height);
        while (kept.size() > height) {
            kept.removeLast();
        }
    }

    @Test
    void whatIsCertifiedIsNotTakenBack() {
        try (TestChain chain = new TestChain(new MemoryDisk())) {
            chain.executeAndCertify();
            chain.executeAndCertify();
            chain.execute();
            assertThatThrownBy(() -> chain.ledger().rollBack(1))
                    .hasMessageContaining("from 2, which is certified, to 3, not to 1");
            chain.ledger().rollBack(2);
            assertThat(chain.ledger().head().height()).isEqualTo(2);
        }
    }

    private static List<String> rows(Store store, String name) {
        Table table = store.table(name);
        List<String> rows = new ArrayList<>();
        try (Snapshot view = store.snapshot()) {
            for (KeyValue row : view.scan(table, KeyRange.all())) {
                rows.add(Bytes.owning(row.key()) + "=" + Bytes.owning(row.value()));
            }
        }
        return rows;
    }
}
