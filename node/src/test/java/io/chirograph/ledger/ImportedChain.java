package io.chirograph.ledger;

import io.chirograph.crypto.Hashes;
import io.chirograph.crypto.trie.TrieRoot;
import io.chirograph.evm.Account;
import io.chirograph.evm.BlockContext;
import io.chirograph.evm.Evm;
import io.chirograph.evm.Fork;
import io.chirograph.evm.Message;
import io.chirograph.evm.StateChanges;
import io.chirograph.evm.Tracer;
import io.chirograph.evm.TransactionContext;
import io.chirograph.evm.TransactionState;
import io.chirograph.evm.WorldState;
import io.chirograph.ledger.execution.CallOutcome;
import io.chirograph.ledger.execution.CallRequest;
import io.chirograph.ledger.execution.GasEstimate;
import io.chirograph.ledger.execution.LogsBloom;
import io.chirograph.ledger.execution.Outcome;
import io.chirograph.ledger.execution.TransactionProcessor;
import io.chirograph.ledger.transaction.Transaction;
import io.chirograph.proof.BlockHeader;
import io.chirograph.store.MemoryDisk;
import io.chirograph.store.Snapshot;
import io.chirograph.store.Store;
import io.chirograph.store.StoreOptions;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.RlpReader;
import io.chirograph.types.RlpWriter;
import io.chirograph.types.UInt256;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The chain of Ethereum's public RPC tests, executed block by block by the rules that held at each: proof of
/// work with ommers and rewards, then withdrawals and system contracts, from Frontier to Osaka's blob schedule.
/// Every state root must be the one that the software which made the chain found.
public final class ImportedChain implements CertifiedChain, AutoCloseable {
    private static final Address SYSTEM =
            Address.fromHex("0xfffffffffffffffffffffffffffffffffffffffe");
    private static final Address BEACON_ROOTS =
            Address.fromHex("0x000f3df6d732807ef1319fb7b8bb8522d0beac02");
    private static final Address BLOCK_HASHES =
            Address.fromHex("0x0000f90827f1c53a10cb7a02335b175320002935");
    private static final List<Address> REQUEST_CONTRACTS =
            List.of(
                    Address.fromHex("0x00000961ef480eb55e80d19ad83579a64c007002"),
                    Address.fromHex("0x0000bbddc7ce488642fb579f8b00f3a590007251"));
    private static final UInt256 ETHER = UInt256.of(1_000_000_000_000_000_000L);
    private static final UInt256 GWEI = UInt256.of(1_000_000_000L);

    private final long chainId;
    private final Map<Fork, TransactionProcessor> processors = new EnumMap<>(Fork.class);
    private final Map<Fork, Evm> machines = new EnumMap<>(Fork.class);
    private final Store store =
            Store.openInline(
                    new MemoryDisk(),
                    StoreOptions.small()
                            .withLogSegmentBytes(16 << 20)
                            .withTransactionBytesMax(12 << 20),
                    1);
    private final LedgerTables tables = LedgerTables.of(store);
    private final NodeCache cache = new NodeCache(tables, store);
    private final LogIndex logIndex = new LogIndex(tables, LogIndex.Limits.USUAL);
    private final List<ExecutedBlock> blocks = new ArrayList<>();

    /// @param tests the folder with genesis.json and chain.rlp
    public ImportedChain(Path tests) throws IOException {
        for (Fork fork : Fork.values()) {
            processors.put(fork, new TransactionProcessor(fork));
            machines.put(fork, new Evm(fork));
        }
        JsonNode genesis =
                JsonMapper.shared().readTree(Files.readAllBytes(tests.resolve("genesis.json")));
        chainId = genesis.get("config").get("chainId").longValue();
        begin(genesis);
        Bytes file = Bytes.owning(Files.readAllBytes(tests.resolve("chain.rlp")));
        RlpReader all = RlpReader.list(RlpWriter.list(w -> w.encoded(file)));
        while (all.hasNext()) {
            append(read(all.list()));
        }
    }

