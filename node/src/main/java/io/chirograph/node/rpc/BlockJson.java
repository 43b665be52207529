package io.chirograph.node.rpc;

import static io.chirograph.node.rpc.Values.quantity;

import io.chirograph.ledger.ExecutedBlock;
import io.chirograph.ledger.TransactionPlace;
import io.chirograph.ledger.Withdrawal;
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
        ObjectNode json = header(executed).put("size", quantity(executed.block().encode().size()));
        ArrayNode uncles = json.putArray("uncles");
        executed.block().ommers().forEach(ommer -> uncles.add(ommer.hash().toHex()));
        if (executed.block().hasWithdrawals()) {
            ArrayNode withdrawals = json.putArray("withdrawals");
            for (Withdrawal each : executed.block().withdrawals()) {
                withdrawals
                        .addObject()
                        .put("index", quantity(each.index()))
                        .put("validatorIndex", quantity(each.validatorIndex()))
                        .put("address", each.address().toHex())
                        .put("amount", quantity(each.amountGwei()));
            }
        }
        return json;
    }

    /// Without what a header does not say.
    static ObjectNode header(ExecutedBlock executed) {
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
                .put("nonce", header.nonce().toHex());
        writeLaterFields(json, header);
        return json;
    }

    /// What a header has only since a later fork than the first.
    private static void writeLaterFields(ObjectNode json, BlockHeader header) {
        if (header.fieldCount() >= 16) {
            json.put("baseFeePerGas", header.baseFeePerGas().toQuantity());
        }
        if (header.fieldCount() >= 17) {
            json.put("withdrawalsRoot", header.withdrawalsRoot().toHex());
        }
        if (header.fieldCount() >= 20) {
            json.put("blobGasUsed", quantity(header.blobGasUsed()))
                    .put("excessBlobGas", quantity(header.excessBlobGas()))
                    .put("parentBeaconBlockRoot", header.parentBeaconBlockRoot().toHex());
        }
        if (header.fieldCount() >= 21) {
            json.put("requestsHash", header.requestsHash().toHex());
        }
    }
}
