package io.chirograph.node.rpc;

import static io.chirograph.node.rpc.Values.json;
import static io.chirograph.node.rpc.Values.quantity;

import io.chirograph.ledger.CertifiedChain;
import io.chirograph.ledger.SentTransaction;
import io.chirograph.ledger.SkippedTransaction;
import io.chirograph.ledger.TransactionPlace;
import io.chirograph.ledger.TransactionReader;
import io.chirograph.ledger.pool.Admission;
import io.chirograph.ledger.transaction.BlobEnvelope;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.RlpException;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/// Transactions: sent, waiting, included or skipped.
final class TransactionMethods {
    private final CertifiedChain chain;
    private final Blocks blocks;
    private final TransactionReader reader;
    private final RpcNode node;

    TransactionMethods(
            CertifiedChain chain, Blocks blocks, TransactionReader reader, RpcNode node) {
        this.chain = chain;
        this.blocks = blocks;
        this.reader = reader;
        this.node = node;
    }

    void addTo(RpcMethods methods) {
        methods.add("eth_sendRawTransaction", this::send)
                .add("eth_getTransactionByHash", this::byHash)
                .add("eth_getTransactionByBlockHashAndIndex", this::byIndex)
                .add("eth_getTransactionByBlockNumberAndIndex", this::byIndex)
                .add("eth_getTransactionReceipt", this::receipt)
                .add("chirograph_getTransactionStatus", this::status);
    }

    private JsonNode send(RpcParameters parameters) throws InterruptedException {
        Bytes envelope = withoutBlobs(parameters.countAtMost(1).bytes(0, "the signed transaction"));
        SentTransaction sent =
                switch (reader.read(envelope)) {
                    case TransactionReader.Read.Valid(SentTransaction valid) -> valid;
                    case TransactionReader.Read.Invalid(_, String reason) ->
                            throw RpcException.invalidParameters(
                                    "this is no signed transaction: " + reason);
                };
        return switch (node.submit(sent)) {
            // Sent again it is still what the client wants: a retry must not look like a failure.
            case Admission.Added(), Admission.Replaced(_), Admission.Known() ->
                    json(sent.transaction().hash().toHex());
            case Admission.Refused(Admission.Cause cause, String reason) ->
                    throw new RpcException(
                            cause == Admission.Cause.POOL_FULL
                                    ? RpcException.BUSY
                                    : RpcException.REFUSED,
                            reason);
        };
    }

    private static Bytes withoutBlobs(Bytes sent) {
        try {
            return BlobEnvelope.withoutBlobs(sent);
        } catch (RlpException e) {
            throw RpcException.invalidParameters(
                    "this is no signed transaction: " + e.getMessage());
        }
    }

    private JsonNode byHash(RpcParameters parameters) {
        Hash32 hash = parameters.countAtMost(1).hash(0);
        // The pool first: between the two a transaction moves from there to here.
        Optional<SentTransaction> pooled = node.pooled(hash);
        return chain.transaction(hash)
                .map(TransactionJson::included)
                .or(() -> pooled.map(TransactionJson::pooled))
                .<JsonNode>map(found -> found)
                .orElse(NullNode.getInstance());
    }

    private JsonNode byIndex(RpcParameters parameters) {
        BlockParameter block =
                BlockParameter.parse(parameters.countAtMost(2).required(0, "a block"));
        long index = Values.cappedNumber(parameters.required(1, "an index"), "the index");
        List<TransactionPlace> places =
                blocks.find(block).map(ReceiptJson::places).orElse(List.of());
        return index < places.size()
                ? TransactionJson.included(places.get((int) index))
                : NullNode.getInstance();
    }

    private JsonNode receipt(RpcParameters parameters) {
        return chain.transaction(parameters.countAtMost(1).hash(0))
                .<JsonNode>map(place -> ReceiptJson.of(chain, place))
                .orElse(NullNode.getInstance());
    }

    /// What became of a transaction, also when Ethereum's methods only say that there is no receipt:
    /// `status` is `included`, `pending`, `skipped` or `unknown`; `reason` says why it failed or was skipped.
    private JsonNode status(RpcParameters parameters) {
        Hash32 hash = parameters.countAtMost(1).hash(0);
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        Optional<SentTransaction> pooled = node.pooled(hash);
        Optional<TransactionPlace> place = chain.transaction(hash);
        if (place.isPresent()) {
            json.put("status", "included")
                    .put("blockNumber", quantity(place.get().block().height()))
                    .put("success", place.get().receipt().success());
            return place.get().receipt().failure().isEmpty()
                    ? json
                    : json.put("reason", place.get().receipt().failure());
        }
        if (pooled.isPresent()) {
            return json.put("status", "pending");
        }
        Optional<SkippedTransaction> skipped = chain.skipped(hash);
        return skipped.isPresent()
                ? json.put("status", "skipped").put("reason", skipped.get().reason())
                : json.put("status", "unknown");
    }
}