    private static Fork fork(BlockHeader header) {
        long number = header.number();
        long time = header.timestamp();
        SortedMap<Long, Fork> byTime = new TreeMap<>();
        byTime.put(390L, Fork.SHANGHAI);
        byTime.put(420L, Fork.CANCUN);
        byTime.put(450L, Fork.PRAGUE);
        byTime.put(480L, Fork.OSAKA);
        SortedMap<Long, Fork> byNumber = new TreeMap<>();
        byNumber.put(0L, Fork.HOMESTEAD);
        byNumber.put(3L, Fork.TANGERINE_WHISTLE);
        byNumber.put(6L, Fork.SPURIOUS_DRAGON);
        byNumber.put(9L, Fork.BYZANTIUM);
        byNumber.put(12L, Fork.CONSTANTINOPLE);
        byNumber.put(15L, Fork.PETERSBURG);
        byNumber.put(18L, Fork.ISTANBUL);
        byNumber.put(24L, Fork.BERLIN);
        byNumber.put(27L, Fork.LONDON);
        byNumber.put(36L, Fork.PARIS);
        SortedMap<Long, Fork> reached = byTime.headMap(time + 1);
        return Objects.requireNonNull(
                reached.isEmpty()
                        ? byNumber.headMap(number + 1).lastEntry().getValue()
                        : reached.lastEntry().getValue());
    }

    /// What a unit of blob gas costs (EIP-4844), by the schedule of the block's time.
    private static UInt256 blobBaseFee(BlockHeader header) {
        long time = header.timestamp();
        long fraction =
                time >= 540
                        ? 11_684_671
                        : time >= 510 ? 8_346_193 : time >= 450 ? 5_007_716 : 3_338_477;
        BigInteger denominator = BigInteger.valueOf(fraction);
        BigInteger term = denominator;
        BigInteger sum = BigInteger.ZERO;
        for (long i = 1; term.signum() > 0; i++) {
            sum = sum.add(term);
            term =
                    term.multiply(BigInteger.valueOf(header.excessBlobGas()))
                            .divide(denominator.multiply(BigInteger.valueOf(i)));
        }
        return UInt256.of(sum.divide(denominator));
    }

    private TransactionProcessor processor(BlockHeader header) {
        return Objects.requireNonNull(processors.get(fork(header)));
    }

    private void begin(JsonNode genesis) {
        BlockState accounts = new BlockState(state(Hashes.EMPTY_TRIE_ROOT));
        accounts.apply(alloc(genesis.get("alloc")));
        Hash32 root = write(Hashes.EMPTY_TRIE_ROOT, accounts, List.of(), 0);
        BlockHeader header =
                new BlockHeader(
                        Hash32.ZERO,
                        BlockHeader.NO_OMMERS,
                        Address.ZERO,
                        root,
                        Hashes.EMPTY_TRIE_ROOT,
                        Hashes.EMPTY_TRIE_ROOT,
                        LogsBloom.EMPTY,
                        number(genesis, "difficulty"),
                        0,
                        number(genesis, "gasLimit").toLong(),
                        0,
                        0,
                        Bytes.fromHex(genesis.get("extraData").stringValue()),
                        Hash32.ZERO,
                        Bytes.owning(new byte[BlockHeader.NONCE_BYTES]),
                        UInt256.ZERO,
                        Hash32.ZERO,
                        0,
                        0,
                        Hash32.ZERO,
                        Hash32.ZERO,
                        15);
        blocks.add(
                new ExecutedBlock(
                        new Block(header, header.hash(), List.of()), List.of(), List.of()));
    }

    private static UInt256 number(JsonNode object, String name) {
        return object.has(name) ? UInt256.parse(object.get(name).stringValue()) : UInt256.ZERO;
    }

