package io.chirograph.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.consensus.Batch;
import io.chirograph.consensus.Request;
import io.chirograph.crypto.Hashes;
import io.chirograph.evm.Account;
import io.chirograph.evm.BlockContext;
import io.chirograph.evm.WorldState;
import io.chirograph.ledger.execution.TransactionProcessor;
import io.chirograph.ledger.transaction.Authorization;
import io.chirograph.ledger.transaction.Call;
import io.chirograph.ledger.transaction.Fees;
import io.chirograph.ledger.transaction.Recipient;
import io.chirograph.ledger.transaction.UnsignedTransaction;
import io.chirograph.testkit.Seed;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Blocks made to mislead those who run transactions ahead: executed in parallel and one after the other they
/// must have the same receipts, skip the same, and change the same.
class OptimisticExecutionProperties {
    private static final int BLOCKS = Integer.getInteger("blocks", 150);
    private static final int WORKERS = 3;

    private static final List<TestSender> SENDERS =
            IntStream.range(0, 6).mapToObj(i -> TestSender.named("sender " + i)).toList();

    /// Adds one to the slot that the input names, and writes the sum to the next.
    private static final Bytes LINK = Bytes.fromHex("5f358054600101906001015500");

    /// Writes the coinbase's balance to slot 0.
    private static final Bytes COINBASE_READER = Bytes.fromHex("41315f55");

    /// Writes the balance of the account that the input names to the caller's slot.
    private static final Bytes BALANCE_READER = Bytes.fromHex("5f35313355");

    /// Sends what it gets to the account that the input names.
    private static final Bytes FORWARDER = Bytes.fromHex("5f5f5f5f345f355af15000");

    /// Creates what the input returns as code, always at the same address for the same input.
    private static final Bytes FACTORY = Bytes.fromHex("365f5f375f365f34f55f55");

    /// Destroys itself for the caller's benefit.
    private static final Bytes DESTROYER = Bytes.fromHex("33ff");

    /// Returns [#DESTROYER].
    private static final Bytes DESTROYER_CREATION = Bytes.fromHex("6133ff5f526002601ef3");

    private static final List<Bytes> CODES =
            List.of(
                    TestChain.COUNTER,
                    LINK,
                    COINBASE_READER,
                    BALANCE_READER,
                    FORWARDER,
                    FACTORY,
                    DESTROYER,
                    TestChain.REVERTING);

    private static Address contract(int index) {
        byte[] bytes = new byte[Address.SIZE];
        bytes[0] = (byte) 0xc0;
        bytes[19] = (byte) index;
        return Address.owning(bytes);
    }

    private static Address created(Bytes initCode) {
        Bytes preimage =
                Bytes.concat(
                        Bytes.fromHex("ff"),
                        contract(CODES.indexOf(FACTORY)).bytes(),
                        Hash32.ZERO.bytes(),
                        Hashes.keccak256(initCode).bytes());
        return Address.of(Hashes.keccak256(preimage).bytes().slice(12));
    }

    /// The state before a block: the contracts, and senders with little more than they may need.
    private static final class Before implements WorldState {
        final Map<Address, Account> accounts = new HashMap<>();
        final Map<Address, Bytes> codes = new HashMap<>();

        Before(Random random) {
            for (int i = 0; i < CODES.size(); i++) {
                Bytes code = CODES.get(i);
                codes.put(contract(i), code);
                UInt256 balance = UInt256.of(random.nextInt(3));
                accounts.put(contract(i), new Account(1, balance, Hashes.keccak256(code)));
            }
            if (random.nextInt(4) == 0) {
                // Paying it nothing removes it.
                accounts.put(contract(0xff), Account.EMPTY);
            }
            for (TestSender sender : SENDERS) {
                UInt256 balance = UInt256.of(2_000_000L + random.nextInt(20_000_000));
                accounts.put(sender.address(), new Account(0, balance, Hashes.EMPTY_KECCAK));
            }
        }

