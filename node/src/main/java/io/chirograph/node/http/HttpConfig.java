package io.chirograph.node.http;

import java.time.Duration;
import java.util.Set;

/// Where the server listens and what clients may cost it.
/// @param port 0 lets the system choose, see [HttpServer#port()]
/// @param threads how many threads parse and write
/// @param hostNames names by which clients may call this server, beyond `localhost` and IP addresses
/// @param origins web origins, such as `https://example.org`, whose pages may read answers; `*` allows all
public record HttpConfig(
        String host,
        int port,
        int threads,
        Limits limits,
        WebSocketLimits webSockets,
        Set<String> hostNames,
        Set<String> origins) {

    /// @param connectionsMax open at a time; one more is closed at once
    /// @param requestsMax worked on at a time; one more is answered 503
    /// @param headerBytesMax of all headers of a request together, and of its first line
    /// @param bodyBytesMax of a request
    /// @param requestTimeout from when a connection is ready for a request until all of it is there
    /// @param responseTimeout from when an answer is ready until the client has taken all of it
    public record Limits(
            int connectionsMax,
            int requestsMax,
            int headerBytesMax,
            int bodyBytesMax,
            Duration requestTimeout,
            Duration responseTimeout) {
        public Limits {
            checkPositive("connectionsMax", connectionsMax);
            checkPositive("requestsMax", requestsMax);
            checkPositive("headerBytesMax", headerBytesMax);
            checkPositive("bodyBytesMax", bodyBytesMax);
            checkPositive("requestTimeout", requestTimeout.toMillis());
            checkPositive("responseTimeout", responseTimeout.toMillis());
        }
    }

    /// What each client may cost over a WebSocket.
    ///
    /// @param connectionsMax open at a time; one more is answered 503
    /// @param messageBytesMax of a message, however many frames it comes in
    /// @param inboxMessagesMax waiting to be answered; behind them nothing is read
    /// @param outboxBytesMax waiting for the client to read; it is disconnected when more come
    /// @param idleTimeout after that long without a frame the client is asked whether it is there, and after
    ///     twice as long it is disconnected
    public record WebSocketLimits(
            int connectionsMax,
            int messageBytesMax,
            int inboxMessagesMax,
            int outboxBytesMax,
            Duration idleTimeout) {
        public WebSocketLimits {
            checkPositive("connectionsMax", connectionsMax);
            checkPositive("messageBytesMax", messageBytesMax);
            checkPositive("inboxMessagesMax", inboxMessagesMax);
            checkPositive("outboxBytesMax", outboxBytesMax);
            checkPositive("idleTimeout", idleTimeout.toMillis());
        }
    }

    public HttpConfig {
        hostNames = Set.copyOf(hostNames);
        origins = Set.copyOf(origins);
        checkPositive("threads", threads);
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port is " + port + ", 0 to 65535 are possible");
        }
    }

    private static void checkPositive(String what, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + " is " + value + ", at least 1 is needed");
        }
    }
}