    private static StateChanges alloc(JsonNode alloc) {
        SortedMap<Address, StateChanges.AccountChange> accounts = new TreeMap<>();
        SortedMap<Hash32, Bytes> codes = new TreeMap<>();
        for (Map.Entry<String, JsonNode> each : alloc.properties()) {
            JsonNode given = each.getValue();
            Bytes code =
                    given.has("code")
                            ? Bytes.fromHex(given.get("code").stringValue())
                            : Bytes.EMPTY;
            Hash32 codeHash = Hashes.keccak256(code);
            if (!code.isEmpty()) {
                codes.put(codeHash, code);
            }
            SortedMap<UInt256, UInt256> slots = new TreeMap<>();
            for (Map.Entry<String, JsonNode> slot : given.path("storage").properties()) {
                slots.put(
                        UInt256.parse(slot.getKey()), UInt256.parse(slot.getValue().stringValue()));
            }
            accounts.put(
                    Address.of(Bytes.fromHex(each.getKey())),
                    new StateChanges.Updated(
                            new Account(
                                    number(given, "nonce").toLong(),
                                    number(given, "balance"),
                                    codeHash),
                            slots));
        }
        return new StateChanges(accounts, codes);
    }

    private static Block read(RlpReader fields) {
        BlockHeader header = BlockHeader.fromRlpOfAnyFork(fields.encoded());
        List<SentTransaction> transactions = new ArrayList<>();
        RlpReader list = fields.list();
        while (list.hasNext()) {
            Bytes envelope = list.nextIsList() ? list.encoded() : list.bytes();
            Transaction transaction =
                    ((Transaction.Valid) Transaction.decode(envelope)).transaction();
            transactions.add(new SentTransaction(transaction, transaction.sender().orElseThrow()));
        }
        List<BlockHeader> ommers = new ArrayList<>();
        RlpReader ommerList = fields.list();
        while (ommerList.hasNext()) {
            ommers.add(BlockHeader.fromRlpOfAnyFork(ommerList.encoded()));
        }
        List<Withdrawal> withdrawals = new ArrayList<>();
        if (fields.hasNext()) {
            RlpReader withdrawalList = fields.list();
            while (withdrawalList.hasNext()) {
                RlpReader each = withdrawalList.list();
                withdrawals.add(
                        new Withdrawal(
                                each.number(), each.number(), each.address(), each.number()));
            }
        }
        return new Block(header, header.hash(), transactions, ommers, withdrawals);
    }

    private void append(Block block) {
        BlockHeader parent = blocks.getLast().block().header();
        BlockHeader header = block.header();
        require(header.parentHash().equals(blocks.getLast().hash()), block, "parent");
        Fork fork = fork(header);
        BlockState state = new BlockState(state(parent.stateRoot()));
        BlockContext context = contextOf(header);
        if (fork.isAtLeast(Fork.CANCUN)) {
            callSystem(fork, BEACON_ROOTS, header.parentBeaconBlockRoot().bytes(), context, state);
        }
        if (fork.isAtLeast(Fork.PRAGUE)) {
            callSystem(fork, BLOCK_HASHES, header.parentHash().bytes(), context, state);
        }
        List<Receipt> receipts = new ArrayList<>();
        long gasUsed = 0;
        for (SentTransaction sent : block.transactions()) {
            Outcome outcome =
                    processor(header).execute(sent.transaction(), sent.sender(), context, state);
            if (!(outcome instanceof Outcome.Executed executed)) {
                throw new AssertionError("block " + header.number() + ": " + outcome);
            }
            gasUsed += executed.gasUsed();
            state.apply(executed.changes());
            receipts.add(Receipt.of(sent.transaction().type(), executed, gasUsed));
        }
        require(gasUsed == header.gasUsed(), block, "gas used");
        for (Withdrawal each : block.withdrawals()) {
            pay(state, each.address(), UInt256.of(each.amountGwei()).times(GWEI));
        }
        if (fork.isAtLeast(Fork.PRAGUE)) {
            REQUEST_CONTRACTS.forEach(
                    contract -> callSystem(fork, contract, Bytes.EMPTY, context, state));
        }
        if (!header.difficulty().isZero()) {
            reward(block, fork, state);
        }
        Hash32 root = write(parent.stateRoot(), state, receipts, header.number());
        require(root.equals(header.stateRoot()), block, "state root");
        if (fork.isAtLeast(Fork.BYZANTIUM)) {
            Hash32 receiptsRoot =
                    TrieRoot.ofIndexed(receipts.stream().map(Receipt::encode).toList());
            require(receiptsRoot.equals(header.receiptsRoot()), block, "receipts root");
        }
        blocks.add(new ExecutedBlock(block, receipts, List.of()));
    }

