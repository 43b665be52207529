package io.chirograph.node.rpc;

import io.chirograph.ledger.LogFilter;
import io.chirograph.types.Address;
import io.chirograph.types.Hash32;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Reads which logs a client wants.
final class LogParameters {
    private static final Set<String> MEMBERS =
            Set.of("fromBlock", "toBlock", "blockHash", "address", "topics");

    private final Blocks blocks;

    LogParameters(Blocks blocks) {
        this.blocks = blocks;
    }

    /// For a search: the newest block unless the filter says which.
    LogFilter search(JsonNode filter) {
        Values.checkObject(filter, "the filter", MEMBERS);
        JsonNode hash = filter.path("blockHash");
        if (Values.isAbsent(hash)) {
            long from = height(filter.path("fromBlock"));
            long to = height(filter.path("toBlock"));
            checkRange(from, to);
            return criteria(filter, from, to);
        }
        if (!Values.isAbsent(filter.path("fromBlock"))
                || !Values.isAbsent(filter.path("toBlock"))) {
            throw RpcException.invalidParameters("blockHash excludes fromBlock and toBlock");
        }
        long height =
                blocks.get(new BlockParameter.WithHash(Values.hash(hash, "blockHash"))).height();
        return criteria(filter, height, height);
    }

    /// For logs to come: from the next block on, unless `fromBlock` says otherwise, and without end, unless
    /// `toBlock` is a number.
    LogFilter follow(JsonNode filter) {
        Values.checkObject(filter, "the filter", MEMBERS);
        if (!Values.isAbsent(filter.path("blockHash"))) {
            throw RpcException.invalidParameters("the logs of one block are not to be waited for");
        }
        JsonNode toBlock = filter.path("toBlock");
        boolean isBounded =
                !Values.isAbsent(toBlock)
                        && BlockParameter.parse(toBlock) instanceof BlockParameter.AtHeight;
        JsonNode fromBlock = filter.path("fromBlock");
        boolean isDated =
                !Values.isAbsent(fromBlock)
                        && BlockParameter.parse(fromBlock) instanceof BlockParameter.AtHeight;
        return criteria(
                filter,
                isDated ? height(fromBlock) : blocks.newestHeight() + 1,
                isBounded ? height(toBlock) : Long.MAX_VALUE);
    }

    private static LogFilter criteria(JsonNode filter, long from, long to) {
        JsonNode topics = filter.path("topics");
        try {
            return new LogFilter(
                    from,
                    to,
                    addresses(filter.path("address")),
                    Values.isAbsent(topics)
                            ? List.of()
                            : Values.list(
                                    topics,
                                    "topics",
                                    LogFilter.TOPICS_MAX,
                                    LogParameters::alternatives));
        } catch (IllegalArgumentException e) {
            throw RpcException.invalidParameters(String.valueOf(e.getMessage()));
        }
    }

    private static List<Address> addresses(JsonNode node) {
        if (Values.isAbsent(node)) {
            return List.of();
        }
        return node.isArray()
                ? Values.list(node, "address", LogFilter.ALTERNATIVES_MAX, Values::address)
                : List.of(Values.address(node, "address"));
    }

    private static List<Hash32> alternatives(JsonNode node, String what) {
        if (Values.isAbsent(node)) {
            return List.of();
        }
        return node.isArray()
                ? Values.list(node, what, LogFilter.ALTERNATIVES_MAX, Values::hash)
                : List.of(Values.hash(node, what));
    }

    private long height(JsonNode node) {
        if (Values.isAbsent(node)) {
            return blocks.newestHeight();
        }
        return switch (BlockParameter.parse(node)) {
            case BlockParameter.Latest _, BlockParameter.Pending _ -> blocks.newestHeight();
            case BlockParameter.AtHeight(long height) -> height;
            case BlockParameter.WithHash _ ->
                    throw RpcException.invalidParameters(
                            "fromBlock and toBlock are numbers or tags; a hash is a blockHash");
        };
    }

    private void checkRange(long from, long to) {
        if (from > to) {
            throw RpcException.invalidParameters("fromBlock " + from + " is behind toBlock " + to);
        }
        if (to > blocks.newestHeight()) {
            throw RpcException.invalidParameters(
                    "toBlock " + to + " is beyond the newest block, " + blocks.newestHeight());
        }
    }
}
