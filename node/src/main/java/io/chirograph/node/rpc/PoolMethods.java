package io.chirograph.node.rpc;

import static io.chirograph.node.rpc.Values.json;
import static io.chirograph.node.rpc.Values.quantity;

import io.chirograph.ledger.SentTransaction;
import io.chirograph.ledger.pool.PoolContent;
import io.chirograph.ledger.transaction.Transaction;
import io.chirograph.types.Address;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// This node's pool of waiting transactions: those that can be ordered, and those that wait for a nonce before
/// theirs.
final class PoolMethods {
    /// Transactions in one answer.
    private static final int SHOWN_MAX = 10_000;

    private final RpcNode node;

    PoolMethods(RpcNode node) {
        this.node = node;
    }

    void addTo(RpcMethods methods) {
        methods.add("txpool_status", _ -> status(node.poolContent()))
                .add("txpool_content", _ -> all(TransactionJson::pooled))
                .add("txpool_inspect", _ -> all(PoolMethods::summary))
                .add("txpool_contentFrom", this::contentFrom);
    }

    private static long count(SortedMap<Address, SortedMap<Long, SentTransaction>> transactions) {
        return transactions.values().stream().mapToLong(Map::size).sum();
    }

    private static JsonNode status(PoolContent content) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("pending", quantity(count(content.ready())))
                .put("queued", quantity(count(content.queued())));
    }

    private JsonNode all(Function<SentTransaction, JsonNode> show) {
        PoolContent content = node.poolContent();
        long count = count(content.ready()) + count(content.queued());
        if (count > SHOWN_MAX) {
            throw new RpcException(
                    RpcException.TOO_LONG,
                    "the pool has "
                            + count
                            + " transactions, at most "
                            + SHOWN_MAX
                            + " are shown at a time; ask for one sender's (txpool_contentFrom)");
        }
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("pending", bySender(content.ready(), show));
        json.set("queued", bySender(content.queued(), show));
        return json;
    }

    private static ObjectNode bySender(
            SortedMap<Address, SortedMap<Long, SentTransaction>> transactions,
            Function<SentTransaction, JsonNode> show) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        transactions.forEach((sender, own) -> json.set(sender.toHex(), byNonce(own, show)));
        return json;
    }

    private static ObjectNode byNonce(
            Map<Long, SentTransaction> transactions, Function<SentTransaction, JsonNode> show) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        transactions.forEach(
                (nonce, sent) -> json.set(Long.toUnsignedString(nonce), show.apply(sent)));
        return json;
    }

    private static JsonNode summary(SentTransaction sent) {
        Transaction transaction = sent.transaction();
        return json(
                transaction.to().map(Address::toHex).orElse("contract creation")
                        + ": "
                        + transaction.value().toBigInteger()
                        + " wei + "
                        + transaction.gasLimit()
                        + " gas × "
                        + transaction.maxFee().toBigInteger()
                        + " wei");
    }

    private JsonNode contentFrom(RpcParameters parameters) {
        Address sender = parameters.countAtMost(1).address(0);
        PoolContent content = node.poolContent();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set(
                "pending",
                byNonce(
                        content.ready().getOrDefault(sender, Collections.emptySortedMap()),
                        TransactionJson::pooled));
        json.set(
                "queued",
                byNonce(
                        content.queued().getOrDefault(sender, Collections.emptySortedMap()),
                        TransactionJson::pooled));
        return json;
    }
}
