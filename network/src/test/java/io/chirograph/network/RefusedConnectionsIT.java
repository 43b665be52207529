package io.chirograph.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.crypto.TlsKey;
import io.chirograph.network.Events.Connected;
import io.chirograph.network.Events.Disconnected;
import io.chirograph.network.Events.Received;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Whoever is no member, or does not behave as one, gets nowhere, is counted, and disturbs no one else.
final class RefusedConnectionsIT {
    private final TestNetwork network = new TestNetwork(3);
    private final Events events = new Events();

    @AfterEach
    void stop() {
        network.close();
    }

    @Test
    void refusesACallerWhoseKeyIsNoMembers() throws Exception {
        Links one = network.start(1, events);
        TlsKey stranger = TlsKey.generate(new SecureRandom());

        assertThatThrownBy(() -> sayHello(RawCaller.call(network.port(1), stranger)).read())
                .isInstanceOf(IOException.class);

        await(() -> one.statistics().refused(Refusal.UNKNOWN_KEY) == 1);
    }

    @Test
    void refusesACallerWithoutACertificate() throws Exception {
        Links one = network.start(1, events);

        assertThatThrownBy(() ->
                        sayHello(RawCaller.call(network.port(1), new KeyManager[0], "TLSv1.3"))
                                .read())
                .isInstanceOf(IOException.class);

        await(() -> one.statistics().refused(Refusal.HANDSHAKE_FAILED) == 1);
    }

    @Test
    void refusesTls12() throws Exception {
        Links one = network.start(1, events);

        assertThatThrownBy(() -> RawCaller.call(network.port(1), new KeyManager[0], "TLSv1.2"))
                .isInstanceOf(SSLException.class);

        await(() -> one.statistics().refused(Refusal.HANDSHAKE_FAILED) == 1);
    }

    @Test
    void doesNotTalkToAMemberThatAnswersWithAnotherKey() throws Exception {
        TestNetwork impostors = new TestNetwork(3);
        LinkConfig mistaken =
                new LinkConfig(
                        network.key(0),
                        TestNetwork.GENESIS,
                        0,
                        List.of(
                                new Peer(
                                        1,
                                        "one",
                                        impostors.key(1).publicKey(),
                                        TestNetwork.LOOPBACK,
                                        network.port(1))),
                        TestNetwork.LOOPBACK,
                        network.port(0),
                        TestNetwork.LIMITS,
                        1);
        network.start(1, events);

        Links zero = network.start(mistaken, events);

        await(() -> zero.statistics().refused(Refusal.UNKNOWN_KEY) > 0);
        assertThat(zero.statistics().of(1, Lane.VOTES).connected()).isFalse();
    }

    @Test
    void tellsAMemberOfAnotherGenesisWhyItIsRefused() throws Exception {
        Links one = network.start(1, events);
        LinkConfig config = network.config(0);
        Hash32 genesis = Hash32.fromHex("0x" + "22".repeat(32));

        Links zero =
                network.start(
                        new LinkConfig(
                                config.key(),
                                genesis,
                                0,
                                config.peers(),
                                config.listenHost(),
                                config.listenPort(),
                                config.limits(),
                                1),
                        events);

        await(() -> one.statistics().refused(Refusal.WRONG_NETWORK) > 0);
        await(() ->
                zero.statistics()
                        .of(1, Lane.VOTES)
                        .lastProblem()
                        .contains(TestNetwork.GENESIS.toHex()));
        assertThat(zero.statistics().of(1, Lane.VOTES).lastProblem())
                .startsWith("refused by the other side: another genesis")
                .contains(genesis.toHex());
    }

    @Test
    void tellsWhatIsWrongWithAHello() throws Exception {
        Links one = network.start(1, events);
        Hello good = Hello.of(network.config(0), 0, Lane.VOTES);

        assertThat(answerTo(0, Frame.Type.HELLO, hello(good.version() + 1, 0, 0)))
                .isEqualTo(Refusal.WRONG_VERSION);
        assertThat(answerTo(0, Frame.Type.HELLO, hello(good.version(), 2, 0)))
                .isEqualTo(Refusal.WRONG_INDEX);
        assertThat(answerTo(2, Frame.Type.HELLO, hello(good.version(), 2, 0)))
                .isEqualTo(Refusal.WRONG_CALLER);
        assertThat(answerTo(0, Frame.Type.HELLO, hello(good.version(), 0, 9)))
                .isEqualTo(Refusal.BAD_HELLO);
        assertThat(answerTo(0, Frame.Type.HELLO, Bytes.EMPTY)).isEqualTo(Refusal.BAD_HELLO);
        assertThat(answerTo(0, Frame.Type.DATA, Bytes.EMPTY)).isEqualTo(Refusal.BAD_HELLO);
        assertThat(answerTo(0, Frame.Type.HELLO, Bytes.owning(new byte[2000])))
                .isEqualTo(Refusal.FRAME_TOO_LONG);
        assertThat(one.statistics().refused(Refusal.BAD_HELLO)).isEqualTo(3);
    }