        @Override
        public Optional<Account> account(Address address) {
            return Optional.ofNullable(accounts.get(address));
        }

        @Override
        public Bytes code(Address address) {
            return codes.getOrDefault(address, Bytes.EMPTY);
        }

        @Override
        public UInt256 storage(Address address, UInt256 slot) {
            return codes.containsKey(address) && slot.w0() % 3 == 1 ? UInt256.ONE : UInt256.ZERO;
        }
    }

    /// One block: who is asked how often, with which mistakes.
    private static final class Scene {
        final Random random;
        final Before before;
        final Address coinbase;
        final long gasLimit;
        final Map<TestSender, Long> nonces = new HashMap<>();

        Scene(Random random) {
            this.random = random;
            this.before = new Before(random);
            this.coinbase =
                    switch (random.nextInt(4)) {
                        case 0 -> SENDERS.getFirst().address();
                        case 1 -> contract(random.nextInt(CODES.size()));
                        default -> contract(0xff);
                    };
            this.gasLimit = random.nextInt(3) == 0 ? 3_000_000 : 1_000_000_000;
        }

        List<SentTransaction> transactions() {
            int count = 1 + random.nextInt(80);
            int senders = 1 + random.nextInt(SENDERS.size());
            // Now and then everybody does the same.
            int always = random.nextInt(3) == 0 ? random.nextInt(CODES.size()) : -1;
            List<SentTransaction> transactions = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                TestSender sender = SENDERS.get(random.nextInt(senders));
                int target = always >= 0 ? always : random.nextInt(CODES.size() + 2);
                if (!transactions.isEmpty() && random.nextInt(20) == 0) {
                    transactions.add(transactions.get(random.nextInt(transactions.size())));
                } else {
                    transactions.add(transaction(sender, target));
                }
            }
            return transactions;
        }

        private SentTransaction transaction(TestSender sender, int target) {
            long nonce = nonces.merge(sender, 1L, Long::sum) - 1;
            if (random.nextInt(15) == 0) {
                nonce += random.nextInt(3) - 1; // a gap, or one that is used up
            }
            nonce = Math.max(nonce, 0);
            long tip = random.nextInt(3);
            UInt256 value = UInt256.of(random.nextBoolean() ? 0 : random.nextInt(4));
            if (random.nextInt(12) == 0) {
                return delegation(sender, nonce, tip);
            }
            if (target >= CODES.size()) {
                return sender.send(nonce, 60_000, tip, Recipient.of(anybody()), value, Bytes.EMPTY);
            }
            return sender.send(
                    nonce,
                    60_000 + 100_000 * random.nextInt(2),
                    tip,
                    Recipient.of(contract(target)),
                    value,
                    input(CODES.get(target)));
        }

        /// Makes somebody run a contract's code, if their nonce is as guessed.
        private SentTransaction delegation(TestSender sender, long nonce, long tip) {
            TestSender authority = SENDERS.get(random.nextInt(SENDERS.size()));
            long guess = nonces.merge(authority, 1L, Long::sum) - 1;
            Authorization authorization =
                    Authorization.sign(
                            authority.key(),
                            TestSender.CHAIN_ID,
                            contract(random.nextInt(CODES.size())),
                            guess);
            UnsignedTransaction unsigned =
                    new UnsignedTransaction.SetCode(
                            TestSender.CHAIN_ID,
                            new Fees(UInt256.of(tip), UInt256.of(tip)),
                            new Call(
                                    nonce,
                                    150_000,
                                    Recipient.of(anybody()),
                                    UInt256.ZERO,
                                    Bytes.EMPTY),
                            List.of(),
                            List.of(authorization));
            return new SentTransaction(unsigned.sign(sender.key()), sender.address());
        }

