package io.chirograph.node.rpc;

import io.chirograph.ledger.Ledger;
import io.chirograph.ledger.TransactionReader;
import io.chirograph.node.http.HttpHandler;

/// Puts the RPC together.
public final class EthereumRpc {
    private EthereumRpc() {}

    /// The handler of `POST /`.
    /// @param reader the ledger's, so that a sender is recovered once
    /// @param clientVersion the answer to `web3_clientVersion`, such as `Chirograph/v0.1.0/linux-amd64/java25`
    public static HttpHandler handler(
            Ledger ledger,
            TransactionReader reader,
            RpcNode node,
            RpcLimits limits,
            String clientVersion) {
        Blocks blocks = new Blocks(ledger);
        RpcMethods methods = new RpcMethods();
        new ChainMethods(ledger, blocks).addTo(methods);
        new FeeMethods(ledger, blocks).addTo(methods);
        new StateMethods(ledger, blocks, node).addTo(methods);
        new CallMethods(ledger, blocks, limits.callGasMax()).addTo(methods);
        new TransactionMethods(ledger, blocks, reader, node).addTo(methods);
        new LogMethods(ledger, blocks).addTo(methods);
        new NodeMethods(node, clientVersion).addTo(methods);
        return new JsonRpc(methods, limits);
    }
}
