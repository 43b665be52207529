package io.chirograph.node.http;

/// Answers requests, many at a time, each on a virtual thread of its own.
@FunctionalInterface
public interface HttpHandler {
    /// May block.
    /// @throws HttpException for an answer that is an error
    /// @throws InterruptedException when its thread is interrupted
    HttpResponse handle(HttpRequest request) throws InterruptedException;
}