        private Address anybody() {
            return switch (random.nextInt(5)) {
                case 0 -> coinbase;
                case 1 -> created(DESTROYER);
                case 2 -> created(DESTROYER_CREATION);
                case 3 -> contract(0x80 + random.nextInt(5));
                default -> SENDERS.get(random.nextInt(SENDERS.size())).address();
            };
        }

        private Bytes input(Bytes code) {
            if (code.equals(FACTORY)) {
                return random.nextBoolean() ? DESTROYER : DESTROYER_CREATION;
            }
            if (code.equals(LINK)) {
                return UInt256.of(random.nextInt(6)).toHash32().bytes();
            }
            return UInt256.of(anybody()).toHash32().bytes();
        }

        BlockContext context() {
            return new BlockContext(
                    5,
                    1_700_000_000,
                    coinbase,
                    gasLimit,
                    UInt256.ZERO,
                    Hash32.ZERO,
                    UInt256.ONE,
                    UInt256.ZERO,
                    TestSender.CHAIN_ID,
                    height -> Hash32.ZERO);
        }
    }

    /// All that a block shows of how it was executed.
    private record Shown(
            List<Receipt> receipts,
            List<SkippedTransaction> skipped,
            Map<Address, List<Object>> changes,
            Map<Hash32, Bytes> codes) {
        static Shown of(BatchExecution execution) {
            Map<Address, List<Object>> changes = new TreeMap<>();
            execution
                    .state()
                    .differences()
                    .forEach((address, now) ->
                            changes.put(
                                    address, List.of(now.account(), now.cleared(), now.storage())));
            return new Shown(
                    execution.receipts(), execution.skipped(), changes, execution.state().codes());
        }
    }

    @Test
    void parallelExecutionShowsWhatSequentialExecutionShows() {
        TransactionProcessor processor = new TransactionProcessor(Ledger.FORK);
        TransactionReader reader = new TransactionReader(Runnable::run);
        try (ExecutorService threads = Executors.newFixedThreadPool(WORKERS)) {
            Seed.of(0x9a7)
                    .run(
                            "ledger",
                            OptimisticExecutionProperties.class,
                            random -> {
                                for (int block = 0; block < BLOCKS; block++) {
                                    Scene scene = new Scene(random);
                                    Batch batch = batch(scene.transactions());
                                    BatchExecution inOrder =
                                            new BatchExecution(
                                                    processor, scene.context(), scene.before);
                                    inOrder.run(
                                            batch,
                                            reader,
                                            OptimisticExecution.Crew.NOBODY,
                                            stage -> {});
                                    BatchExecution parallel =
                                            new BatchExecution(
                                                    processor, scene.context(), scene.before);
                                    List<WorldState> befores = new ArrayList<>();
                                    for (int worker = 0; worker < WORKERS; worker++) {
                                        befores.add(scene.before);
                                    }
                                    parallel.run(
                                            batch,
                                            reader,
                                            new OptimisticExecution.Crew(threads, befores),
                                            stage -> {});
                                    assertSame(Shown.of(parallel), Shown.of(inOrder));
                                }
                            });
        }
    }

    private static void assertSame(Shown parallel, Shown inOrder) {
        assertThat(parallel.receipts()).containsExactlyElementsOf(inOrder.receipts());
        assertThat(parallel.skipped()).containsExactlyElementsOf(inOrder.skipped());
        assertThat(parallel.changes()).containsExactlyEntriesOf(inOrder.changes());
        assertThat(parallel.codes()).containsExactlyEntriesOf(inOrder.codes());
    }

    private static Batch batch(List<SentTransaction> transactions) {
        Bytes payload = TestChain.bundle(transactions.toArray(SentTransaction[]::new));
        Request request =
                Request.sign(
                        TestChain.GENESIS.hash(),
                        TestChain.MEMBERS.getFirst(),
                        0,
                        TestChain.GENESIS_MILLIS,
                        payload);
        return new Batch(
                TestChain.MEMBERS.get(1).address(), TestChain.GENESIS_MILLIS, List.of(request));
    }
}
