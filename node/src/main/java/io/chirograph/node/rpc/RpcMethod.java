package io.chirograph.node.rpc;

import tools.jackson.databind.JsonNode;

/// Answers calls of one method, many at a time.
@FunctionalInterface
interface RpcMethod {
    /// @throws RpcException for an error that the client is told
    JsonNode call(RpcParameters parameters) throws InterruptedException;
}
