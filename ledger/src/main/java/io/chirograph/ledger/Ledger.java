package io.chirograph.ledger;

import io.chirograph.consensus.Batch;
import io.chirograph.crypto.Hashes;
import io.chirograph.crypto.trie.NodeSource;
import io.chirograph.evm.BlockContext;
import io.chirograph.evm.Fork;
import io.chirograph.evm.StateChanges;
import io.chirograph.evm.Tracer;
import io.chirograph.evm.WorldState;
import io.chirograph.ledger.execution.CallOutcome;
import io.chirograph.ledger.execution.CallRequest;
import io.chirograph.ledger.execution.GasEstimate;
import io.chirograph.ledger.execution.TransactionProcessor;
import io.chirograph.proof.BlockHeader;
import io.chirograph.proof.Certificate;
import io.chirograph.proof.Genesis;
import io.chirograph.proof.MemberRoll;
import io.chirograph.proof.ValidatorChange;
import io.chirograph.proof.ValidatorSet;
import io.chirograph.store.Durability;
import io.chirograph.store.KeyRange;
import io.chirograph.store.KeyValue;
import io.chirograph.store.ReadView;
import io.chirograph.store.Snapshot;
import io.chirograph.store.Store;
import io.chirograph.store.Transaction;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.InvariantViolation;
import io.chirograph.types.RlpWriter;
import io.chirograph.types.UInt256;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/// The chain of blocks and the state they made, in a store.
///
/// A block goes through three stages. [#execute] makes batch n block n, on top of block n − 1, and hands
/// it to the store; when its [Execution#durable] is complete, it survives a crash; when a quorum's
/// certificate is attached by [#attachCertificate], it, and every block below it, is certified, which is
/// final. The stages of different blocks overlap: block n + 1 may be executed while n waits for the disk
/// and for votes. After a restart the ledger has all blocks up to the last durable one, certified or not.
///
/// What the rest of the world asks (by height, hash, address or topic) is answered of certified blocks
/// only; [#executed] gives this node's own newest ones.
///
/// Threads: `execute` and `attachCertificate` belong to one thread, everything else to any.
public final class Ledger implements CertifiedChain {
    /// The rules of every block.
    public static final Fork FORK = Fork.OSAKA;

    /// For how many blocks the reasons of skipped transactions can be asked.
    public static final int SKIPPED_HEIGHTS_KEPT = 10_000;

    // Keys of `ledger.meta`.
    static final Bytes GENESIS = Bytes.ofUtf8("genesis");
    static final Bytes EXECUTED = Bytes.ofUtf8("executed");
    static final Bytes CERTIFIED = Bytes.ofUtf8("certified");
    static final Bytes FIRST = Bytes.ofUtf8("first");

    private final Store store;
    private final Genesis genesis;
    private final Hash32 genesisHash;
    private final LedgerTables tables;
    private final BlockArchive archive;
    private final LogIndex logIndex;
    private final NodeCache cache;
    private final StateHistory history;
    private final MemberState members;
    private final TransactionReader reader;
    private final ExecutionWorkers workers;
    private final TransactionProcessor processor = new TransactionProcessor(FORK);
    private final List<Consumer<ExecutedBlock>> listeners = new CopyOnWriteArrayList<>();

    private volatile Consumer<ExecutionStage> stages = stage -> {};
    private volatile ExecutedBlock head;
    private volatile long certifiedHeight;

    /// Blocks from here on are here, besides block 0.
    private final long firstHeight;

    /// Opens the ledger in `store`, and begins it with block 0 when the store has none. The store stays the
    /// caller's to close, after the last use of the ledger.
    ///
    /// @param store its `transactionBytesMax` must hold a batch and 16 MiB
    /// @param reader shared with whoever admits transactions, so that each is recovered once
    /// @throws LedgerException when the store belongs to another genesis
    public Ledger(Store store, Genesis genesis, TransactionReader reader) {
        this(store, genesis, reader, ExecutionWorkers.NONE);
    }

