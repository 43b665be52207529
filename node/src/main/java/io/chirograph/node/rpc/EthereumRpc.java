package io.chirograph.node.rpc;

import io.chirograph.ledger.CertifiedChain;
import io.chirograph.ledger.TransactionReader;
import io.chirograph.node.http.HttpHandler;
import io.chirograph.node.http.WebSocketEndpoint;
import java.util.HexFormat;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// Puts the RPC together. It answers as long as its ledger is open.
public final class EthereumRpc implements AutoCloseable {
    private static final int RECENT_TRANSACTIONS_MAX = 16_384;
    private static final int ID_BYTES = 16;

    private final RpcLimits limits;
    private final RpcMethods methods = new RpcMethods();
    private final JsonRpc rpc;
    private final LogParameters logParameters;
    private final Announcer announcer;

    /// What comes from outside besides ledger and node.
    ///
    /// @param nanoTime a monotonic clock
    /// @param random nobody can foretell: whoever knows a filter's id can use it
    /// @param clientVersion the answer to `web3_clientVersion`, such as `Chirograph/v0.1.0/linux-amd64/java25`
    public record Surroundings(
            LongSupplier nanoTime, RandomGenerator random, String clientVersion) {}

    /// @param reader the ledger's, so that a sender is recovered once
    public static EthereumRpc start(
            CertifiedChain chain,
            TransactionReader reader,
            RpcNode node,
            RpcLimits limits,
            Surroundings surroundings) {
        EthereumRpc rpc = new EthereumRpc(chain, reader, node, limits, surroundings);
        rpc.announcer.start();
        return rpc;
    }

    private EthereumRpc(
            CertifiedChain chain,
            TransactionReader reader,
            RpcNode node,
            RpcLimits limits,
            Surroundings surroundings) {
        Blocks blocks = new Blocks(chain);
        RecentTransactions pooled = new RecentTransactions(RECENT_TRANSACTIONS_MAX);
        Supplier<String> ids = () -> newId(surroundings.random());
        this.limits = limits;
        this.logParameters = new LogParameters(blocks);
        this.announcer = new Announcer(chain, node, pooled, ids);
        new ChainMethods(chain, blocks).addTo(methods);
        new FeeMethods(chain, blocks).addTo(methods);
        new StateMethods(chain, blocks, node).addTo(methods);
        CallTrials trials = new CallTrials(chain, blocks, limits, surroundings.nanoTime());
        new CallMethods(chain, trials).addTo(methods);
        new AccessListMethods(chain, trials).addTo(methods);
        new FillMethods(chain, trials, node).addTo(methods);
        new TraceMethods(chain, blocks, trials, limits.responseBytesMax()).addTo(methods);
        new PoolMethods(node).addTo(methods);
        new RawMethods(chain, blocks, node).addTo(methods);
        new TransactionMethods(chain, blocks, reader, node).addTo(methods);
        new LogMethods(chain, logParameters).addTo(methods);
        new FilterMethods(
                        chain,
                        logParameters,
                        pooled,
                        new Filters(
                                limits.filtersMax(),
                                limits.filterIdleTimeout(),
                                surroundings.nanoTime(),
                                ids))
                .addTo(methods);
        new NodeMethods(node, surroundings.clientVersion()).addTo(methods);
        this.rpc = new JsonRpc(methods, limits);
    }

    private static String newId(RandomGenerator random) {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        return "0x" + HexFormat.of().formatHex(id);
    }

    /// Answers `POST /`.
    public HttpHandler http() {
        return new HttpRpc(rpc);
    }

    /// Answers at `/` too, with subscriptions besides.
    public WebSocketEndpoint webSocket() {
        return peer ->
                new RpcSocket(
                        peer, announcer, logParameters, rpc, methods, limits.subscriptionsMax());
    }

    /// Ends all subscriptions.
    @Override
    public void close() {
        announcer.close();
    }
}
