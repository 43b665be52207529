package io.chirograph.network;

import io.chirograph.types.Bytes;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;

/// This member's connections to all others. Thread-safe.
public final class Links implements AutoCloseable {
    /// Beyond the queues, what one connection holds for its socket.
    private static final WriteBufferWaterMark WRITE_BUFFER =
            new WriteBufferWaterMark(256 * 1024, 512 * 1024);

    private static final int CLOSE_SECONDS_MAX = 5;

    private final LinkConfig config;
    private final Roster roster;
    private final Refusals refusals;
    private final EventLoopGroup loops;
    private final ChannelGroup channels =
            new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    private final EventLoop callingLoop;
    private final RandomGenerator random;
    private final Map<PeerLane, Caller> callers = new HashMap<>(); // guarded by this
    private final int port;
    private final AtomicBoolean closed = new AtomicBoolean();

    /// Listens, and starts to call those peers that this member has to call.
    /// @param random for jitter; used by one thread only
    /// @throws LinkException when the address cannot be listened on
    public static Links start(LinkConfig config, LinkHandler handler, RandomGenerator random) {
        EventLoopGroup loops =
                new MultiThreadIoEventLoopGroup(
                        config.threads(),
                        new DefaultThreadFactory("links-" + config.self(), true),
                        NioIoHandler.newFactory());
        try {
            return new Links(config, handler, random, loops);
        } catch (RuntimeException e) {
            shutDown(loops);
            throw e;
        }
    }

    private Links(
            LinkConfig config, LinkHandler handler, RandomGenerator random, EventLoopGroup loops) {
        this.config = config;
        this.loops = loops;
        this.roster = new Roster(config, handler);
        this.callingLoop = loops.next();
        this.random = random;
        this.refusals = new Refusals(callingLoop.ticker()::nanoTime);
        this.port = listen();
        callAll();
    }

    /// Calls exactly those peers that this member has to call.
    private synchronized void callAll() {
        callers.entrySet()
                .removeIf(each -> {
                    boolean isNeedless = !isCalled(each.getKey());
                    if (isNeedless) {
                        each.getValue().stop();
                    }
                    return isNeedless;
                });
        for (PeerLane each : roster.all()) {
            if (isCalled(each) && !callers.containsKey(each)) {
                Caller caller = caller(each);
                callers.put(each, caller);
                caller.start();
            }
        }
    }

    private boolean isCalled(PeerLane lane) {
        return lane.lane().isCalledBy(roster.self(), lane.peer().index())
                && roster.all().contains(lane);
    }

    /// From now on these are the peers: others are called, listened to or turned away. Who stays with the same
    /// index, key and address stays connected.
    ///
    /// @param self this member's index from now on, or [LinkConfig#OBSERVER]
    /// @throws IllegalArgumentException when two of them share an index or a key
    public synchronized void replacePeers(int self, List<Peer> peers) {
        LinkConfig.requireDistinct(config.key(), self, peers);
        if (closed.get()) {
            return;
        }
        List<PeerLane> gone = roster.replace(self, peers);
        callAll();
        gone.forEach(lane -> lane.retire("no peer any more"));
    }

