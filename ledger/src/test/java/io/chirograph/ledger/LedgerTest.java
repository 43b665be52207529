package io.chirograph.ledger;

import static io.chirograph.ledger.TestChain.ALICE;
import static io.chirograph.ledger.TestChain.BOB;
import static io.chirograph.ledger.TestChain.COUNTER_ADDRESS;
import static io.chirograph.ledger.TestChain.FUNDS;
import static io.chirograph.ledger.TestChain.GENESIS;
import static io.chirograph.ledger.TestChain.GENESIS_MILLIS;
import static io.chirograph.ledger.TestChain.REVERTING_ADDRESS;
import static io.chirograph.ledger.TestChain.bundle;
import static io.chirograph.ledger.TestChain.certificate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.chirograph.consensus.Batch;
import io.chirograph.crypto.Hashes;
import io.chirograph.crypto.trie.TrieProof;
import io.chirograph.crypto.trie.TrieRoot;
import io.chirograph.evm.Account;
import io.chirograph.evm.WorldState;
import io.chirograph.ledger.SkippedTransaction.Cause;
import io.chirograph.ledger.execution.CallOutcome;
import io.chirograph.ledger.execution.CallRequest;
import io.chirograph.ledger.execution.GasEstimate;
import io.chirograph.ledger.execution.LogsBloom;
import io.chirograph.ledger.transaction.Recipient;
import io.chirograph.ledger.transaction.Transaction;
import io.chirograph.proof.BlockHeader;
import io.chirograph.store.MemoryDisk;
import io.chirograph.store.Store;
import io.chirograph.store.StoreOptions;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.RlpReader;
import io.chirograph.types.UInt256;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
    private static final Address CAROL = TestSender.named("carol").address();
    private static final Bytes WORD = Hash32.fromHex("aa".repeat(32)).bytes();

    private final TestChain chain = new TestChain(new MemoryDisk());

    @AfterEach
    void close() {
        chain.close();
    }

    private Ledger ledger() {
        return chain.ledger();
    }

    private WorldState state(long height) {
        return ledger().state(height).orElseThrow();
    }

    private UInt256 balance(Address address, long height) {
        return state(height).account(address).orElse(Account.EMPTY).balance();
    }

    @Test
    void beginsWithTheGenesisBlock() {
        assertThat(ledger().head().hash()).isEqualTo(GENESIS.hash());
        assertThat(ledger().certifiedHeight()).isZero();
        assertThat(balance(ALICE.address(), 0)).isEqualTo(FUNDS);
        assertThat(state(0).code(COUNTER_ADDRESS)).isEqualTo(TestChain.COUNTER);
        assertThat(state(0).storage(COUNTER_ADDRESS, UInt256.ZERO)).isEqualTo(UInt256.of(41));
        assertThat(ledger().block(GENESIS.hash())).contains(ledger().head());
    }

    @Test
    void refusesAStoreOfAnotherGenesis() {
        assertThatThrownBy(() -> chain.openLedger(TestChain.genesis(9)))
                .isInstanceOf(LedgerException.class)
                .hasMessageContaining(GENESIS.hash().toHex())
                .hasMessageContaining("another data directory");
    }

    @Test
    void executesTransfers() {
        SentTransaction sent = ALICE.transfer(0, CAROL, 5);
        ExecutedBlock block = chain.executeAndCertify(sent, ALICE.transfer(1, CAROL, 6));
        assertThat(block.skipped()).isEmpty();
        assertThat(block.block().header().gasUsed()).isEqualTo(42_000);
        assertThat(balance(CAROL, 1)).isEqualTo(UInt256.of(11));
        assertThat(balance(CAROL, 0)).isEqualTo(UInt256.ZERO);
        assertThat(state(1).account(ALICE.address()).orElseThrow())
                .isEqualTo(new Account(2, FUNDS.minus(UInt256.of(11)), Hashes.EMPTY_KECCAK));
        TransactionPlace place = ledger().transaction(sent.transaction().hash()).orElseThrow();
        assertThat(place.block()).isEqualTo(block.block());
        assertThat(place.index()).isZero();
        assertThat(place.sent()).isEqualTo(sent);
        assertThat(place.receipt().success()).isTrue();
        assertThat(block.receipts().getLast().cumulativeGasUsed()).isEqualTo(42_000);
    }

    @Test
    void deploysAndCallsContracts() {
        SentTransaction deployment = ALICE.deploy(0, TestChain.COUNTER_CREATION);
        ExecutedBlock block = chain.executeAndCertify(deployment);
        Address contract = block.receipts().getFirst().created().orElseThrow();
        assertThat(state(1).code(contract)).isEqualTo(TestChain.COUNTER);
        ExecutedBlock calls =
                chain.executeAndCertify(
                        BOB.call(0, contract, WORD),
                        BOB.call(1, REVERTING_ADDRESS, WORD),
                        BOB.call(2, contract, WORD));
        assertThat(calls.receipts())
                .extracting(Receipt::success)
                .containsExactly(true, false, true);
        assertThat(calls.receipts().get(1).failure()).contains("revert");
        assertThat(state(2).storage(contract, UInt256.ZERO)).isEqualTo(UInt256.of(2));
        assertThat(state(1).storage(contract, UInt256.ZERO)).isEqualTo(UInt256.ZERO);
        assertThat(calls.block().header().logsBloom())
                .isEqualTo(
                        LogsBloom.union(calls.receipts().stream().map(Receipt::logsBloom).toList()))
                .isNotEqualTo(LogsBloom.EMPTY);
        TransactionPlace last =
                ledger().transaction(calls.block().transactions().getLast().transaction().hash())
                        .orElseThrow();
        assertThat(last.logIndex()).isEqualTo(1);
    }

    @Test
    void headersFollowTheBlockRules() {
        Batch first = chain.batch(GENESIS_MILLIS + 900, bundle(ALICE.transfer(0, CAROL, 1)));
        Block block = ledger().execute(1, first).executed().block();
        BlockHeader header = block.header();
        assertThat(header.parentHash()).isEqualTo(GENESIS.hash());
        assertThat(header.coinbase()).isEqualTo(first.proposer());
        assertThat(header.timestamp()).isEqualTo((GENESIS_MILLIS + 900) / 1000);
        assertThat(block.timestampMillis()).isEqualTo(GENESIS_MILLIS + 900);
        assertThat(header.gasLimit()).isEqualTo(TestChain.GAS_LIMIT);
        assertThat(header.baseFeePerGas()).isEqualTo(UInt256.ZERO);
        assertThat(header.prevRandao())
                .isEqualTo(
                        Hashes.keccak256(
                                Bytes.concat(
                                        GENESIS.hash().bytes(),
                                        Bytes.fromHex("0000000000000001"))));
        assertThat(header.withdrawalsRoot()).isEqualTo(Hashes.EMPTY_TRIE_ROOT);
        assertThat(header.requestsHash()).isEqualTo(BlockHeader.NO_REQUESTS);
        assertThat(header.parentBeaconBlockRoot()).isEqualTo(Hash32.ZERO);
        assertThat(header.transactionsRoot())
                .isEqualTo(
                        TrieRoot.ofIndexed(
                                List.of(ALICE.transfer(0, CAROL, 1).transaction().encode())));
        assertThat(BlockHeader.fromRlp(RlpReader.list(block.encode()).encoded())).isEqualTo(header);
    }

    @Test
    void timeNeverGoesBackAndANullBatchHasItsParents() {
        ledger().execute(1, chain.batch(GENESIS_MILLIS + 5_000));
        Block earlier = ledger().execute(2, chain.batch(GENESIS_MILLIS)).executed().block();
        Block none = ledger().execute(3, Batch.NULL).executed().block();
        assertThat(earlier.timestampMillis()).isEqualTo(GENESIS_MILLIS + 5_000);
        assertThat(none.timestampMillis()).isEqualTo(GENESIS_MILLIS + 5_000);
        assertThat(none.header().timestamp()).isEqualTo(earlier.header().timestamp());
        assertThat(none.header().coinbase()).isEqualTo(Address.ZERO);
        assertThat(none.header().stateRoot()).isEqualTo(earlier.header().stateRoot());
    }

    @Test
    void saysWhyItSkips() {
        SentTransaction good = ALICE.transfer(0, CAROL, 1);
        SentTransaction gapped = ALICE.transfer(5, CAROL, 1);
        SentTransaction poor = TestSender.named("poor").transfer(0, CAROL, 1);
        Bytes noTransaction = Bytes.owning(new byte[Bundle.ENVELOPE_BYTES_MIN]);
        Bytes noBundle = Bytes.ofUtf8("not a list");
        Batch batch =
                chain.batch(
                        GENESIS_MILLIS + 1,
                        noBundle,
                        bundle(good, good, gapped, poor),
                        new Bundle(List.of(noTransaction)).encode());
        ExecutedBlock executed = ledger().execute(1, batch).executed();
        assertThat(executed.block().transactions()).containsExactly(good);
        assertThat(executed.skipped())
                .extracting(SkippedTransaction::hash, SkippedTransaction::cause)
                .containsExactly(
                        tuple(batch.requests().getFirst().hash(), Cause.MALFORMED),
                        tuple(good.transaction().hash(), Cause.DUPLICATE),
                        tuple(gapped.transaction().hash(), Cause.REJECTED),
                        tuple(poor.transaction().hash(), Cause.REJECTED),
                        tuple(Hashes.keccak256(noTransaction), Cause.MALFORMED));
        assertThat(ledger().skipped(gapped.transaction().hash()).orElseThrow().reason())
                .contains("nonce");
        chain.reopen();
        assertThat(ledger().executed(1)).contains(executed);
        assertThat(ledger().skipped(poor.transaction().hash()).orElseThrow())
                .isEqualTo(executed.skipped().get(3));
    }

    @Test
    void keepsToTheBlocksGasLimitAndIncludesTheRestLater() {
        byte[] data = new byte[1 << 18];
        Arrays.fill(data, (byte) 0xff);
        SentTransaction hungry =
                BOB.send(
                        0,
                        16_777_216,
                        0,
                        Recipient.of(COUNTER_ADDRESS),
                        UInt256.ZERO,
                        Bytes.owning(data));
        SentTransaction large =
                ALICE.send(0, 16_000_000, 0, Recipient.of(COUNTER_ADDRESS), UInt256.ZERO, WORD);
        ExecutedBlock executed = chain.execute(hungry, large);
        assertThat(executed.block().transactions()).containsExactly(hungry);
        assertThat(executed.block().header().gasUsed()).isBetween(10_000_000L, 16_777_216L);
        SkippedTransaction skipped = executed.skipped().getFirst();
        assertThat(skipped.cause()).isEqualTo(Cause.BLOCK_FULL);
        assertThat(skipped.reason()).contains("16000000");
        assertThat(chain.execute(large).block().transactions()).containsExactly(large);
    }

    @Test
    void executesHeightsInTheirOrderOnly() {
        assertThatThrownBy(() -> ledger().execute(2, Batch.NULL))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("block 1 is the next");
    }

    @Test
    void showsTheWorldOnlyWhatIsCertified() {
        SentTransaction sent = ALICE.call(0, COUNTER_ADDRESS, WORD);
        ExecutedBlock block = chain.execute(sent);
        LogFilter everything = new LogFilter(0, Long.MAX_VALUE - 1, List.of(), List.of());
        assertThat(ledger().head()).isEqualTo(block);
        assertThat(ledger().executed(1)).contains(block);
        assertThat(ledger().block(1)).isEmpty();
        assertThat(ledger().block(block.hash())).isEmpty();
        assertThat(ledger().transaction(sent.transaction().hash())).isEmpty();
        assertThat(ledger().state(1)).isEmpty();
        assertThat(ledger().logs(everything)).isEqualTo(new FoundLogs.All(List.of()));
        assertThat(ledger().attachCertificate(certificate(1, block.hash())))
                .isEqualTo(new Attachment.Attached());
        assertThat(ledger().block(1)).contains(block);
        assertThat(ledger().block(block.hash())).contains(block);
        assertThat(ledger().transaction(sent.transaction().hash())).isPresent();
        assertThat(ledger().state(1)).isPresent();
        assertThat(entries(everything)).hasSize(1);
    }

    @Test
    void aCertificateCertifiesAllBlocksBelowAndTellsListenersInOrder() {
        List<Long> heard = new ArrayList<>();
        ledger().onCertified(block -> heard.add(block.height()));
        chain.execute();
        chain.execute();
        ExecutedBlock third = chain.execute();
        ledger().attachCertificate(certificate(3, third.hash()));
        ledger().attachCertificate(certificate(1, ledger().executed(1).orElseThrow().hash()));
        assertThat(heard).containsExactly(1L, 2L, 3L);
        assertThat(ledger().certifiedHeight()).isEqualTo(3);
        assertThat(ledger().certificate(2)).isEmpty();
        chain.reopen();
        assertThat(ledger().certifiedHeight()).isEqualTo(3);
        assertThat(ledger().certificate(3)).contains(certificate(3, third.hash()));
        assertThat(ledger().certificate(1)).isPresent();
    }

    @Test
    void noticesThatOthersCertifiedAnotherBlock() {
        ExecutedBlock block = chain.execute();
        assertThat(ledger().attachCertificate(certificate(1, Hash32.ZERO)))
                .isEqualTo(new Attachment.Diverged(block.hash(), Hash32.ZERO));
        assertThat(ledger().certificate(1)).isEmpty();
        assertThat(ledger().attachCertificate(certificate(2, Hash32.ZERO)))
                .isEqualTo(new Attachment.NotExecuted(1));
    }

    @Test
    void archivesTheRecordOfTheBatch() {
        Bytes record = Bytes.ofUtf8("as agreed");
        ledger().execute(1, Batch.NULL, record).durable().join();
        Batch batch = chain.batch(GENESIS_MILLIS, bundle(ALICE.transfer(0, CAROL, 1)));
        ledger().execute(2, batch).durable().join();
        chain.reopen();
        assertThat(ledger().archived(0)).isEmpty();
        assertThat(ledger().archived(1)).contains(record);
        assertThat(Batch.read(RlpReader.list(ledger().archived(2).orElseThrow()), 10))
                .isEqualTo(batch);
    }

    @Test
    void findsLogsByAddressAndTopics() {
        chain.executeAndCertify(
                ALICE.call(0, COUNTER_ADDRESS, topic(1).bytes()),
                ALICE.deploy(1, TestChain.COUNTER_CREATION));
        Address second = ledger().head().receipts().getLast().created().orElseThrow();
        chain.executeAndCertify();
        chain.executeAndCertify(
                ALICE.call(2, second, topic(1).bytes()), ALICE.call(3, second, topic(2).bytes()));
        assertThat(heights(filter(List.of(), List.of()))).containsExactly(1L, 3L, 3L);
        assertThat(heights(filter(List.of(second), List.of()))).containsExactly(3L, 3L);
        assertThat(heights(filter(List.of(second, COUNTER_ADDRESS), List.of(List.of(topic(1))))))
                .containsExactly(1L, 3L);
        assertThat(heights(filter(List.of(), List.of(List.of(topic(1), topic(2))))))
                .containsExactly(1L, 3L, 3L);
        assertThat(heights(filter(List.of(), List.of(List.of(topic(3)))))).isEmpty();
        assertThat(heights(filter(List.of(), List.of(List.of(), List.of())))).isEmpty();
        assertThat(heights(new LogFilter(2, 2, List.of(), List.of()))).isEmpty();
        FoundLogs.Entry last = entries(filter(List.of(), List.of(List.of(topic(2))))).getFirst();
        assertThat(last.transactionIndex()).isEqualTo(1);
        assertThat(last.logIndex()).isEqualTo(1);
    }

    private static Hash32 topic(int number) {
        return UInt256.of(number).toHash32();
    }

    private static LogFilter filter(List<Address> addresses, List<List<Hash32>> topics) {
        return new LogFilter(0, 100, addresses, topics);
    }

    private List<Long> heights(LogFilter filter) {
        return entries(filter).stream().map(entry -> entry.block().height()).toList();
    }

    private List<FoundLogs.Entry> entries(LogFilter filter) {
        return switch (ledger().logs(filter)) {
            case FoundLogs.All(List<FoundLogs.Entry> entries) -> entries;
            case FoundLogs.TooMany tooMany -> throw new AssertionError(tooMany);
        };
    }

    @Test
    void provesAccountsAndSlotsAgainstTheHeader() {
        chain.executeAndCertify(ALICE.call(0, COUNTER_ADDRESS, WORD));
        Hash32 root = ledger().head().block().header().stateRoot();
        AccountProof proof =
                ledger().prove(1, COUNTER_ADDRESS, List.of(UInt256.ZERO, UInt256.of(99)))
                        .orElseThrow();
        assertThat(TrieProof.verify(root, TrieState.accountKey(COUNTER_ADDRESS), proof.nodes()))
                .isEqualTo(
                        new TrieProof.Result.Present(
                                new StoredAccount(proof.account(), proof.storageRoot()).toRlp()));
        assertThat(proof.slots().get(0).value()).isEqualTo(UInt256.of(42));
        assertThat(verify(proof, 0))
                .isEqualTo(new TrieProof.Result.Present(TrieState.slotValue(UInt256.of(42))));
        assertThat(verify(proof, 1)).isEqualTo(new TrieProof.Result.Absent());
        AccountProof absent = ledger().prove(1, CAROL, List.of(UInt256.ONE)).orElseThrow();
        assertThat(absent.account()).isEqualTo(Account.EMPTY);
        assertThat(TrieProof.verify(root, TrieState.accountKey(CAROL), absent.nodes()))
                .isEqualTo(new TrieProof.Result.Absent());
        assertThat(verify(absent, 0)).isEqualTo(new TrieProof.Result.Absent());
    }

    private static TrieProof.Result verify(AccountProof proof, int slot) {
        return TrieProof.verify(
                proof.storageRoot(),
                TrieState.slotKey(proof.slots().get(slot).slot()),
                proof.slots().get(slot).nodes());
    }

    @Test
    void triesCallsOutAtAnyHeight() {
        chain.executeAndCertify(ALICE.call(0, COUNTER_ADDRESS, WORD));
        CallRequest request =
                new CallRequest(
                        BOB.address(),
                        Recipient.of(COUNTER_ADDRESS),
                        1_000_000,
                        UInt256.ZERO,
                        UInt256.ZERO,
                        WORD,
                        List.of());
        assertThat(call(request, 0)).isEqualTo(UInt256.of(42));
        assertThat(call(request, 1)).isEqualTo(UInt256.of(43));
        assertThat(state(1).storage(COUNTER_ADDRESS, UInt256.ZERO)).isEqualTo(UInt256.of(42));
        GasEstimate estimate =
                ledger().estimate(request, ledger().context(1).orElseThrow(), state(1));
        assertThat(estimate)
                .isInstanceOfSatisfying(
                        GasEstimate.Needed.class,
                        needed -> assertThat(needed.gasLimit()).isBetween(21_000L, 60_000L));
    }

    private UInt256 call(CallRequest request, long height) {
        return switch (ledger().call(
                        request, ledger().context(height).orElseThrow(), state(height))) {
            case CallOutcome.Returned(Bytes output, _) -> UInt256.of(output);
            case CallOutcome.Reverted reverted -> throw new AssertionError(reverted);
            case CallOutcome.Failed failed -> throw new AssertionError(failed);
        };
    }

    @Test
    void sameBatchesGiveSameBlocksAlsoAcrossRestarts() {
        List<SentTransaction[]> work =
                List.of(
                        new SentTransaction[] {ALICE.transfer(0, CAROL, 5)},
                        new SentTransaction[] {
                            ALICE.deploy(1, TestChain.COUNTER_CREATION), BOB.transfer(0, CAROL, 1)
                        },
                        new SentTransaction[] {BOB.call(1, COUNTER_ADDRESS, WORD)},
                        new SentTransaction[] {},
                        new SentTransaction[] {ALICE.call(2, REVERTING_ADDRESS, WORD)});
        try (TestChain other = new TestChain(new MemoryDisk())) {
            for (SentTransaction[] transactions : work) {
                ExecutedBlock here = chain.execute(transactions);
                ExecutedBlock there = other.execute(transactions);
                assertThat(there).isEqualTo(here);
                other.reopen();
                assertThat(other.ledger().head()).isEqualTo(here);
            }
        }
    }

    @Test
    void aBlockIsExecutedOnTheFormerOneBeforeThatIsDurable(@TempDir Path directory) {
        try (Store store = Store.open(directory, StoreOptions.defaults())) {
            Ledger eager = new Ledger(store, GENESIS, new TransactionReader(Runnable::run));
            for (int height = 1; height <= 40; height++) {
                SentTransaction transfer = ALICE.transfer(height - 1, CAROL, 1);
                Batch batch = chain.batch(GENESIS_MILLIS + 1_000L * height, bundle(transfer));
                ExecutedBlock block = eager.execute(height, batch).executed();
                assertThat(block.skipped()).isEmpty();
                assertThat(block.hash()).isEqualTo(chain.execute(transfer).hash());
            }
        }
    }

    @Test
    void blocksExecutedBeforeARestartCanBeCertifiedAfterIt() {
        ExecutedBlock block = chain.execute(ALICE.transfer(0, CAROL, 5));
        chain.reopen();
        assertThat(ledger().head()).isEqualTo(block);
        assertThat(ledger().certifiedHeight()).isZero();
        assertThat(ledger().attachCertificate(certificate(1, block.hash())))
                .isEqualTo(new Attachment.Attached());
        assertThat(balance(CAROL, 1)).isEqualTo(UInt256.of(5));
    }

    @Test
    void keepsEveryStateReadable() {
        IntStream.range(0, 20)
                .forEach(nonce -> chain.executeAndCertify(ALICE.transfer(nonce, CAROL, 1)));
        chain.reopen();
        for (long height = 0; height <= 20; height++) {
            assertThat(balance(CAROL, height)).isEqualTo(UInt256.of(height));
        }
        assertThat(ledger().state(21)).isEmpty();
        assertThat(ledger().state(-1)).isEmpty();
    }

    @Test
    void aBlockCanAskForTheHashesOfThoseBeforeIt() {
        chain.executeAndCertify();
        ExecutedBlock second = chain.executeAndCertify();
        assertThat(ledger().context(2).orElseThrow().blockHash().apply(1))
                .isEqualTo(second.block().header().parentHash());
    }

    @Test
    void readsTransactionsInParallelAsOneByOne() {
        List<Bytes> envelopes = new ArrayList<>();
        for (int nonce = 0; nonce < 100; nonce++) {
            envelopes.add(ALICE.transfer(nonce, 0).transaction().encode());
        }
        envelopes.add(50, Bytes.ofUtf8("no transaction"));
        TransactionReader reader = new TransactionReader(task -> new Thread(task).start());
        List<TransactionReader.Read> all = reader.readAll(envelopes);
        assertThat(all).hasSize(101);
        for (int i = 0; i < 101; i++) {
            assertThat(all.get(i)).isEqualTo(reader.read(envelopes.get(i)));
        }
        assertThat(all.get(50)).isInstanceOf(TransactionReader.Read.Invalid.class);
        Optional<Transaction> last =
                all.getLast() instanceof TransactionReader.Read.Valid(var sent)
                        ? Optional.of(sent.transaction())
                        : Optional.empty();
        assertThat(last).contains(ALICE.transfer(99, 0).transaction());
    }
}
