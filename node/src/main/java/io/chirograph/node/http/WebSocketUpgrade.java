package io.chirograph.node.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import io.netty.handler.timeout.IdleStateHandler;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Turns an HTTP connection into a WebSocket, as its client asked. Used on the event loop.
final class WebSocketUpgrade {
    private final HttpServer.Shared shared;

    WebSocketUpgrade(HttpServer.Shared shared) {
        this.shared = shared;
    }

    /// Whether the client asks for a WebSocket.
    static boolean isWanted(io.chirograph.node.http.HttpRequest request) {
        return request.method().equals("GET")
                && request.header("Upgrade").filter("websocket"::equalsIgnoreCase).isPresent();
    }

    /// Shakes hands and puts frames in the place of HTTP, or says why not.
    ///
    /// @param head the request that asked
    Optional<HttpResponse> begin(
            Channel channel, HttpRequest head, io.chirograph.node.http.HttpRequest request) {
        Optional<HttpResponse> refusal =
                shared.browserRules()
                        .refusal(request)
                        .or(() -> shared.browserRules().webSocketRefusal(request));
        if (refusal.isPresent()) {
            return refusal;
        }
        WebSocketEndpoint endpoint = shared.webSockets().get(request.path());
        if (endpoint == null) {
            return Optional.of(ErrorAnswer.of(404, "no WebSocket is at " + request.path()));
        }
        if (!shared.socketPermits().tryAcquire()) {
            shared.overloads().increment();
            return Optional.of(
                    ErrorAnswer.of(503, "this node has too many WebSockets open, try again")
                            .with("Retry-After", "1"));
        }
        Optional<HttpResponse> failure = shakeHands(channel, head, endpoint);
        if (failure.isPresent()) {
            shared.socketPermits().release();
        } else {
            channel.closeFuture().addListener(_ -> shared.socketPermits().release());
        }
        return failure;
    }

    private Optional<HttpResponse> shakeHands(
            Channel channel, HttpRequest head, WebSocketEndpoint endpoint) {
        int bytesMax = shared.config().webSockets().messageBytesMax();
        WebSocketServerHandshaker handshaker =
                new WebSocketServerHandshakerFactory(
                                head.uri(),
                                null,
                                WebSocketDecoderConfig.newBuilder()
                                        .maxFramePayloadLength(bytesMax)
                                        .closeOnProtocolViolation(false)
                                        .build())
                        .newHandshaker(head);
        if (handshaker == null) {
            return Optional.of(
                    ErrorAnswer.of(426, "this needs the header 'Sec-WebSocket-Version: 13'")
                            .with("Sec-WebSocket-Version", "13"));
        }
        FullHttpRequest whole =
                new DefaultFullHttpRequest(
                        head.protocolVersion(),
                        head.method(),
                        head.uri(),
                        Unpooled.EMPTY_BUFFER,
                        head.headers(),
                        new DefaultHttpHeaders());
        try {
            handshaker
                    .handshake(channel, whole)
                    .addListener(done -> {
                        if (done.isSuccess() && channel.isActive()) {
                            switchOver(channel, endpoint);
                        } else {
                            HttpConnection.close(channel);
                        }
                    });
        } catch (WebSocketHandshakeException e) {
            return Optional.of(ErrorAnswer.of(400, "this is no WebSocket handshake (RFC 6455)"));
        }
        return Optional.empty();
    }

    /// The frame codec is where the HTTP codec was; behind it only messages pass.
    private void switchOver(Channel channel, WebSocketEndpoint endpoint) {
        HttpConfig.WebSocketLimits limits = shared.config().webSockets();
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.remove(HttpConnection.class);
        pipeline.addLast(
                new IdleStateHandler(limits.idleTimeout().toNanos(), 0, 0, TimeUnit.NANOSECONDS),
                new Utf8FrameValidator(),
                new WebSocketFrameAggregator(limits.messageBytesMax()),
                new WebSocketConnection(shared, channel, endpoint));
        channel.config().setAutoRead(true);
    }
}
