package io.chirograph.node.documents;

import io.chirograph.consensus.Batch;
import io.chirograph.consensus.Request;
import io.chirograph.crypto.Hashes;
import io.chirograph.crypto.Signature;
import io.chirograph.crypto.SigningKey;
import io.chirograph.crypto.TlsKey;
import io.chirograph.evm.Account;
import io.chirograph.knowledge.DocumentLibrary;
import io.chirograph.knowledge.Ingestion;
import io.chirograph.knowledge.IngestionWorkers;
import io.chirograph.knowledge.extract.DocumentReader;
import io.chirograph.knowledge.extract.ReadingLimits;
import io.chirograph.ledger.Bundle;
import io.chirograph.ledger.ExecutedBlock;
import io.chirograph.ledger.Ledger;
import io.chirograph.ledger.SentTransaction;
import io.chirograph.ledger.TransactionReader;
import io.chirograph.ledger.pool.Admission;
import io.chirograph.ledger.pool.AdmissionRules;
import io.chirograph.ledger.pool.PoolLimits;
import io.chirograph.ledger.pool.TransactionPool;
import io.chirograph.node.members.MemberService;
import io.chirograph.proof.Certificate;
import io.chirograph.proof.Genesis;
import io.chirograph.proof.GenesisAccount;
import io.chirograph.proof.Member;
import io.chirograph.proof.document.DocumentRegistry;
import io.chirograph.store.MemoryDisk;
import io.chirograph.store.Store;
import io.chirograph.store.StoreOptions;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/// A document service over a real ledger, pool and store. What is submitted goes into a block at once, made
/// and certified by three of four members, unless the test holds blocks back. Closing it and opening another
/// one on the same disk is a restart.
public final class DocumentNode implements AutoCloseable {
    private static final long AWAIT_NANOS_MAX = 30_000_000_000L;
    private static final SigningKey ACCOUNT = key("account 0");
    private static final Genesis GENESIS = genesis();

    private final ExecutorService blocks = Executors.newSingleThreadExecutor();
    private final ExecutorService following = Executors.newSingleThreadExecutor();
    private final ExecutorService io = Executors.newFixedThreadPool(2);
    private final ExecutorService cpu = Executors.newFixedThreadPool(2);
    private final ExecutorService waiting = Executors.newVirtualThreadPerTaskExecutor();
    private final Store store;
    private final Ledger ledger;
    private final TransactionPool pool;
    private final DocumentLibrary library;
    private final DocumentService service;
    private final MemberService members;
    private volatile boolean holding;
    private volatile Function<SentTransaction, Admission> submission = this::addToPool;

    /// @param waitMax how long a put waits for its block
    public DocumentNode(MemoryDisk disk, Path indexDirectory, Duration waitMax) {
        StoreOptions options =
                StoreOptions.small()
                        .withLogSegmentBytes(16 << 20)
                        .withTransactionBytesMax(12 << 20)
                        .withMemtableBytesMax(4 << 20);
        store = Store.open(disk, options, 1, Thread.ofPlatform().factory());
        ledger = new Ledger(store, GENESIS, new TransactionReader(Runnable::run));
        pool =
                new TransactionPool(
                        new PoolLimits(1_000, 1 << 20, 500, 1 << 17, Long.MAX_VALUE / 4),
                        new AdmissionRules(GENESIS.chainId(), GENESIS.gasLimit(), UInt256.ZERO),
                        address ->
                                ledger.state(ledger.certifiedHeight())
                                        .flatMap(state -> state.account(address))
                                        .orElse(Account.EMPTY));
        library = DocumentLibrary.open(store, indexDirectory, new SecureRandom());
        DocumentReader reader = new DocumentReader(ReadingLimits.defaults(), System::nanoTime);
        Ingestion ingestion =
                new Ingestion(
                        library,
                        reader,
                        new IngestionWorkers(waiting, io, cpu),
                        Ingestion.Grouping.defaults(),
                        System::nanoTime);
        Chain chain = new Chain(ledger, pool, sent -> submission.apply(sent), ACCOUNT);
        members =
                new MemberService(
                        chain,
                        () -> CompletableFuture.failedFuture(new IllegalStateException()),
                        waitMax);
        service = new DocumentService(chain, store, library, ingestion, following, waitMax);
        ledger.onCertified(pool::onBlock);
    }