    private static void require(boolean holds, Block block, String what) {
        if (!holds) {
            throw new AssertionError("block " + block.height() + " has another " + what);
        }
    }

    private void callSystem(
            Fork fork, Address contract, Bytes input, BlockContext context, BlockState state) {
        Evm machine = Objects.requireNonNull(machines.get(fork));
        TransactionState changed = machine.begin(state);
        machine.run(
                new Message.Call(SYSTEM, contract, UInt256.ZERO, input, 30_000_000),
                changed,
                context,
                new TransactionContext(SYSTEM, UInt256.ZERO, List.of()));
        state.apply(changed.changes());
    }

    /// The miner's reward and those for ommers (Yellow Paper, section 11.3; EIP-649, EIP-1234).
    private static void reward(Block block, Fork fork, BlockState state) {
        long ethers =
                fork.isAtLeast(Fork.CONSTANTINOPLE) ? 2 : fork.isAtLeast(Fork.BYZANTIUM) ? 3 : 5;
        BigInteger reward = UInt256.of(ethers).times(ETHER).toBigInteger();
        BigInteger miners = reward;
        for (BlockHeader ommer : block.ommers()) {
            miners = miners.add(reward.divide(BigInteger.valueOf(32)));
            BigInteger part = BigInteger.valueOf(8 + ommer.number() - block.height());
            pay(
                    state,
                    ommer.coinbase(),
                    UInt256.of(reward.multiply(part).divide(BigInteger.valueOf(8))));
        }
        pay(state, block.header().coinbase(), UInt256.of(miners));
    }

    private static void pay(BlockState state, Address address, UInt256 amount) {
        Account old = state.account(address).orElse(Account.EMPTY);
        Account paid = new Account(old.nonce(), old.balance().plus(amount), old.codeHash());
        state.apply(
                new StateChanges(
                        new TreeMap<>(
                                Map.of(address, new StateChanges.Updated(paid, new TreeMap<>()))),
                        new TreeMap<>()));
    }

    private Hash32 write(
            Hash32 parentRoot, BlockState changes, List<Receipt> receipts, long height) {
        try (io.chirograph.store.Transaction view = store.begin();
                io.chirograph.store.Transaction transaction = store.begin()) {
            BlockWriter bulk = new BlockWriter(store, Runnable::run);
            StateWriter writer =
                    new StateWriter(
                            tables,
                            new FlatState(tables, view, cache.codes()),
                            cache.takenIn(view),
                            transaction,
                            bulk,
                            new StateHistory(store, tables),
                            Runnable::run);
            Hash32 root = writer.write(parentRoot, changes);
            logIndex.add(bulk, height, receipts);
            bulk.finishIn(transaction);
            transaction.commit();
            cache.addNodes(writer.newNodes());
            return root;
        }
    }

    private TrieState state(Hash32 root) {
        return new TrieState(root, cache.nodes(), cache.codes());
    }

    private BlockContext contextOf(BlockHeader header) {
        return new BlockContext(
                header.number(),
                header.timestamp(),
                header.coinbase(),
                header.gasLimit(),
                header.baseFeePerGas(),
                header.prevRandao(),
                blobBaseFee(header),
                header.difficulty(),
                chainId,
                height -> blocks.get((int) height).hash());
    }

