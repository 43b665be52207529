package io.chirograph.network;

import io.chirograph.crypto.TlsKey;
import io.chirograph.types.Hash32;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Members on loopback, each of which a test may start, stop and start again.
final class TestNetwork implements AutoCloseable {
    static final String LOOPBACK = InetAddress.getLoopbackAddress().getHostAddress();
    static final Hash32 GENESIS = Hash32.fromHex("0x" + "11".repeat(32));
    static final LinkLimits LIMITS =
            new LinkLimits(
                    new LinkLimits.LaneLimits(64 * 1024, 1024 * 1024),
                    new LinkLimits.LaneLimits(1024 * 1024, 4 * 1024 * 1024),
                    new LinkLimits.LaneLimits(5 * 1024 * 1024, 16 * 1024 * 1024),
                    Duration.ofSeconds(10),
                    Duration.ofMillis(100),
                    Duration.ofSeconds(10),
                    Duration.ofMillis(20),
                    Duration.ofMillis(200),
                    16,
                    32);

    private final List<TlsKey> keys = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();
    private final List<Links> started = new ArrayList<>();

    TestNetwork(int members) {
        for (int i = 0; i < members; i++) {
            keys.add(TlsKey.generate(new SecureRandom()));
            ports.add(freePort());
        }
    }

    TlsKey key(int member) {
        return keys.get(member);
    }

    int port(int member) {
        return ports.get(member);
    }

    Links start(int member, LinkHandler handler) {
        return start(config(member), handler);
    }

    Links start(LinkConfig config, LinkHandler handler) {
        Links links = Links.start(config, handler, new Random(config.self()));
        started.add(links);
        return links;
    }

    LinkConfig config(int member) {
        return config(member, LIMITS);
    }

    LinkConfig config(int member, LinkLimits limits) {
        return new LinkConfig(
                key(member), GENESIS, member, peers(member), LOOPBACK, port(member), limits, 1);
    }

    /// All members but one.
    List<Peer> peers(int without) {
        List<Peer> peers = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            if (i != without) {
                peers.add(new Peer(i, "m" + i, key(i).publicKey(), LOOPBACK, port(i)));
            }
        }
        return peers;
    }

    @Override
    public void close() {
        started.forEach(Links::close);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