    private static SigningKey key(String name) {
        return SigningKey.of(Hashes.keccak256(Bytes.ofUtf8(name)));
    }

    private static Genesis genesis() {
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            members.add(
                    Member.bind(
                            "m" + i,
                            key("member " + i),
                            key("account " + i).address(),
                            TlsKey.generate(new SecureRandom()).publicKey(),
                            "127.0.0.1",
                            7000 + i));
        }
        SortedMap<Address, GenesisAccount> accounts = new TreeMap<>();
        accounts.put(
                DocumentRegistry.ADDRESS, GenesisAccount.contract(DocumentRegistry.runtimeCode()));
        return new Genesis(4711, 1_700_000_000_000L, Genesis.GAS_LIMIT_DEFAULT, members, accounts);
    }

    /// Lets the service follow the ledger.
    public DocumentNode start() {
        ledger.onCertified(_ -> service.onCertified());
        service.start();
        return this;
    }

    public DocumentService service() {
        return service;
    }

    public MemberService members() {
        return members;
    }

    public static Genesis network() {
        return GENESIS;
    }

    public Ledger ledger() {
        return ledger;
    }

    public TransactionPool pool() {
        return pool;
    }

    public Store store() {
        return store;
    }

    /// From now on what is submitted waits in the pool.
    void holdBlocks() {
        holding = true;
    }

    /// From now on `submission` gets what the service submits.
    void submitTo(Function<SentTransaction, Admission> changed) {
        submission = changed;
    }

    Admission addToPool(SentTransaction sent) {
        Admission admission = pool.add(sent, System.nanoTime());
        if (!holding) {
            blocks.execute(this::makeBlockOfPool);
        }
        return admission;
    }

    private void makeBlockOfPool() {
        List<SentTransaction> taken = take();
        if (!taken.isEmpty()) {
            makeBlock(taken);
        }
    }

    /// Makes and certifies a block of all that waits, be it nothing.
    void makeBlock() throws InterruptedException, ExecutionException {
        blocks.submit(() -> makeBlock(take())).get();
    }

    private List<SentTransaction> take() {
        return pool.take(100, 1 << 20, GENESIS.gasLimit(), System.nanoTime(), Long.MAX_VALUE / 4);
    }

    private void makeBlock(List<SentTransaction> transactions) {
        long height = ledger.head().height() + 1;
        Bundle bundle =
                new Bundle(transactions.stream().map(sent -> sent.transaction().encode()).toList());
        SigningKey proposer = key("member 0");
        long millis = GENESIS.timestampMillis() + height * 1_000;
        Request request =
                Request.sign(ledger.genesisHash(), proposer, height, millis, bundle.encode());
        ExecutedBlock made =
                ledger.execute(height, new Batch(proposer.address(), millis, List.of(request)))
                        .executed();
        Hash32 validators = GENESIS.validatorSet().id();
        Hash32 vote = Certificate.voteHash(ledger.genesisHash(), validators, height, made.hash());
        SortedMap<Integer, Signature> signatures = new TreeMap<>();
        for (int i = 0; i < 3; i++) {
            signatures.put(i, key("member " + i).sign(vote));
        }
        ledger.attachCertificate(new Certificate(validators, height, made.hash(), signatures));
    }

    static void await(String what, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > AWAIT_NANOS_MAX) {
                throw new AssertionError("waited in vain: " + what);
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Override
    public void close() {
        blocks.close();
        following.close();
        waiting.close();
        io.close();
        cpu.close();
        library.close();
        store.close();
    }
}
