package io.chirograph.ledger.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.crypto.Hashes;
import io.chirograph.evm.Account;
import io.chirograph.ledger.SentTransaction;
import io.chirograph.ledger.TestSender;
import io.chirograph.testkit.Seed;
import io.chirograph.types.Address;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TransactionPoolProperties {
    private static final int SENDERS = 5;
    private static final int NONCES = 12;
    private static final int TIPS = 4;
    private static final PoolLimits LIMITS = new PoolLimits(25, 2_400, 8, 1_000, 500);

    /// Signed once, for signing is what takes the time.
    private static final List<SentTransaction> TRANSACTIONS = transactions();

    private static List<SentTransaction> transactions() {
        List<SentTransaction> all = new ArrayList<>();
        for (int sender = 0; sender < SENDERS; sender++) {
            TestSender test = TestSender.named("sender " + sender);
            for (int nonce = 0; nonce < NONCES; nonce++) {
                for (int tip = 0; tip < TIPS; tip++) {
                    all.add(test.transfer(nonce, tip));
                }
            }
        }
        return all;
    }

    /// A pool and what has been taken from it.
    private static final class Model {
        final Random random;
        final Map<Address, Long> nonces = new HashMap<>();
        final Map<Hash32, Long> offeredUntil = new HashMap<>();
        final TransactionPool pool;
        long now;

        Model(Random random) {
            this.random = random;
            this.pool =
                    new TransactionPool(
                            LIMITS,
                            new AdmissionRules(TestSender.CHAIN_ID, 30_000_000, UInt256.ZERO),
                            address ->
                                    new Account(
                                            nonces.getOrDefault(address, 0L),
                                            UInt256.MAX,
                                            Hashes.EMPTY_KECCAK));
        }

        void step() {
            now += random.nextInt(20);
            switch (random.nextInt(8)) {
                case 0, 1, 2, 3, 4 -> add();
                case 5, 6 -> take();
                default -> includeSome();
            }
            checkInvariants();
        }

        private void add() {
            SentTransaction sent = TRANSACTIONS.get(random.nextInt(TRANSACTIONS.size()));
            boolean known = pool.transaction(sent.transaction().hash()).isPresent();
            Admission admission = pool.add(sent, now);
            boolean there = pool.transaction(sent.transaction().hash()).isPresent();
            switch (admission) {
                case Admission.Added() -> assertThat(there && !known).isTrue();
                case Admission.Replaced(Hash32 previous) -> {
                    assertThat(there && !known).isTrue();
                    assertThat(pool.transaction(previous)).isEmpty();
                }
                case Admission.Known() -> assertThat(known).isTrue();
                case Admission.Refused _ -> assertThat(there).isFalse();
            }
        }

        private void take() {
            long until = now + 1 + random.nextInt(50);
            PoolContent before = pool.content();
            List<SentTransaction> taken =
                    pool.take(random.nextInt(6), 1 << 20, 30_000_000, now, until);
            Map<Address, Long> last = new HashMap<>();
            for (SentTransaction sent : taken) {
                long nonce = sent.transaction().nonce();
                assertThat(before.ready().get(sent.sender())).containsEntry(nonce, sent);
                assertThat(last.getOrDefault(sent.sender(), -1L)).isLessThan(nonce);
                last.put(sent.sender(), nonce);
                Long offered = offeredUntil.get(sent.transaction().hash());
                assertThat(offered == null || offered <= now).isTrue();
                offeredUntil.put(sent.transaction().hash(), until);
            }
        }

        /// A block with the next transactions of some sender, ours or replaced ones.
        private void includeSome() {
            TestSender sender = TestSender.named("sender " + random.nextInt(SENDERS));
            long nonce = nonces.getOrDefault(sender.address(), 0L);
            if (nonce == NONCES) {
                return;
            }
            nonces.put(sender.address(), nonce + 1);
            pool.onBlock(
                    TestBlocks.including(List.of(sender.transfer(nonce, random.nextInt(TIPS)))));
            pool.content()
                    .ready()
                    .getOrDefault(sender.address(), new TreeMap<>())
                    .keySet()
                    .forEach(ready -> assertThat(ready).isGreaterThan(nonce));
        }

        private void checkInvariants() {
            PoolContent content = pool.content();
            Set<Hash32> all = new HashSet<>();
            long bytes = 0;
            for (SortedMap<Address, SortedMap<Long, SentTransaction>> part :
                    List.of(content.ready(), content.queued())) {
                for (SortedMap<Long, SentTransaction> queue : part.values()) {
                    assertThat(queue.size()).isLessThanOrEqualTo(LIMITS.perSenderMax());
                    for (SentTransaction sent : queue.values()) {
                        assertThat(all.add(sent.transaction().hash())).isTrue();
                        bytes += sent.transaction().encode().size();
                    }
                }
            }
            assertThat(pool.size()).isEqualTo(all.size());
            assertThat(pool.sizeBytes()).isEqualTo(bytes);
            assertThat(all.size()).isLessThanOrEqualTo(LIMITS.transactionsMax());
            assertThat(bytes).isLessThanOrEqualTo(LIMITS.bytesMax());
            content.ready().forEach(this::checkContiguous);
        }

        private void checkContiguous(Address sender, SortedMap<Long, SentTransaction> queue) {
            assertThat(queue.lastKey() - queue.firstKey()).isEqualTo(queue.size() - 1L);
            assertThat(pool.pendingNonce(sender)).isEqualTo(queue.lastKey() + 1);
        }
    }

    @Test
    void whateverHappensItKeepsItsOrderAndItsLimits() {
        Seed.of(0x9001)
                .run(
                        "ledger",
                        TransactionPoolProperties.class,
                        random -> {
                            for (int run = 0; run < 40; run++) {
                                Model model = new Model(random);
                                for (int i = 0; i < 300; i++) {
                                    model.step();
                                }
                            }
                        });
    }

    @Test
    void everythingReadyIsOfferedInTheEnd() {
        Seed.of(0x9002)
                .run(
                        "ledger",
                        TransactionPoolProperties.class,
                        random -> {
                            Model model = new Model(random);
                            for (int i = 0; i < 2_000; i++) {
                                model.step();
                            }
                            model.now += 100;
                            Set<SentTransaction> ready = new HashSet<>();
                            List<SentTransaction> taken =
                                    model.pool.take(
                                            1_000, 1 << 20, 30_000_000, model.now, model.now + 1);
                            model.pool
                                    .content()
                                    .ready()
                                    .values()
                                    .forEach(queue -> ready.addAll(queue.values()));
                            assertThat(taken).containsExactlyInAnyOrderElementsOf(ready);
                        });
    }
}
