package io.chirograph.node.rpc;

import static io.chirograph.node.rpc.Values.quantity;

import io.chirograph.ledger.ExecutedBlock;
import io.chirograph.ledger.TransactionPlace;
import io.chirograph.proof.BlockHeader;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Blocks as the RPC shows them.
final class BlockJson {
    private BlockJson() {}

    static ObjectNode withHashes(ExecutedBlock executed) {
        ObjectNode json = of(executed);
        ArrayNode transactions = json.putArray("transactions");
        executed.block()
                .transactions()
                .forEach(sent -> transactions.add(sent.transaction().hash().toHex()));
        return json;
    }

    static ObjectNode withTransactions(ExecutedBlock executed) {
        ObjectNode json = of(executed);
        ArrayNode transactions = json.putArray("transactions");
        for (TransactionPlace place : ReceiptJson.places(executed)) {
            transactions.add(TransactionJson.included(place));
        }
        return json;
    }

    private static ObjectNode of(ExecutedBlock executed) {
        BlockHeader header = executed.block().header();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("number", quantity(header.number()))
                .put("hash", executed.hash().toHex())
                .put("parentHash", header.parentHash().toHex())
                .put("sha3Uncles", header.ommersHash().toHex())
                .put("miner", header.coinbase().toHex())
                .put("stateRoot", header.stateRoot().toHex())
                .put("transactionsRoot", header.transactionsRoot().toHex())
                .put("receiptsRoot", header.receiptsRoot().toHex())
                .put("logsBloom", header.logsBloom().toHex())
                .put("difficulty", header.difficulty().toQuantity())
                .put("gasLimit", quantity(header.gasLimit()))
                .put("gasUsed", quantity(header.gasUsed()))
                .put("timestamp", quantity(header.timestamp()))
                .put("extraData", header.extraData().toHex())
                .put("mixHash", header.prevRandao().toHex())
                .put("nonce", header.nonce().toHex())
                .put("baseFeePerGas", header.baseFeePerGas().toQuantity())
                .put("withdrawalsRoot", header.withdrawalsRoot().toHex())
                .put("blobGasUsed", quantity(header.blobGasUsed()))
                .put("excessBlobGas", quantity(header.excessBlobGas()))
                .put("parentBeaconBlockRoot", header.parentBeaconBlockRoot().toHex())
                .put("requestsHash", header.requestsHash().toHex())
                .put("size", quantity(executed.block().encode().size()));
        json.putArray("uncles");
        json.putArray("withdrawals");
        return json;
    }
}
