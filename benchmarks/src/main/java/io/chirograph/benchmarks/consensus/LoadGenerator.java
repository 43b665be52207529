package io.chirograph.benchmarks.consensus;

import io.chirograph.crypto.SigningKey;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// All clients of a run, each with a connection of its own, on one thread.
final class LoadGenerator implements LoadClient.Surroundings, AutoCloseable {
    private static final long TIMEOUT_NANOS = 150_000_000;
    private static final int LATENCIES_MAX = 8_000_000;

    /// What was measured between two moments.
    ///
    /// @param latencies of the requests answered, ascending, in nanoseconds
    /// @param gapNanosMax longest time without an answer to anybody
    record Measured(long requests, long nanos, long[] latencies, long gapNanosMax) {
        double perSecond() {
            return requests * 1e9 / nanos;
        }

        double latencyMillis(double quantile) {
            int index = (int) Math.min(latencies.length - 1, quantile * latencies.length);
            return latencies.length == 0 ? Double.NaN : latencies[index] / 1e6;
        }
    }

    private final EventLoopGroup group =
            new MultiThreadIoEventLoopGroup(
                    1, new DefaultThreadFactory("load", true), NioIoHandler.newFactory());
    private final EventLoop loop = group.next();
    private final List<Integer> ports;
    private final List<LoadClient> clients = new ArrayList<>();
    private final Map<LoadClient, Map<Integer, Channel>> channels = new HashMap<>();
    private final LoadClient.Work work;

    // Owned by the loop.
    private boolean isMeasuring;
    private long[] latencies = new long[1 << 16];
    private int count;
    private long requests;
    private long lastNanos;
    private long gapNanosMax;
    private boolean isStopped;

    /// @param ports of the members, for clients
    LoadGenerator(
            ClusterKeys keys, List<Integer> ports, int count, LoadClient.Work work, int home) {
        this.ports = ports;
        this.work = work;
        SecureRandom random = new SecureRandom();
        for (int i = 0; i < count; i++) {
            Optional<SigningKey> signer =
                    work.signed() ? Optional.of(SigningKey.generate(random)) : Optional.empty();
            clients.add(new LoadClient(keys, work, home, signer, this));
        }
    }

    /// Opens all sessions; the clients begin at once.
    void start(Duration within) throws InterruptedException {
        loop.execute(() ->
                clients.forEach(client -> channel(client, client.wantedMembers().getFirst())));
        long intervalNanos = work.intervalNanos() == 0 ? 10_000_000 : 200_000;
        loop.scheduleAtFixedRate(this::tick, intervalNanos, intervalNanos, TimeUnit.NANOSECONDS);
        long deadline = System.nanoTime() + within.toNanos();
        while (!onLoop(() -> clients.stream().allMatch(LoadClient::isOpen))) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("not all clients got a session within " + within);
            }
            Thread.sleep(20);
        }
    }

    private <T> T onLoop(java.util.concurrent.Callable<T> task) {
        CompletableFuture<T> done = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                done.complete(task.call());
            } catch (Exception e) {
                done.completeExceptionally(e);
            }
        });
        return done.join();
    }

    private void tick() {
        if (isStopped) {
            return;
        }
        long now = System.nanoTime();
        clients.forEach(client -> client.tick(now, TIMEOUT_NANOS));
    }

    @Override
    public Optional<Channel> channel(LoadClient client, int member) {
        Map<Integer, Channel> own = channels.computeIfAbsent(client, _ -> new HashMap<>());
        Channel channel = own.get(member);
        if (channel == null) {
            own.put(member, connect(client, member));
        }
        return Optional.ofNullable(channel);
    }

    private Channel connect(LoadClient client, int member) {
        return new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(
                        new ChannelInitializer<SocketChannel>() {
                            @Override
                            protected void initChannel(SocketChannel channel) {
                                channel.pipeline()
                                        .addLast(
                                                ClientPort.newFrames(),
                                                new Replies(client, member));
                            }
                        })
                .connect(new InetSocketAddress("127.0.0.1", ports.get(member)))
                .channel();
    }

    private final class Replies extends SimpleChannelInboundHandler<ByteBuf> {
        private final LoadClient client;
        private final int member;

        Replies(LoadClient client, int member) {
            this.client = client;
            this.member = member;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            client.connected(member, System.nanoTime());
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf frame) {
            if (!isStopped) {
                client.receive(member, frame.nioBuffer(), System.nanoTime());
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            channels.getOrDefault(client, new HashMap<>()).remove(member, context.channel());
            if (!isStopped) {
                client.disconnected(member, System.nanoTime());
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }

    @Override
    public void accepted(LoadClient client, long sentNanos, long nowNanos) {
        if (!isMeasuring) {
            return;
        }
        requests++;
        gapNanosMax = Math.max(gapNanosMax, nowNanos - lastNanos);
        lastNanos = nowNanos;
        if (count < LATENCIES_MAX) {
            if (count == latencies.length) {
                latencies = Arrays.copyOf(latencies, 2 * count);
            }
            latencies[count++] = nowNanos - sentNanos;
        }
    }

    /// Measures for so long; `during` may do something to the members meanwhile.
    Measured measure(Duration time, Runnable during) throws InterruptedException {
        long start =
                onLoop(() -> {
                    isMeasuring = true;
                    count = 0;
                    requests = 0;
                    gapNanosMax = 0;
                    lastNanos = System.nanoTime();
                    return lastNanos;
                });
        during.run();
        long left = time.toNanos() - (System.nanoTime() - start);
        TimeUnit.NANOSECONDS.sleep(Math.max(0, left));
        return onLoop(() -> {
            isMeasuring = false;
            long now = System.nanoTime();
            long[] sorted = Arrays.copyOf(latencies, count);
            Arrays.sort(sorted);
            return new Measured(
                    requests, now - start, sorted, Math.max(gapNanosMax, now - lastNanos));
        });
    }

    /// Stops sending, and tells of each session which request was answered last.
    Map<Long, Long> stop() {
        return onLoop(() -> {
            isStopped = true;
            Map<Long, Long> answered = new HashMap<>();
            clients.forEach(client -> answered.put(client.session(), client.answered()));
            return answered;
        });
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