    /// As above, with `workers` that execute transactions of a block beside the caller of [#execute].
    public Ledger(
            Store store, Genesis genesis, TransactionReader reader, ExecutionWorkers workers) {
        this.workers = workers;
        this.store = store;
        this.genesis = genesis;
        this.genesisHash = genesis.hash();
        this.tables = LedgerTables.of(store);
        this.archive = new BlockArchive(tables, SKIPPED_HEIGHTS_KEPT);
        this.logIndex = new LogIndex(tables, LogIndex.Limits.USUAL);
        this.cache = new NodeCache(tables, store);
        this.history = new StateHistory(store, tables);
        this.reader = reader;
        this.members = new MemberState(genesis);
        if (meta(GENESIS).isEmpty()) {
            writeGenesis();
        }
        Hash32 found = meta(GENESIS).map(Hash32::of).orElseThrow();
        if (!found.equals(genesisHash)) {
            throw new LedgerException(
                    "the store belongs to genesis %s, this node was started with genesis %s; use the genesis file the store was made with, or another data directory"
                            .formatted(found, genesisHash));
        }
        long executedHeight = meta(EXECUTED).map(LedgerTables::height).orElseThrow();
        this.head = read(view -> archive.block(view, executedHeight));
        this.certifiedHeight = meta(CERTIFIED).map(LedgerTables::height).orElse(0L);
        this.firstHeight = meta(FIRST).map(LedgerTables::height).orElse(0L);
    }

    private Optional<Bytes> meta(Bytes key) {
        return read(view -> LedgerTables.get(view, tables.meta(), key));
    }

    private <T> T read(Function<ReadView, T> query) {
        try (Snapshot view = store.snapshot()) {
            return query.apply(view);
        }
    }

    private void writeGenesis() {
        ExecutedBlock block = GenesisBlock.of(genesis);
        try (Snapshot empty = store.snapshot();
                Transaction transaction = store.begin();
                BlockWriter bulk = new BlockWriter(store, workers.executor())) {
            FlatState nothing = new FlatState(tables, empty, cache.codes());
            BlockState accounts = new BlockState(nothing);
            accounts.apply(GenesisBlock.changes(genesis));
            StateWriter writer =
                    new StateWriter(
                            tables,
                            nothing,
                            cache.takenIn(empty),
                            transaction,
                            bulk,
                            history,
                            workers.executor());
            Hash32 root = writer.write(Hashes.EMPTY_TRIE_ROOT, accounts);
            InvariantViolation.check(
                    root.equals(block.block().header().stateRoot()),
                    "the genesis header has another state root than the genesis accounts: " + root);
            archive.write(transaction, bulk, empty, block, Bytes.EMPTY);
            bulk.finishIn(transaction);
            LedgerTables.put(transaction, tables.meta(), GENESIS, genesisHash.bytes());
            LedgerTables.put(transaction, tables.meta(), EXECUTED, LedgerTables.heightKey(0));
            transaction.commit();
        }
    }

    // The chain grows.

    /// Executes `batch` as the block at `height`, and archives it as the RLP list of just the batch.
    public Execution execute(long height, Batch batch) {
        return execute(height, batch, RlpWriter.list(batch::write));
    }

    /// Executes `batch` as the block at `height`. Deterministic: every node with the same genesis and the
    /// same batches gets the same block, hash for hash.
    ///
    /// @param height the executed height plus one
    /// @param batch what to execute: without the requests that consensus left out, at the time it decided
    /// @param record what [#archived] gives back: the batch as it was agreed, in consensus' own form
    public Execution execute(long height, Batch batch, Bytes record) {
        ExecutedBlock parent = head;
        if (height != parent.height() + 1) {
            throw new IllegalArgumentException(
                    "block %d is the next to execute, not %d"
                            .formatted(parent.height() + 1, height));
        }
        history.begin();
        try {
            return execute(parent, batch, record);
        } finally {
            history.end();
        }
    }

