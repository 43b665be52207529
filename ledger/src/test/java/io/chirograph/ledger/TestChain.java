package io.chirograph.ledger;

import io.chirograph.consensus.Batch;
import io.chirograph.consensus.Request;
import io.chirograph.crypto.Signature;
import io.chirograph.crypto.SigningKey;
import io.chirograph.crypto.TlsKey;
import io.chirograph.proof.Certificate;
import io.chirograph.proof.Genesis;
import io.chirograph.proof.GenesisAccount;
import io.chirograph.proof.Member;
import io.chirograph.store.Disk;
import io.chirograph.store.Store;
import io.chirograph.store.StoreOptions;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// A ledger of four members on a disk of the test, and what their consensus would hand it.
final class TestChain implements AutoCloseable {
    static final TestSender ALICE = TestSender.named("alice");
    static final TestSender BOB = TestSender.named("bob");
    static final long GENESIS_MILLIS = 1_700_000_000_123L;
    static final long GAS_LIMIT = 20_000_000;
    static final UInt256 FUNDS = UInt256.of(1_000_000_000_000L);

    /// Counts its calls in slot 0, which the genesis has at 41; emits an event whose one topic is the input's
    /// first word; returns the count.
    static final Bytes COUNTER =
            Bytes.fromHex("60005460010160005560003560006000a160005460005260206000f3");

    /// Returns [#COUNTER] as the code of the new contract.
    static final Bytes COUNTER_CREATION =
            Bytes.concat(Bytes.fromHex("601c80600b6000396000f3"), COUNTER);

    /// Always reverts.
    static final Bytes REVERTING = Bytes.fromHex("60006000fd");

    static final Address COUNTER_ADDRESS =
            Address.fromHex("0xc000000000000000000000000000000000000001");
    static final Address REVERTING_ADDRESS =
            Address.fromHex("0xc000000000000000000000000000000000000002");

    static final List<SigningKey> MEMBERS =
            IntStream.range(0, 4).mapToObj(i -> TestSender.named("member " + i).key()).toList();
    static final Genesis GENESIS = genesis(TestSender.CHAIN_ID);

    private final Supplier<Store> opening;
    private Store store;
    private Ledger ledger;
    private long requests;

    TestChain(Disk disk) {
        this(() -> Store.openInline(disk, StoreOptions.defaults(), 1));
    }

    TestChain(Supplier<Store> opening) {
        this.opening = opening;
        this.store = opening.get();
        this.ledger = openLedger(GENESIS);
    }

    static Genesis genesis(long chainId) {
        SecureRandom random = new SecureRandom();
        List<Member> members =
                IntStream.range(0, MEMBERS.size())
                        .mapToObj(i ->
                                Member.bind(
                                        "member-" + i,
                                        MEMBERS.get(i),
                                        MEMBERS.get(i).address(),
                                        TlsKey.generate(random).publicKey(),
                                        "127.0.0.1",
                                        30_303 + i))
                        .toList();
        SortedMap<UInt256, UInt256> storage =
                new TreeMap<>(Map.of(UInt256.ZERO, UInt256.of(41), UInt256.ONE, UInt256.of(7)));
        SortedMap<Address, GenesisAccount> accounts = new TreeMap<>();
        accounts.put(ALICE.address(), GenesisAccount.funded(FUNDS));
        accounts.put(BOB.address(), GenesisAccount.funded(FUNDS));
        accounts.put(COUNTER_ADDRESS, new GenesisAccount(UInt256.ZERO, 1, COUNTER, storage));
        accounts.put(REVERTING_ADDRESS, GenesisAccount.contract(REVERTING));
        return new Genesis(chainId, GENESIS_MILLIS, GAS_LIMIT, members, accounts);
    }

    Ledger openLedger(Genesis genesis) {
        return new Ledger(store, genesis, new TransactionReader(Runnable::run));
    }

    Ledger ledger() {
        return ledger;
    }

    Store store() {
        return store;
    }

    /// Closes the store properly, and starts again.
    void reopen() {
        store.close();
        store = opening.get();
        ledger = openLedger(GENESIS);
    }

    /// Starts again with the state that is awaited, if any.
    void reopenWithState(Disk states) {
        store.close();
        store = opening.get();
        new StateImport(store, store.table("companions")).install(states, GENESIS.hash());
        ledger = openLedger(GENESIS);
    }

    Batch batch(long timestampMillis, Bytes... payloads) {
        List<Request> requested =
                Arrays.stream(payloads)
                        .map(payload ->
                                Request.sign(
                                        GENESIS.hash(),
                                        MEMBERS.get(0),
                                        requests++,
                                        timestampMillis,
                                        payload))
                        .toList();
        return new Batch(MEMBERS.get(1).address(), timestampMillis, requested);
    }

    static Bytes bundle(SentTransaction... transactions) {
        return new Bundle(
                        Arrays.stream(transactions)
                                .map(sent -> sent.transaction().encode())
                                .toList())
                .encode();
    }

    /// Executes the next block, one second after its parent.
    ExecutedBlock execute(SentTransaction... transactions) {
        Execution execution = executeOnly(transactions);
        execution.durable().join();
        return execution.executed();
    }

    /// As [#execute], without waiting until it is durable.
    Execution executeOnly(SentTransaction... transactions) {
        long height = ledger.head().height() + 1;
        return ledger.execute(height, batch(GENESIS_MILLIS + 1_000 * height, bundle(transactions)));
    }

    /// As [#execute]; the same transactions at the same height give the same block on every chain.
    ExecutedBlock executeUnnumbered(SentTransaction... transactions) {
        requests = ledger.head().height();
        return execute(transactions);
    }

    ExecutedBlock executeAndCertify(SentTransaction... transactions) {
        ExecutedBlock executed = execute(transactions);
        ledger.attachCertificate(certificate(executed.height(), executed.hash()));
        return executed;
    }

    static Certificate certificate(long height, Hash32 blockHash) {
        Hash32 setId = GENESIS.validatorSet().id();
        Hash32 vote = Certificate.voteHash(GENESIS.hash(), setId, height, blockHash);
        var signatures = new TreeMap<Integer, Signature>();
        for (int i = 0; i < 3; i++) {
            signatures.put(i, MEMBERS.get(i).sign(vote));
        }
        return new Certificate(setId, height, blockHash, signatures);
    }

    @Override
    public void close() {
        store.close();
    }
}
