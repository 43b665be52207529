package io.chirograph.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.crypto.trie.TrieRoot;
import io.chirograph.evm.Account;
import io.chirograph.evm.WorldState;
import io.chirograph.ledger.transaction.Recipient;
import io.chirograph.store.KeyRange;
import io.chirograph.store.KeyValue;
import io.chirograph.store.MemoryDisk;
import io.chirograph.store.Snapshot;
import io.chirograph.testkit.Seed;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.RlpWriter;
import io.chirograph.types.UInt256;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LedgerProperties {
    private static final List<TestSender> SENDERS = List.of(TestChain.ALICE, TestChain.BOB);
    private static final int SLOTS = 6;

    /// Writes the input's second word to the slot that is its first word.
    private static final Bytes SETTER = Bytes.fromHex("60203560003555");

    /// Returns [#SETTER] as the code of the new contract.
    private static final Bytes SETTER_CREATION =
            Bytes.concat(Bytes.fromHex("600780600b6000396000f3"), SETTER);

    /// What the state must be, kept by the simplest means.
    private static final class Model {
        final Random random;
        final TestChain chain = new TestChain(new MemoryDisk());
        final Map<TestSender, Long> nonces = new HashMap<>();
        final List<Address> contracts = new ArrayList<>();
        final Map<Address, SortedMap<UInt256, UInt256>> slots = new HashMap<>();
        final List<Map<Address, SortedMap<UInt256, UInt256>>> history = new ArrayList<>();

        Model(Random random) {
            this.random = random;
            history.add(Map.of());
        }

        void step() {
            List<SentTransaction> transactions = new ArrayList<>();
            for (int count = random.nextInt(6); count > 0; count--) {
                transactions.add(randomTransaction());
            }
            ExecutedBlock block =
                    chain.executeAndCertify(transactions.toArray(SentTransaction[]::new));
            assertThat(block.skipped()).isEmpty();
            assertThat(block.receipts()).allMatch(Receipt::success);
            block.receipts()
                    .forEach(receipt ->
                            receipt.created()
                                    .ifPresent(address -> {
                                        contracts.add(address);
                                        slots.put(address, new TreeMap<>());
                                    }));
            Map<Address, SortedMap<UInt256, UInt256>> copy = new HashMap<>();
            slots.forEach((address, storage) -> copy.put(address, new TreeMap<>(storage)));
            history.add(copy);
            if (random.nextInt(5) == 0) {
                chain.reopen();
            }
        }

        private SentTransaction randomTransaction() {
            TestSender sender = SENDERS.get(random.nextInt(SENDERS.size()));
            long nonce = nonces.merge(sender, 1L, Long::sum) - 1;
            int kind = random.nextInt(10);
            if (contracts.isEmpty() || kind == 0) {
                return sender.deploy(nonce, SETTER_CREATION);
            }
            if (kind == 1) {
                byte[] someone = new byte[Address.SIZE];
                someone[0] = (byte) (1 + random.nextInt(100));
                return sender.transfer(nonce, Address.owning(someone), random.nextInt(3));
            }
            Address contract = contracts.get(random.nextInt(contracts.size()));
            UInt256 slot = UInt256.of(random.nextInt(SLOTS));
            UInt256 value = UInt256.of(random.nextInt(3));
            SortedMap<UInt256, UInt256> storage = slots.getOrDefault(contract, new TreeMap<>());
            if (value.isZero()) {
                storage.remove(slot);
            } else {
                storage.put(slot, value);
            }
            return sender.send(
                    nonce,
                    100_000,
                    0,
                    Recipient.of(contract),
                    UInt256.ZERO,
                    Bytes.concat(slot.toHash32().bytes(), value.toHash32().bytes()));
        }

        /// The state root computed from the flat tables alone, in one pass.
        void checkRootAgainstFlatState() {
            LedgerTables tables = LedgerTables.of(chain.store());
            SortedMap<Bytes, Bytes> leaves = new TreeMap<>();
            try (Snapshot view = chain.store().snapshot()) {
                for (KeyValue entry : view.scan(tables.accounts(), KeyRange.all())) {
                    Address address = Address.of(entry.key());
                    Bytes rlp = Bytes.copyOf(entry.value());
                    SortedMap<Bytes, Bytes> storage = new TreeMap<>();
                    KeyRange own = KeyRange.prefix(entry.key());
                    for (KeyValue slot : view.scan(tables.storage(), own)) {
                        UInt256 key = UInt256.of(Bytes.copyOf(slot.key()).slice(Address.SIZE));
                        storage.put(
                                TrieState.slotKey(key),
                                RlpWriter.string(Bytes.copyOf(slot.value())));
                    }
                    assertThat(StoredAccount.fromRlp(rlp).storageRoot())
                            .isEqualTo(TrieRoot.of(storage));
                    leaves.put(TrieState.accountKey(address), rlp);
                }
            }
            Hash32 root = chain.ledger().head().block().header().stateRoot();
            assertThat(TrieRoot.of(leaves)).isEqualTo(root);
        }

        void checkHistory() {
            for (int height = 0; height < history.size(); height++) {
                WorldState state = chain.ledger().state(height).orElseThrow();
                Map<Address, SortedMap<UInt256, UInt256>> expected = history.get(height);
                for (Address contract : contracts) {
                    Optional<Account> account = state.account(contract);
                    assertThat(account.isPresent()).isEqualTo(expected.containsKey(contract));
                    for (int slot = 0; slot < SLOTS; slot++) {
                        UInt256 key = UInt256.of(slot);
                        assertThat(state.storage(contract, key))
                                .isEqualTo(
                                        expected.getOrDefault(contract, new TreeMap<>())
                                                .getOrDefault(key, UInt256.ZERO));
                    }
                }
            }
        }
    }

    @Test
    void everyStateIsWhatTheTransactionsMadeItAndItsRootIsTheRootOfItsContent() {
        Seed.of(0x1ed6e2)
                .run(
                        "ledger",
                        LedgerProperties.class,
                        random -> {
                            Model model = new Model(random);
                            for (int block = 0; block < 60; block++) {
                                model.step();
                                model.checkRootAgainstFlatState();
                            }
                            model.checkHistory();
                            model.chain.close();
                        });
    }
}
