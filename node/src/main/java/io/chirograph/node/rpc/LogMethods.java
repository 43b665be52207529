package io.chirograph.node.rpc;

import io.chirograph.ledger.CertifiedChain;
import io.chirograph.ledger.FoundLogs;
import io.chirograph.ledger.LogFilter;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Events that contracts emitted.
final class LogMethods {
    private final CertifiedChain chain;
    private final LogParameters parameters;

    LogMethods(CertifiedChain chain, LogParameters parameters) {
        this.chain = chain;
        this.parameters = parameters;
    }

    void addTo(RpcMethods methods) {
        methods.add("eth_getLogs", this::logs);
    }

    private JsonNode logs(RpcParameters given) {
        LogFilter filter = parameters.search(given.countAtMost(1).required(0, "a filter"));
        return switch (chain.logs(filter)) {
            case FoundLogs.All(List<FoundLogs.Entry> entries) -> json(entries);
            case FoundLogs.TooMany tooMany -> throw refusal(tooMany);
        };
    }

    static ArrayNode json(List<FoundLogs.Entry> entries) {
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        for (FoundLogs.Entry each : entries) {
            json.add(
                    ReceiptJson.log(
                            each.log(), each.block(), each.transactionIndex(), each.logIndex()));
        }
        return json;
    }

    static RpcException refusal(FoundLogs.TooMany tooMany) {
        return RpcException.invalidParameters(
                "the filter finds more than "
                        + tooMany.limit()
                        + " "
                        + tooMany.what()
                        + "; ask for fewer blocks at a time");
    }
}
