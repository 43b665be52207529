package io.chirograph.node.rpc;

/// What one HTTP request to the RPC may cost; the length of its body is the HTTP server's to limit.
/// @param batchCountMax calls in a batch
/// @param depthMax nesting of the JSON
/// @param responseBytesMax of all answers to a request together
/// @param callGasMax for `eth_call` and `eth_estimateGas`; a call that asks for more gets this
public record RpcLimits(int batchCountMax, int depthMax, int responseBytesMax, long callGasMax) {
    public RpcLimits {
        check("batchCountMax", batchCountMax, 1);
        check("depthMax", depthMax, 8);
        check("responseBytesMax", responseBytesMax, 4096);
        check("callGasMax", callGasMax, 21_000);
    }

    private static void check(String what, long value, long min) {
        if (value < min) {
            throw new IllegalArgumentException(
                    what + " is " + value + ", at least " + min + " is needed");
        }
    }
}
