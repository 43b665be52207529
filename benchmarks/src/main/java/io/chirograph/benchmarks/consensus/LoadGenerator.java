package io.chirograph.benchmarks.consensus;

import io.chirograph.benchmarks.harness.BenchmarkException;
import io.chirograph.crypto.SigningKey;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/// All clients of a run, each with a connection of its own, on one thread.
final class LoadGenerator implements LoadClient.Surroundings, AutoCloseable {
    private static final long TIMEOUT_NANOS = 150_000_000;
    private static final int LATENCIES_MAX = 8_000_000;

    /// What was measured between two moments.
    static final class Measured {
        private final long requests;
        private final long nanos;

        /// Of the requests answered, ascending, in nanoseconds.
        private final long[] latencies;

        private final long gapNanosMax;

        private Measured(long requests, long nanos, long[] latencies, long gapNanosMax) {
            this.requests = requests;
            this.nanos = nanos;
            this.latencies = latencies;
            this.gapNanosMax = gapNanosMax;
        }

        long requests() {
            return requests;
        }

        long nanos() {
            return nanos;
        }

        /// The longest time without an answer to anybody.
        long gapNanosMax() {
            return gapNanosMax;
        }

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

    private final CountDownLatch allOpen;
    private final CompletableFuture<Void> idle = new CompletableFuture<>();

    // Owned by the loop.
    private Consumer<LoadClient.Answer> listener = _ -> {};
    private boolean isFinishing;
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
        allOpen = new CountDownLatch(count);
    }

    /// Opens all sessions; the clients begin at once.
    void start(Duration within) throws InterruptedException {
        loop.execute(() ->
                clients.forEach(client -> channel(client, client.wantedMembers().getFirst())));
        // Below a millisecond the loop would spin between its ticks and take a processor from the
        // members.
        long intervalNanos = work.intervalNanos() == 0 ? 10_000_000 : 1_000_000;
        loop.scheduleAtFixedRate(this::tick, intervalNanos, intervalNanos, TimeUnit.NANOSECONDS);
        if (!allOpen.await(within.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new BenchmarkException(
                    "%d of %d clients got no session within %s"
                            .formatted(allOpen.getCount(), clients.size(), within));
        }
    }

    @Override
    public void opened(LoadClient client) {
        allOpen.countDown();
    }

    private <T> T onLoop(Callable<T> task) {
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
        if (channel == null && !isStopped) {
            own.put(member, connect(client, member));
        }
        return Optional.ofNullable(channel);
    }

    private Channel connect(LoadClient client, int member) {
        ChannelFuture connecting =
                new Bootstrap()
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
                        .connect(
                                new InetSocketAddress(
                                        InetAddress.getLoopbackAddress(), ports.get(member)));
        Channel channel = connecting.channel();
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                forget(client, member, channel);
            }
        });
        return channel;
    }

    private void forget(LoadClient client, int member, Channel channel) {
        channels.getOrDefault(client, new HashMap<>()).remove(member, channel);
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
            forget(client, member, context.channel());
            if (!isStopped) {
                client.disconnected(member);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }

    @Override
    public boolean goesOn() {
        return !isFinishing;
    }

    @Override
    public void accepted(LoadClient client, LoadClient.Answer answer) {
        listener.accept(answer);
        if (isFinishing) {
            completeIfIdle();
        }
        if (!isMeasuring) {
            return;
        }
        long now = answer.answeredNanos();
        requests++;
        gapNanosMax = Math.max(gapNanosMax, now - lastNanos);
        lastNanos = now;
        if (count < LATENCIES_MAX) {
            if (count == latencies.length) {
                latencies = Arrays.copyOf(latencies, 2 * count);
            }
            latencies[count++] = now - answer.sentNanos();
        }
    }

    /// Tells `listener` of every answer from now on, on the clients' thread. Before [#start].
    void listen(Consumer<LoadClient.Answer> listener) {
        onLoop(() -> this.listener = listener);
    }

    /// Lets every client have its last answer.
    /// @return whether all had it within that time
    boolean finish(Duration within) throws InterruptedException {
        loop.execute(() -> {
            isFinishing = true;
            completeIfIdle();
        });
        try {
            idle.get(within.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private void completeIfIdle() {
        if (clients.stream().noneMatch(LoadClient::isWaiting)) {
            idle.complete(null);
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
