package io.chirograph.network;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Calls one peer for one lane, and again whenever the connection fails: soon at first, then at growing
/// intervals up to a limit, each with jitter so that members do not call in step.
///
/// Owned by one event loop, given to all callers so that they share the source of randomness.
final class Caller {
    private static final int DOUBLINGS_MAX = 30;

    private final PeerLane peerLane;
    private final boolean isFirst;
    private final Bootstrap bootstrap;
    private final LinkLimits limits;
    private final EventLoop loop;
    private final RandomGenerator random;
    private int failures;
    private volatile boolean stopped;
    private @Nullable Future<?> retry;

    /// @param isFirst whether this side is the one that calls; if not, it only does when the other has not for long
    /// @param bootstrap makes a connection for `peerLane`, given the address
    Caller(
            PeerLane peerLane,
            boolean isFirst,
            Bootstrap bootstrap,
            LinkLimits limits,
            EventLoop loop,
            RandomGenerator random) {
        this.peerLane = peerLane;
        this.isFirst = isFirst;
        this.bootstrap = bootstrap;
        this.limits = limits;
        this.loop = loop;
        this.random = random;
    }

    void start() {
        if (isFirst) {
            loop.execute(this::call);
        } else {
            // The other side may be about to; but whoever has just started may have moved, too.
            loop.execute(() -> callAfter(limits.reconnectDelayMax().toNanos() / 4));
        }
    }

    /// Calls no more; what is connected stays so.
    void stop() {
        loop.execute(() -> {
            stopped = true;
            if (retry != null) {
                retry.cancel(false);
            }
        });
    }

    private void call() {
        if (stopped) {
            return;
        }
        if (peerLane.isConnected()) {
            callLater(); // the other side has called
            return;
        }
        long startNanos = loop.ticker().nanoTime();
        String host = peerLane.peer().host();
        // A name may take the resolver seconds, which no event loop has.
        Thread.ofVirtual()
                .name("resolve " + host)
                .start(() -> {
                    try {
                        connect(InetAddress.getByName(host), startNanos);
                    } catch (UnknownHostException e) {
                        onLoop(() -> failed(e, startNanos));
                    }
                });
    }

    private void connect(InetAddress address, long startNanos) {
        bootstrap
                .connect(new InetSocketAddress(address, peerLane.peer().port()))
                .addListener((ChannelFuture connected) -> {
                    if (connected.isSuccess()) {
                        Channel channel = connected.channel();
                        channel.closeFuture().addListener(_ -> onLoop(() -> ended(startNanos)));
                    } else {
                        onLoop(() -> failed(connected.cause(), startNanos));
                    }
                });
    }

    private void onLoop(Runnable event) {
        try {
            loop.execute(event);
        } catch (RejectedExecutionException e) {
            // The links are closed; there is nobody left to call.
            stopped = true;
        }
    }

    private void failed(Throwable cause, long startNanos) {
        peerLane.problem(Problems.describe(cause));
        ended(startNanos);
    }

    private void ended(long startNanos) {
        if (stopped) {
            return;
        }
        // Long-lived connections are not failures, whatever ended them.
        boolean wasShort =
                loop.ticker().nanoTime() - startNanos < limits.reconnectDelayMax().toNanos();
        failures = wasShort ? Math.min(failures + 1, DOUBLINGS_MAX) : 0;
        if (isFirst) {
            retry = loop.schedule(this::call, nextDelay().toNanos(), TimeUnit.NANOSECONDS);
        } else {
            callLater();
        }
    }

    /// When the other side has had the time to.
    private void callLater() {
        callAfter(limits.reconnectDelayMax().toNanos());
    }

    /// After that time, or up to twice as long.
    private void callAfter(long nanos) {
        if (!stopped) {
            long delay = nanos + random.nextLong(nanos + 1);
            retry = loop.schedule(this::call, delay, TimeUnit.NANOSECONDS);
        }
    }

    private Duration nextDelay() {
        long min = limits.reconnectDelayMin().toNanos();
        long max = limits.reconnectDelayMax().toNanos();
        long delay = Math.min(max, min * (1L << failures));
        return Duration.ofNanos(delay / 2 + random.nextLong(delay / 2 + 1));
    }
}