    private int listen() {
        SslContext tls = LinkTls.forAnswering(config.key(), roster::knows);
        LinkLimits limits = config.limits();
        HandshakeGate gate =
                new HandshakeGate(limits.handshakesPerAddressMax(), limits.handshakesMax());
        ChannelFuture bound =
                new ServerBootstrap()
                        .group(loops)
                        .channel(NioServerSocketChannel.class)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WRITE_BUFFER)
                        .childHandler(
                                new ChannelInitializer<SocketChannel>() {
                                    @Override
                                    protected void initChannel(SocketChannel channel) {
                                        answer(channel, tls, gate);
                                    }
                                })
                        .bind(new InetSocketAddress(config.listenHost(), config.listenPort()))
                        .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new LinkException(
                    "cannot listen on "
                            + config.listenHost()
                            + ":"
                            + config.listenPort()
                            + ": "
                            + Problems.describe(bound.cause()),
                    bound.cause());
        }
        channels.add(bound.channel());
        return ((InetSocketAddress) bound.channel().localAddress()).getPort();
    }

    private void answer(SocketChannel channel, SslContext tls, HandshakeGate gate) {
        InetAddress address = channel.remoteAddress().getAddress();
        if (!gate.enter(address)) {
            refusals.add(address.getHostAddress(), Refusal.TOO_MANY_HANDSHAKES, "");
            Channels.close(channel);
            return;
        }
        prepare(channel, tls, new Greeter.Side.Answering(() -> gate.leave(address)));
    }

    private Caller caller(PeerLane peerLane) {
        SslContext tls = LinkTls.forCalling(config.key(), peerLane.peer().tlsPublicKey());
        Bootstrap bootstrap =
                new Bootstrap()
                        .group(loops)
                        .channel(NioSocketChannel.class)
                        .option(ChannelOption.TCP_NODELAY, true)
                        .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WRITE_BUFFER)
                        .option(
                                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                                (int) config.limits().handshakeTimeout().toMillis())
                        .handler(
                                new ChannelInitializer<SocketChannel>() {
                                    @Override
                                    protected void initChannel(SocketChannel channel) {
                                        prepare(channel, tls, new Greeter.Side.Calling(peerLane));
                                    }
                                });
        boolean isFirst = roster.self() < peerLane.peer().index();
        return new Caller(peerLane, isFirst, bootstrap, config.limits(), callingLoop, random);
    }

    private void prepare(SocketChannel channel, SslContext tls, Greeter.Side side) {
        channels.add(channel);
        SslHandler secure = tls.newHandler(channel.alloc());
        // The greeter's own timeout covers the handshake.
        secure.setHandshakeTimeoutMillis(0);
        FrameReader reader = new FrameReader(Greeter.PAYLOAD_BYTES_MAX);
        channel.pipeline()
                .addLast(secure, reader, new Greeter(config, roster, refusals, reader, side));
    }

    /// The port that is listened on.
    public int port() {
        return port;
    }

    /// Queues `frame` for `peer`; never blocks. True is no promise: a connection that breaks takes its queue
    /// with it.
    /// @return false when there is no such peer, or it is not connected, or its queue is full
    /// @throws IllegalArgumentException when `frame` is above the lane's limit
    public boolean send(int peer, Lane lane, Bytes frame) {
        return roster.of(peer, lane).map(each -> each.send(frame)).orElse(false);
    }

    /// Queues `frame` for every connected peer that has room for it.
    /// @return how many
    public int broadcast(Lane lane, Bytes frame) {
        int sent = 0;
        for (PeerLane each : roster.all()) {
            if (each.lane() == lane && each.send(frame)) {
                sent++;
            }
        }
        return sent;
    }

    /// Stops reading from `peer`, so that it stalls when the sockets' buffers are full; frames that were read
    /// before still arrive, about a megabyte at most. Ends with [#resume] or with the connection.
    public void pause(int peer, Lane lane) {
        roster.of(peer, lane).ifPresent(each -> each.setReading(false));
    }

    public void resume(int peer, Lane lane) {
        roster.of(peer, lane).ifPresent(each -> each.setReading(true));
    }

    public LinkStatistics statistics() {
        return new LinkStatistics(
                roster.all().stream().map(PeerLane::statistics).toList(), refusals.counts());
    }

    /// Closes all connections and waits, at most a few seconds, until no handler will be called any more.
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        synchronized (this) {
            callers.values().forEach(Caller::stop);
        }
        roster.all().forEach(each -> each.close("this member stops"));
        channels.close().awaitUninterruptibly(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
        shutDown(loops);
    }

    private static void shutDown(EventLoopGroup loops) {
        loops.shutdownGracefully(0, CLOSE_SECONDS_MAX, TimeUnit.SECONDS)
                .awaitUninterruptibly(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
    }
}
