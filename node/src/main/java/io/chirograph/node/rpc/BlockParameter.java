package io.chirograph.node.rpc;

import io.chirograph.types.Hash32;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Which block a call is about (EIP-1898 and what went before).
sealed interface BlockParameter {
    /// A hash with 0x in front.
    int HASH_CHARS = 2 + 2 * Hash32.SIZE;

    /// `latest`, `safe` or `finalized`: the newest certified block.
    record Latest() implements BlockParameter {}

    /// The newest certified block with the pool on top.
    record Pending() implements BlockParameter {}

    record AtHeight(long height) implements BlockParameter {}

    record WithHash(Hash32 hash) implements BlockParameter {}

    static BlockParameter parse(JsonNode node) {
        if (node.isObject()) {
            Values.checkObject(
                    node, "the block", Set.of("blockHash", "blockNumber", "requireCanonical"));
            JsonNode hash = node.path("blockHash");
            JsonNode number = node.path("blockNumber");
            if (Values.isAbsent(hash) == Values.isAbsent(number)) {
                throw RpcException.invalidParameters(
                        "the block must have either a blockHash or a blockNumber");
            }
            return Values.isAbsent(hash)
                    ? parseText(number)
                    : new WithHash(Values.hash(hash, "blockHash"));
        }
        return parseText(node);
    }

    private static BlockParameter parseText(JsonNode node) {
        String text = Values.text(node, "the block");
        return switch (text) {
            case "latest", "safe", "finalized" -> new Latest();
            case "pending" -> new Pending();
            case "earliest" -> new AtHeight(0);
            default ->
                    text.length() == HASH_CHARS
                            ? new WithHash(Values.hash(node, "the block"))
                            : new AtHeight(Values.cappedNumber(node, "the block"));
        };
    }
}