    @Override
    public long chainId() {
        return chainId;
    }

    @Override
    public long certifiedHeight() {
        return blocks.size() - 1L;
    }

    /// EIP-1559.
    @Override
    public UInt256 nextBaseFee() {
        BlockHeader header = blocks.getLast().block().header();
        BigInteger fee = header.baseFeePerGas().toBigInteger();
        BigInteger target = BigInteger.valueOf(header.gasLimit() / 2);
        BigInteger surplus = BigInteger.valueOf(header.gasUsed()).subtract(target);
        BigInteger change =
                fee.multiply(surplus.abs()).divide(target).divide(BigInteger.valueOf(8));
        return UInt256.of(
                surplus.signum() > 0 ? fee.add(change.max(BigInteger.ONE)) : fee.subtract(change));
    }

    @Override
    public Optional<ExecutedBlock> block(long height) {
        return height < 0 || height >= blocks.size()
                ? Optional.empty()
                : Optional.of(blocks.get((int) height));
    }

    @Override
    public Optional<ExecutedBlock> block(Hash32 hash) {
        return blocks.stream().filter(block -> block.hash().equals(hash)).findFirst();
    }

    @Override
    public Optional<TransactionPlace> transaction(Hash32 hash) {
        for (ExecutedBlock executed : blocks) {
            int logIndex = 0;
            for (int i = 0; i < executed.receipts().size(); i++) {
                SentTransaction sent = executed.block().transactions().get(i);
                Receipt receipt = executed.receipts().get(i);
                if (sent.transaction().hash().equals(hash)) {
                    return Optional.of(
                            new TransactionPlace(executed.block(), i, sent, receipt, logIndex));
                }
                logIndex += receipt.logs().size();
            }
        }
        return Optional.empty();
    }

    @Override
    public Optional<SkippedTransaction> skipped(Hash32 hash) {
        return Optional.empty();
    }

    @Override
    public FoundLogs logs(LogFilter filter) {
        try (Snapshot view = store.snapshot()) {
            return logIndex.search(view, filter, height -> blocks.get((int) height));
        }
    }

    @Override
    public Optional<WorldState> state(long height) {
        return trieState(height).map(state -> state);
    }

    private Optional<TrieState> trieState(long height) {
        return block(height).map(block -> state(block.block().header().stateRoot()));
    }

    @Override
    public Optional<BlockContext> context(long height) {
        return block(height).map(block -> contextOf(block.block().header()));
    }

    @Override
    public Optional<AccountProof> prove(long height, Address address, List<UInt256> slots) {
        return trieState(height).map(state -> state.prove(address, slots));
    }

    @Override
    public CallOutcome call(
            CallRequest request, BlockContext context, WorldState state, Tracer tracer) {
        return newest().call(request, context, state, tracer);
    }

    @Override
    public StateChanges changes(CallRequest request, BlockContext context, WorldState state) {
        return newest().changes(request, context, state);
    }

    @Override
    public boolean takesBlobs() {
        return true;
    }

    @Override
    public long oldestStateHeight() {
        return 0;
    }

    private TransactionProcessor newest() {
        return processor(blocks.getLast().block().header());
    }

    @Override
    public GasEstimate estimate(CallRequest request, BlockContext context, WorldState state) {
        return newest().estimate(request, context, state);
    }

    @Override
    public Optional<BlockReplay> replay(long height) {
        return height < 1
                ? Optional.empty()
                : block(height)
                        .map(executed ->
                                new BlockReplay(
                                        processor(executed.block().header()),
                                        contextOf(executed.block().header()),
                                        executed,
                                        state(height - 1).orElseThrow()));
    }

    @Override
    public boolean isPrecompiled(Address address) {
        return newest().isPrecompiled(address);
    }

    @Override
    public void onCertified(Consumer<ExecutedBlock> listener) {
        // The chain is whole when it can be asked.
    }

    @Override
    public void close() {
        store.close();
    }
}