    private Execution execute(ExecutedBlock parent, Batch batch, Bytes record) {
        long height = parent.height() + 1;
        BlockHeader begun =
                BlockRules.begin(
                        parent.block().header(), parent.hash(), timestampMillis(parent), batch);
        try (Transaction view = LedgerTables.newestView(store);
                Transaction transaction = store.begin();
                WorkerStates states = new WorkerStates(store, tables, cache, archive);
                BlockWriter bulk = new BlockWriter(store, workers.executor())) {
            FlatState state = new FlatState(tables, view, cache.codes());
            BatchExecution execution =
                    new BatchExecution(
                            processor,
                            BlockRules.context(begun, genesis.chainId(), states::blockHash),
                            state);
            execution.run(batch, reader, states.crew(workers), stages);
            stages.accept(ExecutionStage.UPDATING_STATE);
            StateWriter writer =
                    new StateWriter(
                            tables,
                            state,
                            cache.takenIn(view),
                            transaction,
                            bulk,
                            history,
                            workers.executor());
            Hash32 stateRoot = writer.write(begun.stateRoot(), execution.state());
            stages.accept(ExecutionStage.ARCHIVING);
            Optional<ValidatorSet> handedOver = members.handedOver(height, state);
            BlockHeader header =
                    BlockRules.complete(
                            begun,
                            execution,
                            stateRoot,
                            handedOver
                                    .map(ValidatorChange::requestsHash)
                                    .orElse(BlockHeader.NO_REQUESTS));
            ExecutedBlock executed =
                    new ExecutedBlock(
                            new Block(header, header.hash(), execution.included()),
                            execution.receipts(),
                            execution.skipped());
            archive.write(transaction, bulk, view, executed, record);
            logIndex.add(bulk, height, executed.receipts());
            LedgerTables.put(transaction, tables.meta(), EXECUTED, LedgerTables.heightKey(height));
            handedOver.ifPresent(next ->
                    LedgerTables.put(
                            transaction,
                            tables.validators(),
                            LedgerTables.heightKey(height),
                            next.toRlp()));
            List<ValidatorHandover> decided =
                    members.decided(height, state, execution.state()).stream().toList();
            bulk.finishIn(transaction);
            CompletableFuture<Long> durable = transaction.commitAsync();
            cache.addNodes(writer.newNodes());
            archive.remember(executed);
            head = executed;
            stages.accept(ExecutionStage.DONE);
            return new Execution(executed, decided, durable);
        }
    }

    private long timestampMillis(ExecutedBlock executed) {
        return executed.height() == 0
                ? genesis.timestampMillis()
                : executed.block().timestampMillis();
    }

    /// Takes the newest blocks back, down to the one at `height`, which is the newest then: as if those above it had
    /// never been executed. For engines whose chains fork. Durable, block by block, when it returns.
    ///
    /// @param height at least the certified one, since what is certified is final; so its state is always here
    public void rollBack(long height) {
        if (height < certifiedHeight || height > head.height()) {
            throw new IllegalArgumentException(
                    "the head can go back to a height from %d, which is certified, to %d, not to %d"
                            .formatted(certifiedHeight, head.height(), height));
        }
        while (head.height() > height) {
            takeBack(head);
        }
    }

    private void takeBack(ExecutedBlock newest) {
        long below = newest.height() - 1;
        ExecutedBlock parent = read(view -> archive.block(view, below));
        TrieState before =
                new TrieState(parent.block().header().stateRoot(), cache.nodes(), cache.codes());
        try (Transaction view = LedgerTables.newestView(store);
                Transaction transaction = store.begin()) {
            BlockReplay replay =
                    new BlockReplay(processor, context(newest.block().header()), newest, before);
            new BlockUndo(tables, before)
                    .restore(replay, newest.block().transactions().size(), transaction);
            archive.remove(transaction, view, newest);
            logIndex.remove(transaction, newest.height(), newest.receipts());
            transaction.delete(
                    tables.validators(), LedgerTables.heightKey(newest.height()).toArray());
            LedgerTables.put(transaction, tables.meta(), EXECUTED, LedgerTables.heightKey(below));
            transaction.commit();
            head = parent;
        }
    }

    /// Takes a certificate that the caller has verified. It need not be durable: a lost one can be had
    /// again from any other node. The listeners are told of every block that became certified.
    public Attachment attachCertificate(Certificate certificate) {
        long height = certificate.height();
        if (height > head.height()) {
            return new Attachment.NotExecuted(head.height());
        }
        Hash32 own = read(view -> archive.block(view, height)).hash();
        if (!own.equals(certificate.blockHash())) {
            return new Attachment.Diverged(own, certificate.blockHash());
        }
        long before = certifiedHeight;
        long after = Math.max(before, height);
        try (Transaction transaction = store.begin()) {
            Bytes key = LedgerTables.heightKey(height);
            LedgerTables.put(transaction, tables.certificates(), key, certificate.toRlp());
            LedgerTables.put(transaction, tables.meta(), CERTIFIED, LedgerTables.heightKey(after));
            transaction.commit(Durability.DEFERRED);
        }
        certifiedHeight = after;
        for (long next = before + 1; next <= after; next++) {
            long certified = next;
            ExecutedBlock block = read(view -> archive.block(view, certified));
            listeners.forEach(listener -> listener.accept(block));
        }
        return new Attachment.Attached();
    }

    @Override
    public void onCertified(Consumer<ExecutedBlock> listener) {
        listeners.add(listener);
    }

