package io.chirograph.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.network.Events.Connected;
import io.chirograph.network.Events.Disconnected;
import io.chirograph.network.Events.Received;
import io.chirograph.testkit.Seed;
import io.chirograph.types.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Links between members who behave.
final class LinksIT {
    private final TestNetwork network = new TestNetwork(3);
    private final List<Events> events = List.of(new Events(), new Events(), new Events());

    @AfterEach
    void stop() {
        network.close();
    }

    private Links start(int member) {
        return network.start(member, events.get(member));
    }

    @Test
    void connectsEveryTwoMembersOnEveryLaneWhicheverStartsFirst() throws Exception {
        start(2);
        start(0);
        Links last = start(1);

        for (Events each : events) {
            each.awaitConnected(8);
        }
        assertThat(last.statistics().peers())
                .hasSize(8)
                .allSatisfy(each -> assertThat(each.connected()).isTrue())
                // Both sides may call for that one.
                .filteredOn(each -> each.lane() != Lane.TOPOLOGY)
                .allSatisfy(each -> assertThat(each.connects()).isEqualTo(1));
    }

    @Test
    void deliversToTheOneItIsSentToAndBroadcastsToAll() throws Exception {
        Links zero = start(0);
        Links one = start(1);
        start(2);
        for (Events each : events) {
            each.awaitConnected(8);
        }

        assertThat(one.send(0, Lane.SYNC, Bytes.ofUtf8("to zero"))).isTrue();
        assertThat(zero.broadcast(Lane.VOTES, Bytes.ofUtf8("to all"))).isEqualTo(2);

        assertThat(events.get(0).next(Received.class))
                .isEqualTo(new Received(1, Lane.SYNC, Bytes.ofUtf8("to zero")));
        assertThat(events.get(1).next(Received.class))
                .isEqualTo(new Received(0, Lane.VOTES, Bytes.ofUtf8("to all")));
        assertThat(events.get(2).next(Received.class))
                .isEqualTo(new Received(0, Lane.VOTES, Bytes.ofUtf8("to all")));
    }

    @Test
    void deliversFramesOfAllSizesInOrder() {
        Seed.of(0x5eed)
                .run(
                        "network",
                        LinksIT.class,
                        random -> {
                            Links zero = start(0);
                            start(1);
                            events.get(0).awaitConnected(4);
                            List<Bytes> sent = new ArrayList<>();
                            int max = TestNetwork.LIMITS.sync().frameBytesMax();
                            for (int size : new int[] {0, 1, max, 65_531, 65_532, max - 1, 3}) {
                                sent.add(Bytes.owning(new byte[size]));
                            }
                            for (int i = 0; i < 2000; i++) {
                                byte[] frame = new byte[random.nextInt(300)];
                                random.nextBytes(frame);
                                sent.add(Bytes.owning(frame));
                            }
                            for (Bytes each : sent) {
                                assertThat(zero.send(1, Lane.SYNC, each)).isTrue();
                            }
                            for (Bytes each : sent) {
                                assertThat(events.get(1).next(Received.class).frame())
                                        .isEqualTo(each);
                            }
                        });
    }

    @Test
    void doesNotTakeFramesForAMemberThatIsAway() {
        Links zero = start(0);

        assertThat(zero.send(1, Lane.VOTES, Bytes.EMPTY)).isFalse();
        assertThat(zero.statistics().of(1, Lane.VOTES).framesDropped()).isEqualTo(1);
    }

