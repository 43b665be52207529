package io.chirograph.node.rpc;

import static io.chirograph.node.rpc.Values.quantity;

import io.chirograph.ledger.SentTransaction;
import io.chirograph.ledger.TransactionPlace;
import io.chirograph.ledger.transaction.AccessListEntry;
import io.chirograph.ledger.transaction.Authorization;
import io.chirograph.ledger.transaction.Transaction;
import io.chirograph.types.UInt256;
import java.math.BigInteger;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Transactions as the RPC shows them.
final class TransactionJson {
    private static final BigInteger LEGACY_V = BigInteger.valueOf(27);
    private static final BigInteger CHAIN_V = BigInteger.valueOf(35);

    private TransactionJson() {}

    static ObjectNode included(TransactionPlace place) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("blockHash", place.block().hash().toHex())
                .put("blockNumber", quantity(place.block().height()))
                .put("blockTimestamp", quantity(place.block().header().timestamp()))
                .put("transactionIndex", quantity(place.index()));
        return write(json, place.sent(), place.receipt().effectiveGasPrice());
    }

    static ObjectNode pooled(SentTransaction sent) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putNull("blockHash").putNull("blockNumber").putNull("transactionIndex");
        return write(json, sent, sent.transaction().maxFee());
    }

    private static ObjectNode write(ObjectNode json, SentTransaction sent, UInt256 gasPrice) {
        Transaction transaction = sent.transaction();
        json.put("hash", transaction.hash().toHex())
                .put("type", quantity(transaction.type()))
                .put("from", sent.sender().toHex())
                .put("nonce", quantity(transaction.nonce()))
                .put("gas", quantity(transaction.gasLimit()))
                .put("gasPrice", gasPrice.toQuantity())
                .put("value", transaction.value().toQuantity())
                .put("input", transaction.data().toHex());
        transaction
                .to()
                .ifPresentOrElse(to -> json.put("to", to.toHex()), () -> json.putNull("to"));
        if (transaction.chainId() != 0) {
            json.put("chainId", quantity(transaction.chainId()));
        }
        if (transaction.type() >= 2) {
            json.put("maxFeePerGas", transaction.maxFee().toQuantity())
                    .put("maxPriorityFeePerGas", transaction.maxPriorityFee().toQuantity());
        }
        if (transaction.type() >= 1) {
            json.set("accessList", accessList(transaction));
        }
        if (transaction.type() == 4) {
            json.set("authorizationList", authorizations(transaction));
        }
        return writeSignature(json, transaction);
    }

    private static ArrayNode accessList(Transaction transaction) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (AccessListEntry entry : transaction.accessList()) {
            ArrayNode keys =
                    list.addObject()
                            .put("address", entry.address().toHex())
                            .putArray("storageKeys");
            entry.slots().forEach(slot -> keys.add(slot.toHash32().toHex()));
        }
        return list;
    }

    private static ArrayNode authorizations(Transaction transaction) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (Authorization each : transaction.authorizations()) {
            list.addObject()
                    .put("chainId", each.chainId().toQuantity())
                    .put("address", each.delegate().toHex())
                    .put("nonce", quantity(each.nonce()))
                    .put("yParity", quantity(each.yParity()))
                    .put("r", each.r().toQuantity())
                    .put("s", each.s().toQuantity());
        }
        return list;
    }

    /// The legacy type has its parity and chain in `v` (EIP-155); for the others `v` repeats the parity, since
    /// some clients still look there.
    private static ObjectNode writeSignature(ObjectNode json, Transaction transaction) {
        int parity = transaction.signature().recoveryId();
        if (transaction.type() == 0) {
            BigInteger base =
                    transaction.chainId() == 0
                            ? LEGACY_V
                            : BigInteger.valueOf(transaction.chainId()).shiftLeft(1).add(CHAIN_V);
            json.put("v", "0x" + base.add(BigInteger.valueOf(parity)).toString(16));
        } else {
            json.put("v", quantity(parity)).put("yParity", quantity(parity));
        }
        return json.put("r", transaction.signature().r().toQuantity())
                .put("s", transaction.signature().s().toQuantity());
    }
}
