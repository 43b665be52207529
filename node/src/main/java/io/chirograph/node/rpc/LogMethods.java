package io.chirograph.node.rpc;

import io.chirograph.ledger.FoundLogs;
import io.chirograph.ledger.Ledger;
import io.chirograph.ledger.LogFilter;
import io.chirograph.types.Address;
import io.chirograph.types.Hash32;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Events that contracts emitted.
final class LogMethods {
    private static final Set<String> MEMBERS =
            Set.of("fromBlock", "toBlock", "blockHash", "address", "topics");

    private final Ledger ledger;
    private final Blocks blocks;

    LogMethods(Ledger ledger, Blocks blocks) {
        this.ledger = ledger;
        this.blocks = blocks;
    }

    void addTo(RpcMethods methods) {
        methods.add("eth_getLogs", this::logs);
    }

    private JsonNode logs(RpcParameters parameters) {
        LogFilter filter = filter(parameters.countAtMost(1).required(0, "a filter"));
        return switch (ledger.logs(filter)) {
            case FoundLogs.All(List<FoundLogs.Entry> entries) -> {
                ArrayNode json = JsonNodeFactory.instance.arrayNode();
                for (FoundLogs.Entry each : entries) {
                    json.add(
                            ReceiptJson.log(
                                    each.log(),
                                    each.block(),
                                    each.transactionIndex(),
                                    each.logIndex()));
                }
                yield json;
            }
            case FoundLogs.TooMany(String what, int limit) ->
                    throw RpcException.invalidParameters(
                            "the filter finds more than "
                                    + limit
                                    + " "
                                    + what
                                    + "; ask for fewer blocks at a time");
        };
    }

    private LogFilter filter(JsonNode filter) {
        Values.checkObject(filter, "the filter", MEMBERS);
        List<Address> addresses = addresses(filter.path("address"));
        List<List<Hash32>> topics =
                Values.isAbsent(filter.path("topics"))
                        ? List.of()
                        : Values.list(
                                filter.path("topics"),
                                "topics",
                                LogFilter.TOPICS_MAX,
                                LogMethods::alternatives);
        try {
            JsonNode hash = filter.path("blockHash");
            if (Values.isAbsent(hash)) {
                long from = height(filter.path("fromBlock"));
                long to = height(filter.path("toBlock"));
                checkRange(from, to);
                return new LogFilter(from, to, addresses, topics);
            }
            if (!Values.isAbsent(filter.path("fromBlock"))
                    || !Values.isAbsent(filter.path("toBlock"))) {
                throw RpcException.invalidParameters("blockHash excludes fromBlock and toBlock");
            }
            long height =
                    blocks.get(new BlockParameter.WithHash(Values.hash(hash, "blockHash")))
                            .height();
            return new LogFilter(height, height, addresses, topics);
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
            return ledger.certifiedHeight();
        }
        return switch (BlockParameter.parse(node)) {
            case BlockParameter.Latest _, BlockParameter.Pending _ -> ledger.certifiedHeight();
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
        if (to > ledger.certifiedHeight()) {
            throw RpcException.invalidParameters(
                    "toBlock " + to + " is beyond the newest block, " + ledger.certifiedHeight());
        }
    }
}