    /// `listener` is told on the thread that executes when it comes to the next stage of a block: whoever
    /// has a clock can tell where the time goes. There is one listener.
    public void onStage(Consumer<ExecutionStage> listener) {
        stages = listener;
    }

    // What this node has.

    @Override
    public long chainId() {
        return genesis.chainId();
    }

    public Genesis genesis() {
        return genesis;
    }

    public Hash32 genesisHash() {
        return genesisHash;
    }

    /// The newest block that this node executed, durable or not.
    public ExecutedBlock head() {
        return head;
    }

    @Override
    public long certifiedHeight() {
        return certifiedHeight;
    }

    /// The first block that is here besides block 0: where the ledger's state came from another member, that
    /// block's height, else 0. States are here from [#oldestStateHeight()] on, which is no lower.
    public long firstHeight() {
        return firstHeight;
    }

    private boolean isBefore(long height) {
        return height != 0 && height < firstHeight;
    }

    /// The block at `height`, certified or not.
    public Optional<ExecutedBlock> executed(long height) {
        return height < 0 || height > head.height() || isBefore(height)
                ? Optional.empty()
                : Optional.of(read(view -> archive.block(view, height)));
    }

    /// The record of the batch that became block `height`, as [#execute] was given it; there is none for
    /// block 0. Nodes that lag behind are served with it.
    public Optional<Bytes> archived(long height) {
        return read(
                view -> LedgerTables.get(view, tables.batches(), LedgerTables.heightKey(height)));
    }

    /// The certificate of the block at `height`. A block may be certified without having one of its own,
    /// by that of a later block.
    public Optional<Certificate> certificate(long height) {
        return read(view ->
                        LedgerTables.get(
                                view, tables.certificates(), LedgerTables.heightKey(height)))
                .map(Certificate::fromRlp);
    }

    /// Who certifies the block behind the certified one at `height`, and since which block.
    public ValidatorHandover validatorsBehind(long height) {
        List<ValidatorHandover> handovers = handovers(height);
        return handovers.isEmpty()
                ? new ValidatorHandover(0, genesis.validatorSet())
                : handovers.getLast();
    }

    /// Each time that validators handed over to others up to `height`, in order.
    private List<ValidatorHandover> handovers(long height) {
        return read(view -> {
            List<ValidatorHandover> found = new ArrayList<>();
            KeyRange upTo = KeyRange.lessThan(LedgerTables.heightKey(height + 1).toArray());
            for (KeyValue entry : view.scan(tables.validators(), upTo)) {
                found.add(
                        new ValidatorHandover(
                                LedgerTables.height(Bytes.owning(entry.key())),
                                ValidatorSet.fromRlp(Bytes.owning(entry.value()))));
            }
            return found;
        });
    }

    /// What the executed blocks decided about the blocks behind some height above `height`.
    public Optional<ValidatorHandover> pendingHandover(long height) {
        return read(view -> members.pending(height, new FlatState(tables, view, cache.codes())));
    }

    /// The member registry after the newest executed block that is durable; empty when the network has none.
    public Optional<MemberRoll> memberRoll() {
        return read(view -> members.roll(new FlatState(tables, view, cache.codes())));
    }

    // What is certified.

    /// The proof of who may certify the block at `height`, from the founders on.
    public List<ValidatorChange> validatorChanges(long height) {
        return handovers(height - 1).stream()
                .map(change ->
                        new ValidatorChange(
                                // Also of blocks before a state that came from another member.
                                read(view -> archive.header(view, change.height())),
                                certificate(change.height()).orElseThrow(),
                                change.next()))
                .toList();
    }

    /// The proof of the block at `height` for those who take its state over; there is none of a block without a
    /// certificate of its own.
    public Optional<StateProof> stateProof(long height) {
        return header(height)
                .flatMap(header ->
                        certificate(height)
                                .map(certificate ->
                                        new StateProof(
                                                validatorChanges(height),
                                                header,
                                                certificate,
                                                Optional.of(validatorsBehind(height))
                                                        .filter(each ->
                                                                height > 0
                                                                        && each.height() == height)
                                                        .map(ValidatorHandover::next))));
    }

    /// Always the same.
    @Override
    public UInt256 nextBaseFee() {
        return genesis.header().baseFeePerGas();
    }

    @Override
    public Optional<ExecutedBlock> block(long height) {
        return height > certifiedHeight ? Optional.empty() : executed(height);
    }

    @Override
    public Optional<ExecutedBlock> block(Hash32 hash) {
        return read(view -> archive.height(view, hash)).flatMap(this::block);
    }