    @Test
    void rejectsFramesAboveTheLimitAndDropsThoseForUnknownPeers() {
        Links zero = start(0);
        Bytes tooLong = Bytes.owning(new byte[TestNetwork.LIMITS.votes().frameBytesMax() + 1]);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> zero.send(1, Lane.VOTES, tooLong))
                .withMessageContaining("65537")
                .withMessageContaining("65536");
        assertThat(zero.send(7, Lane.VOTES, Bytes.EMPTY)).isFalse();
    }

    @Test
    void aPeerIsLetInAndTurnedAwayWhileTheOthersStayConnected() throws Exception {
        Links zero = network.start(withPeers(0, 1), events.get(0));
        Links one = network.start(withPeers(1, 0), events.get(1));
        Links two = network.start(observing(2), events.get(2));
        events.get(0).awaitConnected(2);
        assertThat(two.send(0, Lane.VOTES, Bytes.EMPTY)).isFalse();

        // The others give it an index that it does not know itself yet.
        zero.replacePeers(0, network.peers(0));
        one.replacePeers(1, network.peers(1));
        events.get(2).awaitConnected(4);
        assertThat(two.send(0, Lane.VOTES, Bytes.ofUtf8("hello"))).isTrue();
        assertThat(events.get(0).next(Received.class))
                .isEqualTo(new Received(2, Lane.VOTES, Bytes.ofUtf8("hello")));

        two.replacePeers(2, network.peers(2));
        zero.replacePeers(0, withPeers(0, 1).peers());
        Disconnected gone = events.get(0).next(Disconnected.class);
        assertThat(gone.peer()).isEqualTo(2);
        assertThat(zero.send(2, Lane.VOTES, Bytes.EMPTY)).isFalse();
        assertThat(zero.statistics().of(1, Lane.VOTES).connects()).isEqualTo(1);
        assertThat(one.send(2, Lane.VOTES, Bytes.ofUtf8("still here"))).isTrue();
    }

    private LinkConfig withPeers(int self, int... others) {
        LinkConfig whole = network.config(self);
        List<Peer> peers =
                whole.peers().stream()
                        .filter(peer -> Arrays.stream(others).anyMatch(i -> i == peer.index()))
                        .toList();
        return with(whole, self, peers);
    }

    private LinkConfig observing(int member) {
        LinkConfig whole = network.config(member);
        return with(whole, LinkConfig.OBSERVER, whole.peers());
    }

    private static LinkConfig with(LinkConfig whole, int self, List<Peer> peers) {
        return new LinkConfig(
                whole.key(),
                whole.genesisHash(),
                self,
                peers,
                whole.listenHost(),
                whole.listenPort(),
                whole.limits(),
                whole.threads());
    }

    @Test
    void comesBackWhenAMemberRestarts() throws Exception {
        Links zero = start(0);
        Links one = start(1);
        events.get(0).awaitConnected(4);
        one.close();
        assertThat(events.get(0).next(Disconnected.class).peer()).isEqualTo(1);
        events.get(0).next(Disconnected.class);

        Events again = new Events();
        Links restarted = network.start(1, again);

        again.awaitConnected(4);
        events.get(0).awaitConnected(4);
        assertThat(restarted.send(0, Lane.VOTES, Bytes.ofUtf8("back"))).isTrue();
        assertThat(events.get(0).next(Received.class).frame()).isEqualTo(Bytes.ofUtf8("back"));
        assertThat(zero.statistics().of(1, Lane.VOTES).connects()).isEqualTo(2);
    }

    @Test
    void boundsWhatAMemberThatDoesNotReadCosts() throws Exception {
        Links zero = start(0);
        Links one = start(1);
        events.get(0).awaitConnected(4);
        events.get(1).awaitConnected(4);
        one.pause(0, Lane.SYNC);
        Bytes frame = Bytes.owning(new byte[100_000]);

        int taken = 0;
        while (zero.send(1, Lane.SYNC, frame)) {
            taken++;
            assertThat(taken).as("frames taken without a reader").isLessThan(1000);
        }

        assertThat(zero.statistics().of(1, Lane.SYNC).queuedBytes())
                .isLessThanOrEqualTo(TestNetwork.LIMITS.sync().queueBytesMax());
        assertThat(zero.send(1, Lane.VOTES, Bytes.ofUtf8("a vote"))).isTrue();
        Received first = events.get(1).next(Received.class);
        while (first.lane() == Lane.SYNC) {
            taken--;
            first = events.get(1).next(Received.class);
        }
        assertThat(first.frame()).isEqualTo(Bytes.ofUtf8("a vote"));
        one.resume(0, Lane.SYNC);
        for (int i = 0; i < taken; i++) {
            assertThat(events.get(1).next(Received.class).frame()).isEqualTo(frame);
        }
    }

    @Test
    void measuresTheRoundTrip() throws Exception {
        Links zero = start(0);
        Links one = start(1);
        events.get(0).awaitConnected(4);

        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (zero.statistics().of(1, Lane.VOTES).roundTripNanos() == 0
                || one.statistics().of(0, Lane.VOTES).roundTripNanos() == 0) {
            assertThat(System.nanoTime()).as("a heartbeat is answered").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @Test
    void saysThatItStopsAndCallsNoHandlerAfterwards() throws Exception {
        Links zero = start(0);
        start(1);
        events.get(0).awaitConnected(4);

        zero.close();

        assertThat(events.get(0).next(Disconnected.class).reason()).isEqualTo("this member stops");
        assertThat(events.get(1).next(Disconnected.class).reason())
                .isEqualTo("closed by the other side");
    }

    @Test
    void whoHasMovedCallsThoseWhoWouldCallIt() throws Exception {
        LinkConfig knows = network.config(2);
        start(0);
        start(1);

        network.start(
                new LinkConfig(
                        knows.key(),
                        knows.genesisHash(),
                        2,
                        knows.peers(),
                        knows.listenHost(),
                        0,
                        knows.limits(),
                        1),
                events.get(2));

        Connected first = events.get(2).next(Connected.class);
        Connected second = events.get(2).next(Connected.class);
        assertThat(List.of(first.lane(), second.lane())).containsOnly(Lane.TOPOLOGY);
        assertThat(List.of(first.peer(), second.peer())).containsExactlyInAnyOrder(0, 1);
    }

    @Test
    void saysWhichAddressIsTaken() {
        start(0);

        assertThatThrownBy(() -> start(0))
                .isInstanceOf(LinkException.class)
                .hasMessageContaining(TestNetwork.LOOPBACK + ":" + network.port(0));
    }

    @Test
    void aNewerConnectionOfTheSameMemberReplacesTheOlder() throws Exception {
        start(1);
        Hello hello = Hello.of(network.config(0), 0, Lane.VOTES);
        try (RawCaller older = RawCaller.call(network.port(1), network.key(0))) {
            older.write(Frame.Type.HELLO, hello.encode());
            events.get(1).next(Connected.class);
            try (RawCaller newer = RawCaller.call(network.port(1), network.key(0))) {
                newer.write(Frame.Type.HELLO, hello.encode());

                assertThat(events.get(1).next(Disconnected.class).reason())
                        .isEqualTo("replaced by a newer connection");
                events.get(1).next(Connected.class);
                newer.write(Frame.Type.DATA, Bytes.ofUtf8("hi"));
                assertThat(events.get(1).next(Received.class))
                        .isEqualTo(new Received(0, Lane.VOTES, Bytes.ofUtf8("hi")));
            }
        }
    }
}
