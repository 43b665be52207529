package io.chirograph.node.rpc;

import io.chirograph.consensus.Batch;
import io.chirograph.consensus.Request;
import io.chirograph.crypto.Hashes;
import io.chirograph.crypto.Signature;
import io.chirograph.crypto.SigningKey;
import io.chirograph.crypto.TlsKey;
import io.chirograph.evm.Account;
import io.chirograph.ledger.Bundle;
import io.chirograph.ledger.ExecutedBlock;
import io.chirograph.ledger.Ledger;
import io.chirograph.ledger.SentTransaction;
import io.chirograph.ledger.TransactionReader;
import io.chirograph.ledger.pool.Admission;
import io.chirograph.ledger.pool.AdmissionRules;
import io.chirograph.ledger.pool.PoolContent;
import io.chirograph.ledger.pool.PoolLimits;
import io.chirograph.ledger.pool.TransactionPool;
import io.chirograph.ledger.transaction.Call;
import io.chirograph.ledger.transaction.Fees;
import io.chirograph.ledger.transaction.Recipient;
import io.chirograph.ledger.transaction.Transaction;
import io.chirograph.ledger.transaction.UnsignedTransaction;
import io.chirograph.node.http.HttpHandler;
import io.chirograph.node.http.HttpRequest;
import io.chirograph.proof.Certificate;
import io.chirograph.proof.Genesis;
import io.chirograph.proof.GenesisAccount;
import io.chirograph.proof.Member;
import io.chirograph.store.MemoryDisk;
import io.chirograph.store.Store;
import io.chirograph.store.StoreOptions;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A real ledger and pool with the RPC before them, on one thread; blocks are made when a test says so.
final class TestChain implements RpcNode, AutoCloseable {
    static final long CHAIN_ID = 4711;
    static final long GENESIS_SECONDS = 1_700_000_000;
    static final SigningKey ALICE = key("alice");
    static final SigningKey BOB = key("bob");

    /// Returns its input.
    static final Address ECHO = address(0xe0);

    /// Reverts with its input.
    static final Address REVERTER = address(0xe1);

    /// Puts the first word of its input into slot 0 and logs topic 0x2a.
    static final Address KEEPER = address(0xe2);

    /// Returns slot 0.
    static final Address READER = address(0xe3);

    /// Returns the number of its block.
    static final Address NUMBER = address(0xe4);

    /// Runs until its gas is used up.
    static final Address LOOP = address(0xe5);

    static final int SUBSCRIPTIONS_MAX = 5;
    static final int FILTERS_MAX = 5;
    static final Duration FILTER_IDLE = Duration.ofMinutes(5);

    static final UInt256 FUNDS = UInt256.of(1_000_000_000_000_000_000L);

    private final Store store =
            Store.openInline(
                    new MemoryDisk(),
                    StoreOptions.small()
                            .withLogSegmentBytes(16 << 20)
                            .withTransactionBytesMax(12 << 20),
                    1);
    private final TransactionReader reader = new TransactionReader(Runnable::run);
    private final Ledger ledger = new Ledger(store, genesis(), reader);
    private final TransactionPool pool =
            new TransactionPool(
                    new PoolLimits(100, 1 << 20, 16, 1 << 17, Long.MAX_VALUE / 4),
                    new AdmissionRules(CHAIN_ID, Genesis.GAS_LIMIT_DEFAULT, UInt256.ZERO),
                    address ->
                            ledger.state(ledger.certifiedHeight())
                                    .flatMap(state -> state.account(address))
                                    .orElse(Account.EMPTY));
    private final List<Consumer<Hash32>> pooledListeners = new ArrayList<>();

    private volatile SyncState syncState = new SyncState.Synced();

    /// What a monotonic clock says.
    private long nanos;

    private final EthereumRpc rpc =
            EthereumRpc.start(
                    ledger,
                    reader,
                    this,
                    new RpcLimits(
                            1 << 20,
                            100,
                            32,
                            1 << 20,
                            10_000_000,
                            Duration.ofSeconds(30),
                            SUBSCRIPTIONS_MAX,
                            FILTERS_MAX,
                            FILTER_IDLE),
                    new EthereumRpc.Surroundings(() -> nanos, new Random(7), "Chirograph/test"));
    private final HttpHandler http = rpc.http();

    private static SigningKey key(String name) {
        return SigningKey.of(Hashes.keccak256(Bytes.ofUtf8(name)));
    }

    private static Address address(int last) {
        byte[] bytes = new byte[Address.SIZE];
        bytes[Address.SIZE - 1] = (byte) last;
        return Address.owning(bytes);
    }

