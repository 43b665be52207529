package io.chirograph.node.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/// Listens, and gives every request to one handler. Thread-safe.
public final class HttpServer implements AutoCloseable {
    private static final int CLOSE_SECONDS_MAX = 5;

    /// What connections share.
    /// @param webSockets by the path they are at
    /// @param permits one for each request that may be worked on
    /// @param socketPermits one for each WebSocket that may be open
    record Shared(
            HttpConfig config,
            HttpHandler handler,
            Map<String, WebSocketEndpoint> webSockets,
            BrowserRules browserRules,
            Semaphore permits,
            Semaphore socketPermits,
            LongAdder requests,
            LongAdder overloads) {}

    private final Shared shared;
    private final EventLoopGroup loops;
    private final ChannelGroup channels =
            new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    private final Semaphore connections;
    private final LongAdder connectionsRefused = new LongAdder();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final int port;

    /// A server without WebSockets.
    ///
    /// @throws HttpServerException when the address cannot be listened on
    public static HttpServer start(HttpConfig config, HttpHandler handler) {
        return start(config, handler, Map.of());
    }

    /// @param webSockets by the path they are at
    /// @throws HttpServerException when the address cannot be listened on
    public static HttpServer start(
            HttpConfig config, HttpHandler handler, Map<String, WebSocketEndpoint> webSockets) {
        EventLoopGroup loops =
                new MultiThreadIoEventLoopGroup(
                        config.threads(),
                        new DefaultThreadFactory("http", true),
                        NioIoHandler.newFactory());
        try {
            return new HttpServer(config, handler, webSockets, loops);
        } catch (RuntimeException e) {
            shutDown(loops);
            throw e;
        }
    }

    private HttpServer(
            HttpConfig config,
            HttpHandler handler,
            Map<String, WebSocketEndpoint> webSockets,
            EventLoopGroup loops) {
        this.loops = loops;
        this.connections = new Semaphore(config.limits().connectionsMax());
        this.shared =
                new Shared(
                        config,
                        handler,
                        Map.copyOf(webSockets),
                        new BrowserRules(config),
                        new Semaphore(config.limits().requestsMax()),
                        new Semaphore(config.webSockets().connectionsMax()),
                        new LongAdder(),
                        new LongAdder());
        this.port = listen(config);
    }

    private int listen(HttpConfig config) {
        ChannelFuture bound =
                new ServerBootstrap()
                        .group(loops)
                        .channel(NioServerSocketChannel.class)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childHandler(
                                new ChannelInitializer<SocketChannel>() {
                                    @Override
                                    protected void initChannel(SocketChannel channel) {
                                        accept(channel);
                                    }
                                })
                        .bind(new InetSocketAddress(config.host(), config.port()))
                        .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new HttpServerException(
                    "cannot listen on "
                            + config.host()
                            + ":"
                            + config.port()
                            + ": "
                            + bound.cause().getMessage(),
                    bound.cause());
        }
        channels.add(bound.channel());
        return ((InetSocketAddress) bound.channel().localAddress()).getPort();
    }

    private void accept(Channel channel) {
        if (!connections.tryAcquire()) {
            connectionsRefused.increment();
            HttpConnection.close(channel);
            return;
        }
        channel.closeFuture().addListener(_ -> connections.release());
        channels.add(channel);
        int headerBytesMax = shared.config.limits().headerBytesMax();
        channel.pipeline()
                .addLast(
                        new HttpServerCodec(
                                new HttpDecoderConfig()
                                        .setMaxInitialLineLength(headerBytesMax)
                                        .setMaxHeaderSize(headerBytesMax)),
                        // Holds back what was parsed of the next request while one is worked on.
                        new FlowControlHandler(),
                        new HttpConnection(shared));
    }

    /// The port that is listened on.
    public int port() {
        return port;
    }

    /// Counts since the start.
    /// @param requests given to the handler, and messages over WebSockets
    /// @param overloads requests answered 503
    /// @param connectionsRefused closed at once, since there were too many
    /// @param connectionsOpen now
    /// @param webSocketsOpen how many of them are WebSockets
    public record Statistics(
            long requests,
            long overloads,
            long connectionsRefused,
            int connectionsOpen,
            int webSocketsOpen) {}

    public Statistics statistics() {
        return new Statistics(
                shared.requests.sum(),
                shared.overloads.sum(),
                connectionsRefused.sum(),
                shared.config.limits().connectionsMax() - connections.availablePermits(),
                shared.config.webSockets().connectionsMax()
                        - shared.socketPermits.availablePermits());
    }

    /// Closes all connections and waits a few seconds at most. Requests that are worked on go unanswered.
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            channels.close().awaitUninterruptibly(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
            shutDown(loops);
        }
    }

    private static void shutDown(EventLoopGroup loops) {
        loops.shutdownGracefully(0, CLOSE_SECONDS_MAX, TimeUnit.SECONDS)
                .awaitUninterruptibly(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
    }
}
