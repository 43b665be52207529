package io.chirograph.node.rpc;

import static io.chirograph.node.rpc.Values.quantity;

import io.chirograph.ledger.SentTransaction;
import io.chirograph.ledger.TransactionPlace;
import io.chirograph.ledger.transaction.AccessListEntry;
import io.chirograph.ledger.transaction.Authorization;
import io.chirograph.ledger.transaction.Call;
import io.chirograph.ledger.transaction.Transaction;
import io.chirograph.ledger.transaction.UnsignedTransaction;
import io.chirograph.types.Address;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.math.BigInteger;
import java.util.List;
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
        json.putNull("blockHash")
                .putNull("blockNumber")
                .putNull("blockTimestamp")
                .putNull("transactionIndex");
        return write(json, sent, sent.transaction().maxFee());
    }

    private static ObjectNode write(ObjectNode json, SentTransaction sent, UInt256 gasPrice) {
        Transaction transaction = sent.transaction();
        json.put("hash", transaction.hash().toHex()).put("from", sent.sender().toHex());
        writeUnsigned(json, transaction.unsigned(), gasPrice);
        return writeSignature(json, transaction);
    }

    /// A transaction that is still to be signed.
    ///
    /// @param hash of its encoding
    static ObjectNode unsigned(UnsignedTransaction unsigned, Address from, Hash32 hash) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("hash", hash.toHex()).put("from", from.toHex());
        writeUnsigned(json, unsigned, unsigned.fees().maxFee());
        return json.put("v", "0x0").put("r", "0x0").put("s", "0x0");
    }

    private static void writeUnsigned(
            ObjectNode json, UnsignedTransaction unsigned, UInt256 gasPrice) {
        Call call = unsigned.call();
        json.put("type", quantity(unsigned.type()))
                .put("nonce", quantity(call.nonce()))
                .put("gas", quantity(call.gasLimit()))
                .put("gasPrice", gasPrice.toQuantity())
                .put("value", call.value().toQuantity())
                .put("input", call.data().toHex());
        call.recipient()
                .address()
                .ifPresentOrElse(to -> json.put("to", to.toHex()), () -> json.putNull("to"));
        if (unsigned.chainId() != 0) {
            json.put("chainId", quantity(unsigned.chainId()));
        }
        if (unsigned.type() >= 2) {
            json.put("maxFeePerGas", unsigned.fees().maxFee().toQuantity())
                    .put("maxPriorityFeePerGas", unsigned.fees().maxPriorityFee().toQuantity());
        }
        if (unsigned.type() >= 1) {
            json.set("accessList", accessList(unsigned.accessList()));
        }
        if (unsigned instanceof UnsignedTransaction.SetCode setCode) {
            json.set("authorizationList", authorizations(setCode.authorizations()));
        }
    }

    static ArrayNode accessList(List<AccessListEntry> entries) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (AccessListEntry entry : entries) {
            ArrayNode keys =
                    list.addObject()
                            .put("address", entry.address().toHex())
                            .putArray("storageKeys");
            entry.slots().forEach(slot -> keys.add(slot.toHash32().toHex()));
        }
        return list;
    }

    private static ArrayNode authorizations(List<Authorization> authorizations) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (Authorization each : authorizations) {
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