    private static Genesis genesis() {
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            SigningKey key = key("member " + i);
            members.add(
                    Member.bind(
                            "m" + i,
                            key,
                            key("account " + i).address(),
                            TlsKey.generate(new SecureRandom()).publicKey(),
                            "127.0.0.1",
                            7000 + i));
        }
        SortedMap<Address, GenesisAccount> accounts = new TreeMap<>();
        accounts.put(ALICE.address(), GenesisAccount.funded(FUNDS));
        accounts.put(BOB.address(), GenesisAccount.funded(FUNDS));
        accounts.put(ECHO, GenesisAccount.contract(Bytes.fromHex("365f5f37365ff3")));
        accounts.put(REVERTER, GenesisAccount.contract(Bytes.fromHex("365f5f37365ffd")));
        accounts.put(KEEPER, GenesisAccount.contract(Bytes.fromHex("5f355f55602a5f5fa100")));
        accounts.put(READER, GenesisAccount.contract(Bytes.fromHex("5f545f5260205ff3")));
        accounts.put(NUMBER, GenesisAccount.contract(Bytes.fromHex("435f5260205ff3")));
        accounts.put(LOOP, GenesisAccount.contract(Bytes.fromHex("5b5f56")));
        return new Genesis(
                CHAIN_ID, GENESIS_SECONDS * 1000, Genesis.GAS_LIMIT_DEFAULT, members, accounts);
    }

    Ledger ledger() {
        return ledger;
    }

    EthereumRpc rpc() {
        return rpc;
    }

    void pass(Duration time) {
        nanos += time.toNanos();
    }

    void syncState(SyncState state) {
        syncState = state;
    }

    /// A transaction of type 2 that pays one wei for a unit of gas.
    static Transaction transaction(SigningKey sender, long nonce, Address to, Bytes data) {
        return new UnsignedTransaction.FeeMarket(
                        CHAIN_ID,
                        new Fees(UInt256.ONE, UInt256.of(2)),
                        call(nonce, Recipient.of(to), data),
                        List.of())
                .sign(sender);
    }

    static Call call(long nonce, Recipient to, Bytes data) {
        return new Call(nonce, 100_000, to, UInt256.ZERO, data);
    }

    /// Makes, and certifies, a block of these transactions.
    ExecutedBlock include(Transaction... transactions) {
        long height = ledger.head().height() + 1;
        List<Bytes> envelopes = new ArrayList<>();
        for (Transaction each : transactions) {
            envelopes.add(each.encode());
        }
        SigningKey member = key("member 0");
        long millis = (GENESIS_SECONDS + height) * 1000;
        Request request =
                Request.sign(
                        ledger.genesisHash(),
                        member,
                        height,
                        millis,
                        new Bundle(envelopes).encode());
        ExecutedBlock made =
                ledger.execute(height, new Batch(member.address(), millis, List.of(request)))
                        .executed();
        SortedMap<Integer, Signature> signatures = new TreeMap<>();
        signatures.put(0, member.sign(made.hash()));
        ledger.attachCertificate(
                new Certificate(
                        ledger.genesis().validatorSet().id(), height, made.hash(), signatures));
        pool.onBlock(made);
        return made;
    }

    /// The answer to a call, `params` being the JSON in the brackets.
    JsonNode answer(String method, String params) throws InterruptedException {
        String body =
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":[%s]}"
                        .formatted(method, params.replace('\'', '"'));
        return JsonMapper.shared()
                .readTree(
                        http.handle(
                                        new HttpRequest(
                                                "POST",
                                                "/",
                                                Map.of(),
                                                Map.of("content-type", List.of("application/json")),
                                                Bytes.ofUtf8(body),
                                                InetAddress.getLoopbackAddress()))
                                .body()
                                .toArray());
    }

    JsonNode result(String method, String params) throws InterruptedException {
        JsonNode answer = answer(method, params);
        if (!answer.has("result")) {
            throw new AssertionError(method + " gave " + answer);
        }
        return answer.get("result");
    }

    JsonNode error(String method, String params) throws InterruptedException {
        JsonNode answer = answer(method, params);
        if (!answer.has("error")) {
            throw new AssertionError(method + " gave " + answer);
        }
        return answer.get("error");
    }

    @Override
    public Admission submit(SentTransaction transaction) {
        Admission admission = pool.add(transaction, 0);
        pooledListeners.forEach(each -> each.accept(transaction.transaction().hash()));
        return admission;
    }

    @Override
    public void onPooled(Consumer<Hash32> listener) {
        pooledListeners.add(listener);
    }

    @Override
    public Optional<SentTransaction> pooled(Hash32 hash) {
        return pool.transaction(hash);
    }

    @Override
    public PoolContent poolContent() {
        return pool.content();
    }

    @Override
    public long pendingNonce(Address account) {
        return pool.pendingNonce(account);
    }

    @Override
    public int peerCount() {
        return 3;
    }

    @Override
    public SyncState syncState() {
        return syncState;
    }

    @Override
    public void close() {
        rpc.close();
        store.close();
    }
}