    @Test
    void refusesAFrameAboveTheLimitFromAMemberAndTellsIt() throws Exception {
        Links one = network.start(1, events);
        try (RawCaller zero = sayHello(RawCaller.call(network.port(1), network.key(0)))) {
            events.next(Connected.class);

            zero.write(1 + 64 * 1024 + 1, Frame.Type.DATA.code(), Bytes.EMPTY);

            Frame refused = zero.readNext(Frame.Type.REFUSED);
            assertThat(RefusedNotice.read(refused.payload()))
                    .contains("frame of 65537 bytes, the limit is 65536");
            assertThat(events.next(Disconnected.class).reason()).contains("65537");
            assertThat(one.statistics().refused(Refusal.FRAME_TOO_LONG)).isEqualTo(1);
        }
    }

    @Test
    void refusesASecondHello() throws Exception {
        Links one = network.start(1, events);
        try (RawCaller zero = sayHello(RawCaller.call(network.port(1), network.key(0)))) {
            events.next(Connected.class);

            sayHello(zero);
            sayHello(zero);

            zero.readNext(Frame.Type.REFUSED);
            events.next(Disconnected.class);
            assertThat(one.statistics().refused(Refusal.BAD_FRAME)).isEqualTo(1);
        }
    }

    @Test
    void closesAMemberThatFallsSilent() throws Exception {
        network.start(network.config(1, limits(Duration.ofSeconds(10), 16)), events);
        try (RawCaller zero = sayHello(RawCaller.call(network.port(1), network.key(0)))) {
            events.next(Connected.class);

            assertThat(events.next(Disconnected.class).reason())
                    .isEqualTo("silent for longer than heartbeatTimeout");
            assertThat(zero.socket().isConnected()).isTrue();
        }
    }

    @Test
    void closesGarbageWhileMembersKeepTalking() throws Exception {
        Links one = network.start(1, events);
        Events others = new Events();
        Links zero = network.start(0, others);
        others.awaitConnected(3);

        for (int i = 0; i < 100; i++) {
            try (Socket socket = connect()) {
                socket.getOutputStream()
                        .write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                awaitClosed(socket);
            }
            assertThat(zero.send(1, Lane.VOTES, Bytes.copyOf((byte) i))).isTrue();
        }

        for (int i = 0; i < 100; i++) {
            assertThat(events.next(Received.class).frame()).isEqualTo(Bytes.copyOf((byte) i));
        }
        await(() -> one.statistics().refused(Refusal.NOT_TLS) == 100);
        assertThat(one.statistics().of(0, Lane.VOTES).connects()).isEqualTo(1);
    }

    @Test
    void boundsConnectionsThatSayNothingAndForgetsThem() throws Exception {
        int perAddress = 4;
        Links one =
                network.start(
                        network.config(1, limits(Duration.ofMillis(500), perAddress)), events);
        List<Socket> flood = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            flood.add(connect());
        }
        for (Socket each : flood) {
            awaitClosed(each);
            each.close();
        }

        await(() ->
                one.statistics().refused(Refusal.TOO_MANY_HANDSHAKES) >= 1
                        && one.statistics().refused(Refusal.TOO_MANY_HANDSHAKES)
                                        + one.statistics().refused(Refusal.HANDSHAKE_TIMEOUT)
                                == 20);
        Events others = new Events();
        network.start(0, others);
        others.awaitConnected(3);
    }

    private static LinkLimits limits(Duration handshakeTimeout, int handshakesPerAddressMax) {
        LinkLimits usual = TestNetwork.LIMITS;
        return new LinkLimits(
                usual.votes(),
                usual.sync(),
                usual.bulk(),
                handshakeTimeout,
                Duration.ofMillis(50),
                Duration.ofMillis(200),
                usual.reconnectDelayMin(),
                usual.reconnectDelayMax(),
                handshakesPerAddressMax,
                usual.handshakesMax());
    }

    private static Bytes hello(int version, int index, int lane) {
        return new Hello(version, TestNetwork.GENESIS, index, lane).encode();
    }

    private RawCaller sayHello(RawCaller caller) throws IOException {
        caller.write(Frame.Type.HELLO, Hello.of(network.config(0), 0, Lane.VOTES).encode());
        return caller;
    }

    private Refusal answerTo(int member, Frame.Type type, Bytes payload) throws Exception {
        try (RawCaller caller = RawCaller.call(network.port(1), network.key(member))) {
            caller.write(type, payload);
            Bytes refused = caller.readNext(Frame.Type.REFUSED).payload();
            return Refusal.withCode(refused.get(0)).orElseThrow();
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), network.port(1));
        socket.setSoTimeout(20_000);
        return socket;
    }

    /// Reads until the other side closes, in whichever way.
    private static void awaitClosed(Socket socket) throws IOException {
        try {
            socket.getInputStream().readAllBytes();
        } catch (SocketException e) {
            assertThat(e).hasMessageContaining("reset");
        }
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
