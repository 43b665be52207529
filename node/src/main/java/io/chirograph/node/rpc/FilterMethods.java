package io.chirograph.node.rpc;

import static io.chirograph.node.rpc.Values.json;

import io.chirograph.ledger.CertifiedChain;
import io.chirograph.ledger.FoundLogs;
import io.chirograph.ledger.LogFilter;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// For clients that ask again and again what is new.
final class FilterMethods {
    /// Blocks told of in one answer.
    private static final int BLOCKS_MAX = 10_000;

    private final CertifiedChain chain;
    private final LogParameters logParameters;
    private final RecentTransactions pooled;
    private final Filters filters;

    FilterMethods(
            CertifiedChain chain,
            LogParameters logParameters,
            RecentTransactions pooled,
            Filters filters) {
        this.chain = chain;
        this.logParameters = logParameters;
        this.pooled = pooled;
        this.filters = filters;
    }

    void addTo(RpcMethods methods) {
        methods.add("eth_newFilter", this::newLogFilter)
                .add(
                        "eth_newBlockFilter",
                        _ -> install(new Filters.Filter.Blocks(chain.certifiedHeight() + 1)))
                .add(
                        "eth_newPendingTransactionFilter",
                        _ -> install(new Filters.Filter.Transactions(pooled.count())))
                .add("eth_getFilterChanges", this::changes)
                .add("eth_getFilterLogs", this::logs)
                .add("eth_uninstallFilter", this::uninstall);
    }

    private JsonNode install(Filters.Filter filter) {
        return json(filters.install(filter));
    }

    private JsonNode newLogFilter(RpcParameters parameters) {
        LogFilter wanted = logParameters.follow(parameters.countAtMost(1).required(0, "a filter"));
        return install(new Filters.Filter.Logs(wanted, chain.certifiedHeight() + 1));
    }

    private static String id(RpcParameters parameters) {
        return Values.text(parameters.countAtMost(1).required(0, "a filter's id"), "the id");
    }

    private Filters.Filter filter(RpcParameters parameters) {
        return filters.find(id(parameters))
                .orElseThrow(() ->
                        new RpcException(
                                RpcException.REFUSED,
                                "filter not found: it was never installed, or nobody asked for it"
                                        + " for too long"));
    }

    private JsonNode changes(RpcParameters parameters) {
        String id = id(parameters);
        return switch (filter(parameters)) {
            case Filters.Filter.Blocks(long next) -> newBlocks(id, next);
            case Filters.Filter.Transactions(long next) -> {
                RecentTransactions.Since since = pooled.since(next);
                filters.advance(id, new Filters.Filter.Transactions(since.next()));
                ArrayNode json = JsonNodeFactory.instance.arrayNode();
                since.hashes().forEach(hash -> json.add(hash.toHex()));
                yield json;
            }
            case Filters.Filter.Logs(LogFilter wanted, long next) -> newLogs(id, wanted, next);
        };
    }

    private JsonNode newBlocks(String id, long next) {
        long last = Math.min(chain.certifiedHeight(), next + BLOCKS_MAX - 1);
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        for (long height = next; height <= last; height++) {
            chain.block(height).ifPresent(block -> json.add(block.hash().toHex()));
        }
        filters.advance(id, new Filters.Filter.Blocks(last + 1));
        return json;
    }

    /// When there are more than one answer holds, those of as many blocks as it does hold; the next answer
    /// goes on from there.
    private JsonNode newLogs(String id, LogFilter wanted, long next) {
        long last = Math.min(chain.certifiedHeight(), wanted.toHeight());
        while (true) {
            filters.advance(id, new Filters.Filter.Logs(wanted, Math.max(last + 1, next)));
            LogFilter part =
                    new LogFilter(
                            Math.max(next, wanted.fromHeight()),
                            last,
                            wanted.addresses(),
                            wanted.topics());
            switch (chain.logs(part)) {
                case FoundLogs.All(List<FoundLogs.Entry> entries) -> {
                    return LogMethods.json(entries);
                }
                case FoundLogs.TooMany tooMany -> {
                    if (part.fromHeight() >= last) {
                        throw LogMethods.refusal(tooMany);
                    }
                    last = part.fromHeight() + ((last - part.fromHeight()) / 2);
                }
            }
        }
    }

    private JsonNode logs(RpcParameters parameters) {
        if (!(filter(parameters) instanceof Filters.Filter.Logs(LogFilter wanted, long next))) {
            throw new RpcException(RpcException.REFUSED, "this filter is not for logs");
        }
        filters.advance(id(parameters), new Filters.Filter.Logs(wanted, next));
        return switch (chain.logs(wanted)) {
            case FoundLogs.All(List<FoundLogs.Entry> entries) -> LogMethods.json(entries);
            case FoundLogs.TooMany tooMany -> throw LogMethods.refusal(tooMany);
        };
    }

    private JsonNode uninstall(RpcParameters parameters) {
        return JsonNodeFactory.instance.booleanNode(filters.uninstall(id(parameters)));
    }
}
