package io.chirograph.node.rpc;

import static io.chirograph.node.rpc.Values.json;
import static io.chirograph.node.rpc.Values.quantity;

import io.chirograph.crypto.Hashes;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// This node, whatever its chain.
final class NodeMethods {
    private final RpcNode node;
    private final String clientVersion;

    NodeMethods(RpcNode node, String clientVersion) {
        this.node = node;
        this.clientVersion = clientVersion;
    }

    void addTo(RpcMethods methods) {
        JsonNodeFactory factory = JsonNodeFactory.instance;
        methods.add("web3_clientVersion", _ -> json(clientVersion))
                .add(
                        "web3_sha3",
                        parameters ->
                                json(Hashes.keccak256(parameters.bytes(0, "the data")).toHex()))
                .add("net_listening", _ -> factory.booleanNode(true))
                .add("net_peerCount", _ -> json(quantity(node.peerCount())))
                .add("eth_syncing", _ -> syncing(node.syncState()))
                // No node holds anyone's keys.
                .add("eth_accounts", _ -> factory.arrayNode());
    }

    /// False when this node is not behind.
    static JsonNode syncing(RpcNode.SyncState state) {
        return switch (state) {
            case RpcNode.SyncState.Synced() -> JsonNodeFactory.instance.booleanNode(false);
            case RpcNode.SyncState.Syncing(long start, long current, long highest) ->
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("startingBlock", quantity(start))
                            .put("currentBlock", quantity(current))
                            .put("highestBlock", quantity(highest));
        };
    }
}
