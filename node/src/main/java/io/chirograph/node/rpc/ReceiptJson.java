package io.chirograph.node.rpc;

import static io.chirograph.node.rpc.Values.quantity;

import io.chirograph.evm.BlockContext;
import io.chirograph.evm.Log;
import io.chirograph.ledger.Block;
import io.chirograph.ledger.CertifiedChain;
import io.chirograph.ledger.ExecutedBlock;
import io.chirograph.ledger.Receipt;
import io.chirograph.ledger.TransactionPlace;
import io.chirograph.ledger.transaction.UnsignedTransaction;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Receipts and logs as the RPC shows them.
final class ReceiptJson {
    /// What each blob takes (EIP-4844). No chain of ours has any, but one that was imported may.
    private static final long BLOB_GAS = 1 << 17;

    private ReceiptJson() {}

    /// The places of all transactions of a block.
    static List<TransactionPlace> places(ExecutedBlock executed) {
        List<TransactionPlace> places = new ArrayList<>();
        int logIndex = 0;
        for (int i = 0; i < executed.receipts().size(); i++) {
            Receipt receipt = executed.receipts().get(i);
            places.add(
                    new TransactionPlace(
                            executed.block(),
                            i,
                            executed.block().transactions().get(i),
                            receipt,
                            logIndex));
            logIndex += receipt.logs().size();
        }
        return places;
    }

    static ObjectNode of(CertifiedChain chain, TransactionPlace place) {
        Receipt receipt = place.receipt();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("type", quantity(receipt.type()))
                .put("transactionHash", place.hash().toHex())
                .put("transactionIndex", quantity(place.index()))
                .put("blockHash", place.block().hash().toHex())
                .put("blockNumber", quantity(place.block().height()))
                .put("from", place.sent().sender().toHex())
                .put("status", receipt.success() ? "0x1" : "0x0")
                .put("gasUsed", quantity(receipt.gasUsed()))
                .put("cumulativeGasUsed", quantity(receipt.cumulativeGasUsed()))
                .put("effectiveGasPrice", receipt.effectiveGasPrice().toQuantity())
                .put("logsBloom", receipt.logsBloom().toHex());
        place.sent()
                .transaction()
                .to()
                .ifPresentOrElse(to -> json.put("to", to.toHex()), () -> json.putNull("to"));
        receipt.created()
                .ifPresentOrElse(
                        created -> json.put("contractAddress", created.toHex()),
                        () -> json.putNull("contractAddress"));
        if (place.sent().transaction().unsigned() instanceof UnsignedTransaction.Blob blob) {
            BlockContext context = chain.context(place.block().height()).orElseThrow();
            json.put("blobGasUsed", quantity(blob.blobHashes().size() * BLOB_GAS))
                    .put("blobGasPrice", context.blobBaseFee().toQuantity());
        }
        ArrayNode logs = json.putArray("logs");
        for (int i = 0; i < receipt.logs().size(); i++) {
            logs.add(
                    log(receipt.logs().get(i), place.block(), place.index(), place.logIndex() + i));
        }
        return json;
    }

    /// @param logIndex in the block, from 0
    static ObjectNode log(Log log, Block block, int transactionIndex, int logIndex) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode topics = json.put("address", log.address().toHex()).putArray("topics");
        log.topics().forEach(topic -> topics.add(topic.toHex()));
        return json.put("data", log.data().toHex())
                .put("blockNumber", quantity(block.height()))
                .put("blockHash", block.hash().toHex())
                .put("blockTimestamp", quantity(block.header().timestamp()))
                .put(
                        "transactionHash",
                        block.transactions().get(transactionIndex).transaction().hash().toHex())
                .put("transactionIndex", quantity(transactionIndex))
                .put("logIndex", quantity(logIndex))
                .put("removed", false);
    }
}
