package io.chirograph.node.rpc;

import static io.chirograph.node.rpc.Values.json;

import io.chirograph.ledger.CertifiedChain;
import io.chirograph.ledger.ExecutedBlock;
import io.chirograph.ledger.SentTransaction;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.NullNode;

/// Blocks, receipts and transactions in Ethereum's own encoding, for those who check hashes themselves.
final class RawMethods {
    private final CertifiedChain chain;
    private final Blocks blocks;
    private final RpcNode node;

    RawMethods(CertifiedChain chain, Blocks blocks, RpcNode node) {
        this.chain = chain;
        this.blocks = blocks;
        this.node = node;
    }

    void addTo(RpcMethods methods) {
        methods.add("debug_getRawHeader", given -> json(block(given).block().header().toRlp()))
                .add("debug_getRawBlock", given -> json(block(given).block().encode()))
                .add("debug_getRawReceipts", this::receipts)
                .add(
                        "debug_getRawTransaction",
                        given -> json(transaction(given).orElse(Bytes.EMPTY)))
                .add("eth_getRawTransactionByHash", given -> orNull(transaction(given)))
                .add("eth_getRawTransactionByBlockHashAndIndex", this::byIndex)
                .add("eth_getRawTransactionByBlockNumberAndIndex", this::byIndex);
    }

    private ExecutedBlock block(RpcParameters parameters) {
        return blocks.get(BlockParameter.parse(parameters.countAtMost(1).required(0, "a block")));
    }

    private JsonNode receipts(RpcParameters parameters) {
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        block(parameters).receipts().forEach(receipt -> json.add(receipt.encode().toHex()));
        return json;
    }

    /// Also while it waits in the pool.
    private Optional<Bytes> transaction(RpcParameters parameters) {
        Hash32 hash = parameters.countAtMost(1).hash(0);
        Optional<SentTransaction> pooled = node.pooled(hash);
        return chain.transaction(hash)
                .map(place -> place.sent())
                .or(() -> pooled)
                .map(sent -> sent.transaction().encode());
    }

    private JsonNode byIndex(RpcParameters parameters) {
        BlockParameter block =
                BlockParameter.parse(parameters.countAtMost(2).required(0, "a block"));
        long index = Values.cappedNumber(parameters.required(1, "an index"), "the index");
        List<SentTransaction> sent =
                blocks.find(block).map(found -> found.block().transactions()).orElse(List.of());
        return orNull(
                index < sent.size()
                        ? Optional.of(sent.get((int) index).transaction().encode())
                        : Optional.empty());
    }

    private static JsonNode orNull(Optional<Bytes> bytes) {
        return bytes.<JsonNode>map(Values::json).orElse(NullNode.getInstance());
    }
}
