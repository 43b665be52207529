package io.chirograph.node.rpc;

import io.chirograph.evm.BlockContext;
import io.chirograph.ledger.execution.CallRequest;
import io.chirograph.ledger.transaction.AccessListEntry;
import io.chirograph.ledger.transaction.Authorization;
import io.chirograph.ledger.transaction.Recipient;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.UInt256;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// Reads a call that is to be tried out, and the block it is supposed to run in.
final class CallParameters {
    private static final int ACCESS_LIST_MAX = 1024;
    private static final int AUTHORIZATIONS_MAX = 256;

    private static final int BLOBS_MAX = 128;
    private static final String BLOB_HASHES = "blobVersionedHashes";

    /// What would change the answer, were it not ignored as other unknown members are.
    private static final List<String> UNSUPPORTED_MEMBERS = List.of("blobs");

    /// On a chain without blobs.
    private static final List<String> UNSUPPORTED_WITHOUT_BLOBS = List.of(BLOB_HASHES, "blobs");

    private static final Set<String> BLOCK_MEMBERS =
            Set.of(
                    "number",
                    "time",
                    "gasLimit",
                    "feeRecipient",
                    "prevRandao",
                    "baseFeePerGas",
                    "blobBaseFee");

    private CallParameters() {}

    /// @param gasDefault when the call names no limit
    /// @param gasMax when it names a higher one
    /// @param takesBlobs whether the chain does
    static CallRequest request(
            JsonNode call, BlockContext block, long gasDefault, long gasMax, boolean takesBlobs) {
        if (!call.isObject()) {
            throw Values.wrong(call, "the call", "an object");
        }
        for (String name : takesBlobs ? UNSUPPORTED_MEMBERS : UNSUPPORTED_WITHOUT_BLOBS) {
            if (!Values.isAbsent(call.path(name))) {
                throw RpcException.invalidParameters(
                        "a call with " + name + " cannot be tried out");
            }
        }
        return new CallRequest(
                member(call, "from", Values::address, Address.ZERO),
                Values.isAbsent(call.path("to"))
                        ? Recipient.newContract()
                        : Recipient.of(Values.address(call.path("to"), "to")),
                Math.min(member(call, "gas", Values::cappedNumber, gasDefault), gasMax),
                gasPrice(call, block.baseFee()),
                member(call, "value", Values::number, UInt256.ZERO),
                data(call),
                member(call, "accessList", CallParameters::accessList, List.of()),
                member(call, "authorizationList", CallParameters::authorizations, List.of()),
                member(
                        call,
                        BLOB_HASHES,
                        (hashes, what) -> Values.list(hashes, what, BLOBS_MAX, Values::hash),
                        List.of()));
    }

    /// Without a signature an authorization is valid for nobody, and has no effect.
    private static List<Authorization> authorizations(JsonNode node, String what) {
        return Values.list(
                node,
                what,
                AUTHORIZATIONS_MAX,
                (entry, name) -> {
                    if (!entry.isObject()) {
                        throw Values.wrong(entry, name, "an object");
                    }
                    JsonNode parity =
                            Values.isAbsent(entry.path("yParity"))
                                    ? entry.path("v")
                                    : entry.path("yParity");
                    return new Authorization(
                            member(entry, "chainId", Values::number, UInt256.ZERO),
                            Values.address(entry.path("address"), name + ".address"),
                            member(entry, "nonce", Values::longNumber, 0L),
                            Values.isAbsent(parity)
                                    ? 0
                                    : (int) Math.min(Values.cappedNumber(parity, "yParity"), 255),
                            member(entry, "r", Values::number, UInt256.ZERO),
                            member(entry, "s", Values::number, UInt256.ZERO));
                });
    }

    private static <T> T member(
            JsonNode object, String name, BiFunction<JsonNode, String, T> read, T absent) {
        JsonNode value = object.path(name);
        return Values.isAbsent(value) ? absent : read.apply(value, name);
    }

    private static Bytes data(JsonNode call) {
        Bytes data = member(call, "data", Values::bytes, Bytes.EMPTY);
        Bytes input = member(call, "input", Values::bytes, data);
        if (!Values.isAbsent(call.path("data")) && !data.equals(input)) {
            throw RpcException.invalidParameters("data and input differ; give one of them");
        }
        return input;
    }

    /// What GASPRICE answers: with fees given, what a transaction with them would pay.
    private static UInt256 gasPrice(JsonNode call, UInt256 baseFee) {
        boolean hasPrice = !Values.isAbsent(call.path("gasPrice"));
        boolean hasFee = !Values.isAbsent(call.path("maxFeePerGas"));
        boolean hasTip = !Values.isAbsent(call.path("maxPriorityFeePerGas"));
        if (hasPrice && (hasFee || hasTip)) {
            throw RpcException.invalidParameters(
                    "gasPrice and maxFeePerGas or maxPriorityFeePerGas exclude each other");
        }
        if (!hasFee && !hasTip) {
            return member(call, "gasPrice", Values::number, UInt256.ZERO);
        }
        UInt256 tip = member(call, "maxPriorityFeePerGas", Values::number, UInt256.ZERO);
        UInt256 room = UInt256.MAX.minus(tip);
        UInt256 full = baseFee.compareTo(room) > 0 ? UInt256.MAX : baseFee.plus(tip);
        UInt256 max = member(call, "maxFeePerGas", Values::number, full);
        return max.compareTo(full) < 0 ? max : full;
    }

    private static List<AccessListEntry> accessList(JsonNode node, String what) {
        return Values.list(
                node,
                what,
                ACCESS_LIST_MAX,
                (entry, name) -> {
                    Values.checkObject(entry, name, Set.of("address", "storageKeys"));
                    return new AccessListEntry(
                            Values.address(entry.path("address"), name + ".address"),
                            member(
                                    entry,
                                    "storageKeys",
                                    (keys, inner) ->
                                            Values.list(
                                                    keys, inner, ACCESS_LIST_MAX, Values::number),
                                    List.of()));
                });
    }

    /// `block` as the call sees it: one that pays nothing is asked for nothing.
    static BlockContext forCall(JsonNode call, BlockContext block) {
        boolean pays =
                Stream.of("gasPrice", "maxFeePerGas", "maxPriorityFeePerGas")
                        .anyMatch(name -> !Values.isAbsent(call.path(name)));
        return pays ? block : withBaseFee(block, UInt256.ZERO);
    }

    private static BlockContext withBaseFee(BlockContext block, UInt256 baseFee) {
        return new BlockContext(
                block.number(),
                block.timestamp(),
                block.coinbase(),
                block.gasLimit(),
                baseFee,
                block.prevRandao(),
                block.blobBaseFee(),
                block.difficulty(),
                block.chainId(),
                block.blockHash());
    }

    /// `block` with what a caller supposes of it.
    static BlockContext override(BlockContext block, JsonNode overrides) {
        Values.checkObject(overrides, "the block overrides", BLOCK_MEMBERS);
        return new BlockContext(
                member(overrides, "number", Values::longNumber, block.number()),
                member(overrides, "time", Values::longNumber, block.timestamp()),
                member(overrides, "feeRecipient", Values::address, block.coinbase()),
                member(overrides, "gasLimit", Values::longNumber, block.gasLimit()),
                member(overrides, "baseFeePerGas", Values::number, block.baseFee()),
                member(overrides, "prevRandao", Values::hash, block.prevRandao()),
                member(overrides, "blobBaseFee", Values::number, block.blobBaseFee()),
                block.difficulty(),
                block.chainId(),
                block.blockHash());
    }
}