    @Override
    public Optional<TransactionPlace> transaction(Hash32 hash) {
        return read(view -> archive.place(view, hash))
                .filter(place -> place.block().height() <= certifiedHeight)
                // What was executed here before a state came from another member.
                .filter(place -> !isBefore(place.block().height()));
    }

    @Override
    public Optional<SkippedTransaction> skipped(Hash32 hash) {
        return read(view -> archive.skipped(view, hash));
    }

    @Override
    public FoundLogs logs(LogFilter filter) {
        long from = Math.max(filter.fromHeight(), firstHeight);
        long to = Math.min(filter.toHeight(), certifiedHeight);
        if (from > to) {
            return new FoundLogs.All(List.of());
        }
        LogFilter bounded = new LogFilter(from, to, filter.addresses(), filter.topics());
        return read(view -> logIndex.search(view, bounded, height -> archive.block(view, height)));
    }

    @Override
    public long oldestStateHeight() {
        return history.oldestHeight();
    }

    /// Forgets the states of the blocks below `height`, and removes what no state from there on needs. Blocks,
    /// receipts and logs stay. It takes as long as a walk through the state takes: call it on a thread of its own,
    /// blocks go on meanwhile. Those who read a state that goes away get a [ForgottenStateException].
    ///
    /// @param height at most the certified one
    /// @param wanted asked now and then whether to go on
    /// @throws InterruptedException when interrupted while it waits for a block to be executed
    public Pruned pruneStates(long height, BooleanSupplier wanted) throws InterruptedException {
        if (height < 0 || height > certifiedHeight) {
            throw new IllegalArgumentException(
                    "states up to the certified height %d can be given up, not up to %d"
                            .formatted(certifiedHeight, height));
        }
        return history.prune(height, wanted);
    }

    @Override
    public Optional<WorldState> state(long height) {
        return trieState(height).map(state -> state);
    }

    private Optional<TrieState> trieState(long height) {
        return header(height)
                .filter(header -> height >= history.oldestHeight())
                .map(header -> new TrieState(header.stateRoot(), nodesAt(height), cache.codes()));
    }

    /// The state may be given up while it is read.
    private NodeSource nodesAt(long height) {
        NodeSource nodes = cache.nodes();
        return hash -> {
            Optional<Bytes> node = nodes.node(hash);
            long oldest = history.oldestHeight();
            if (node.isEmpty() && height < oldest) {
                throw new ForgottenStateException(height, oldest);
            }
            return node;
        };
    }

    private Optional<BlockHeader> header(long height) {
        return height < 0 || height > certifiedHeight || isBefore(height)
                ? Optional.empty()
                : Optional.of(read(view -> archive.header(view, height)));
    }

    @Override
    public Optional<BlockContext> context(long height) {
        return header(height).map(this::context);
    }

    private BlockContext context(BlockHeader header) {
        return BlockRules.context(
                header,
                genesis.chainId(),
                number -> read(view -> archive.header(view, number)).hash());
    }

    /// Tries a call out.
    /// @param state of [#state], or with changes on top of it
    public CallOutcome call(CallRequest request, BlockContext context, WorldState state) {
        return processor.call(request, context, state);
    }

    @Override
    public CallOutcome call(
            CallRequest request, BlockContext context, WorldState state, Tracer tracer) {
        return processor.call(request, context, state, tracer);
    }

    @Override
    public StateChanges changes(CallRequest request, BlockContext context, WorldState state) {
        return processor.changes(request, context, state);
    }

    @Override
    public Optional<BlockReplay> replay(long height) {
        if (height < 1) {
            return Optional.empty();
        }
        Optional<WorldState> parent = state(height - 1);
        return block(height)
                .filter(executed -> parent.isPresent())
                .map(executed ->
                        new BlockReplay(
                                processor,
                                context(executed.block().header()),
                                executed,
                                parent.orElseThrow()));
    }

    /// Never: blobs would have to be kept beside the chain, which nobody does here.
    @Override
    public boolean takesBlobs() {
        return false;
    }

    @Override
    public boolean isPrecompiled(Address address) {
        return processor.isPrecompiled(address);
    }

    @Override
    public GasEstimate estimate(CallRequest request, BlockContext context, WorldState state) {
        return processor.estimate(request, context, state);
    }

    @Override
    public Optional<AccountProof> prove(long height, Address address, List<UInt256> slots) {
        return trieState(height).map(state -> state.prove(address, slots));
    }
}
