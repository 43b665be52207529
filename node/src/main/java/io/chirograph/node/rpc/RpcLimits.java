package io.chirograph.node.rpc;

import java.time.Duration;

/// What a client of the RPC may cost.
///
/// @param requestBytesMax of a request or a batch of them
/// @param batchCountMax calls in a batch
/// @param depthMax nesting of the JSON
/// @param responseBytesMax of all answers to a request together
/// @param callGasMax for `eth_call` and its like; a call that asks for more gets this
/// @param callTimeout for a call that is tried out, an estimate or a trace
/// @param subscriptionsMax of one WebSocket
/// @param filtersMax of all clients together
/// @param filterIdleTimeout after which a filter that nobody asks for changes is forgotten
public record RpcLimits(
        int requestBytesMax,
        int batchCountMax,
        int depthMax,
        int responseBytesMax,
        long callGasMax,
        Duration callTimeout,
        int subscriptionsMax,
        int filtersMax,
        Duration filterIdleTimeout) {
    public RpcLimits {
        check("requestBytesMax", requestBytesMax, 1024);
        check("batchCountMax", batchCountMax, 1);
        check("depthMax", depthMax, 8);
        check("responseBytesMax", responseBytesMax, 4096);
        check("callGasMax", callGasMax, 21_000);
        check("callTimeout in milliseconds", callTimeout.toMillis(), 1);
        check("subscriptionsMax", subscriptionsMax, 1);
        check("filtersMax", filtersMax, 1);
        check("filterIdleTimeout in milliseconds", filterIdleTimeout.toMillis(), 1);
    }

    private static void check(String what, long value, long min) {
        if (value < min) {
            throw new IllegalArgumentException(
                    what + " is " + value + ", at least " + min + " is needed");
        }
    }
}
