package io.chirograph.node.http;

import io.chirograph.types.Bytes;
import io.chirograph.types.InvariantViolation;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.timeout.IdleStateEvent;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;

/// One client's WebSocket (RFC 6455): the event loop takes whole messages in, one virtual thread answers
/// them in order. Reading stops while too much waits.
final class WebSocketConnection extends SimpleChannelInboundHandler<WebSocketFrame> {
    private static final Logger LOGGER = System.getLogger(WebSocketConnection.class.getName());

    private final HttpServer.Shared shared;
    private final WebSocketPeer peer;
    private final WebSocketSession session;
    private final WebSocketInbox inbox;

    /// Whether a ping of ours went unanswered so far.
    private boolean pinged;

    WebSocketConnection(HttpServer.Shared shared, Channel channel, WebSocketEndpoint endpoint) {
        HttpConfig.WebSocketLimits limits = shared.config().webSockets();
        this.shared = shared;
        this.peer = new WebSocketPeer(channel, limits.outboxBytesMax());
        this.session = endpoint.open(peer);
        this.inbox = new WebSocketInbox(limits.inboxMessagesMax(), limits.messageBytesMax());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        Thread.ofVirtual().name("web socket").start(() -> work(context.channel()));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
        pinged = false;
        switch (frame) {
            case TextWebSocketFrame text -> receive(context.channel(), text.content());
            // A client that does not read its pongs gets only some of them: one answers the latest
            // ping.
            case PingWebSocketFrame ping when context.channel().isWritable() ->
                    context.writeAndFlush(new PongWebSocketFrame(ping.content().retain()))
                            .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
            case PingWebSocketFrame _, PongWebSocketFrame _ -> {}
            case CloseWebSocketFrame close ->
                    context.writeAndFlush(close.retain()).addListener(ChannelFutureListener.CLOSE);
            default -> peer.close(WebSocketCloseStatus.INVALID_MESSAGE_TYPE, "text is expected");
        }
    }

    private void receive(Channel channel, ByteBuf text) {
        inbox.put(Bytes.owning(ByteBufUtil.getBytes(text)));
        channel.config().setAutoRead(!inbox.isFull());
    }

    private void work(Channel channel) {
        try {
            Optional<Bytes> message = inbox.take();
            while (message.isPresent()) {
                channel.eventLoop().execute(() -> channel.config().setAutoRead(!inbox.isFull()));
                answer(message.get());
                if (!peer.awaitTaken(shared.config().limits().responseTimeout())) {
                    peer.close(WebSocketCloseStatus.POLICY_VIOLATION, "the answer is not read");
                }
                message = inbox.take();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            HttpConnection.close(channel);
        } catch (InvariantViolation e) {
            HttpConnection.close(channel);
            throw e;
        } catch (RuntimeException e) {
            LOGGER.log(Level.ERROR, "a message over WebSocket failed", e);
            peer.close(WebSocketCloseStatus.INTERNAL_SERVER_ERROR, "its log says why");
        }
    }

    /// Waits for its turn instead of being refused: the client has the connection for itself.
    private void answer(Bytes message) throws InterruptedException {
        shared.permits().acquire();
        try {
            shared.requests().increment();
            session.received(message);
        } finally {
            shared.permits().release();
        }
    }

    /// Nothing came for a while: asks whether the client is still there, the second time gives it up.
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (!(event instanceof IdleStateEvent) || !inbox.isIdle()) {
            return;
        }
        if (pinged) {
            HttpConnection.close(context.channel());
            return;
        }
        pinged = true;
        context.writeAndFlush(new PingWebSocketFrame())
                .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        inbox.close();
        session.closed();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        switch (cause) {
            case TooLongFrameException _ ->
                    peer.close(
                            WebSocketCloseStatus.MESSAGE_TOO_BIG,
                            "a message has at most "
                                    + shared.config().webSockets().messageBytesMax()
                                    + " bytes");
            case CorruptedWebSocketFrameException broken ->
                    peer.close(broken.closeStatus(), "this is not a WebSocket frame");
            default -> HttpConnection.close(context.channel());
        }
    }
}
