package io.chirograph.node.rpc;

import static io.chirograph.node.rpc.Values.json;
import static io.chirograph.node.rpc.Values.quantity;

import io.chirograph.ledger.CertifiedChain;
import io.chirograph.ledger.ExecutedBlock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/// The chain and its blocks.
final class ChainMethods {
    private final CertifiedChain chain;
    private final Blocks blocks;

    ChainMethods(CertifiedChain chain, Blocks blocks) {
        this.chain = chain;
        this.blocks = blocks;
    }

    void addTo(RpcMethods methods) {
        methods.add("eth_chainId", _ -> json(quantity(chain.chainId())))
                .add("net_version", _ -> json(Long.toString(chain.chainId())))
                .add("eth_blockNumber", _ -> json(quantity(chain.certifiedHeight())))
                .add("eth_getBlockByNumber", this::block)
                .add("eth_getBlockByHash", this::block)
                .add("eth_getHeaderByNumber", given -> of(given.countAtMost(1), BlockJson::header))
                .add("eth_getHeaderByHash", given -> of(given.countAtMost(1), BlockJson::header))
                .add("eth_getBlockTransactionCountByNumber", this::transactionCount)
                .add("eth_getBlockTransactionCountByHash", this::transactionCount)
                .add("eth_getUncleCountByBlockNumber", this::uncleCount)
                .add("eth_getUncleCountByBlockHash", this::uncleCount)
                .add("eth_getBlockReceipts", this::receipts)
                .add("eth_capabilities", _ -> capabilities());
    }

    /// What can be asked of which blocks: everything of all of them, but for states that were given up.
    private JsonNode capabilities() {
        ExecutedBlock newest = blocks.get(new BlockParameter.Latest());
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putObject("head")
                .put("number", quantity(newest.height()))
                .put("hash", newest.hash().toHex());
        for (String kind : List.of("state", "tx", "logs", "receipts", "blocks", "stateproofs")) {
            json.putObject(kind).put("disabled", false).put("oldestBlock", "0x0");
        }
        long oldestState = chain.oldestStateHeight();
        for (String kind : List.of("state", "stateproofs")) {
            json.withObject(kind).put("oldestBlock", quantity(oldestState));
        }
        return json;
    }

    private JsonNode block(RpcParameters parameters) {
        boolean full =
                parameters
                        .countAtMost(2)
                        .optional(1)
                        .map(node -> Values.bool(node, "whether to show whole transactions"))
                        .orElse(false);
        return of(parameters, full ? BlockJson::withTransactions : BlockJson::withHashes);
    }

    private JsonNode transactionCount(RpcParameters parameters) {
        return of(parameters, found -> json(quantity(found.block().transactions().size())));
    }

    private JsonNode uncleCount(RpcParameters parameters) {
        return of(parameters, found -> json(quantity(found.block().ommers().size())));
    }

    private JsonNode receipts(RpcParameters parameters) {
        return of(
                parameters,
                found -> {
                    ArrayNode receipts = JsonNodeFactory.instance.arrayNode();
                    ReceiptJson.places(found)
                            .forEach(place -> receipts.add(ReceiptJson.of(chain, place)));
                    return receipts;
                });
    }

    /// What `show` makes of the block that the first parameter names; null when there is no such block.
    private JsonNode of(RpcParameters parameters, Function<ExecutedBlock, JsonNode> show) {
        Optional<ExecutedBlock> found =
                blocks.find(BlockParameter.parse(parameters.required(0, "a block")));
        return found.map(show).orElse(NullNode.getInstance());
    }
}
