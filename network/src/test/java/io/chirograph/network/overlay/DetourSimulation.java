package io.chirograph.network.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.crypto.SigningKey;
import io.chirograph.testkit.Seed;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/// Members whose links are broken send to each other over others, on simulated time.
class DetourSimulation {
    private static final long SEED = 0xde70;
    private static final long START = 1_790_000_000_000L;
    private static final Hash32 GENESIS = Hash32.fromHex("0x" + "11".repeat(32));

    /// After a link broke, another way is in use within this time when the neighbours know one.
    private static final long DETOUR_MILLIS = 3_000;

    private record Flight(Address from, Address to, Bytes frame) {}

    private record Parcels(Address origin, int kind, Bytes payload) {}

    /// So many members, of whom only those have links that are given.
    private static final class World {
        private final List<Address> addresses = new ArrayList<>();
        private final Map<Address, Overlay> overlays = new HashMap<>();
        private final Map<Address, List<Parcels>> delivered = new HashMap<>();
        private final Map<Address, Map<Address, Address>> reached = new HashMap<>();
        private final Deque<Flight> wire = new ArrayDeque<>();
        private Predicate<Flight> isLost = _ -> false;
        private long nowMillis = START;
        private int flights;

        World(Random random, int count) {
            Map<Address, SigningKey> keys = MemberKeys.make(count);
            addresses.addAll(keys.keySet());
            keys.forEach((address, key) -> {
                Set<Address> others = new HashSet<>(addresses);
                others.remove(address);
                overlays.put(
                        address,
                        new Overlay(
                                GENESIS,
                                new Overlay.Self(address, key::sign, "127.0.0.1", 1),
                                others,
                                new Random(random.nextLong())));
                delivered.put(address, new ArrayList<>());
                reached.put(address, new HashMap<>());
            });
        }

        Address address(int index) {
            return addresses.get(index);
        }

        Overlay overlay(int index) {
            return overlay(address(index));
        }

        private Overlay overlay(Address address) {
            return Objects.requireNonNull(overlays.get(address));
        }

        List<Parcels> delivered(int index) {
            return Objects.requireNonNull(delivered.get(address(index)));
        }

        Map<Address, Address> reached(int index) {
            return reached(address(index));
        }

        private Map<Address, Address> reached(Address address) {
            return Objects.requireNonNull(reached.get(address));
        }

        void link(int one, int other) {
            overlay(one).heard(address(other));
            overlay(other).heard(address(one));
            perform(address(one), overlay(one).connected(address(other)));
            perform(address(other), overlay(other).connected(address(one)));
        }

        void linkAll() {
            for (int i = 0; i < addresses.size(); i++) {
                for (int j = 0; j < i; j++) {
                    link(j, i);
                }
            }
        }

        void cut(int one, int other) {
            lose(one, other);
            lose(other, one);
        }

        private void lose(int at, int other) {
            overlay(at).disconnected(address(other));
            overlay(at).unheard(address(other));
        }

        void send(int from, int to, Bytes payload) {
            perform(address(from), overlay(from).send(address(to), 7, payload, nowMillis));
        }

        private void perform(Address at, List<OverlayEffect> effects) {
            for (OverlayEffect effect : effects) {
                switch (effect) {
                    case OverlayEffect.Send(Address to, Bytes frame) ->
                            wire.add(new Flight(at, to, frame));
                    case OverlayEffect.Moved _ -> {}
                    case OverlayEffect.Reached(Address member, Address over) ->
                            reached(at).put(member, over);
                    case OverlayEffect.Lost(Address member) -> reached(at).remove(member);
                    case OverlayEffect.Delivered(Address origin, int kind, Bytes payload) ->
                            Objects.requireNonNull(delivered.get(at))
                                    .add(new Parcels(origin, kind, payload));
                }
            }
        }

        void run(long millis) {
            long end = nowMillis + millis;
            while (nowMillis < end) {
                nowMillis += Overlay.TICK_MILLIS;
                addresses.forEach(each -> perform(each, overlay(each).tick(nowMillis)));
                while (!wire.isEmpty()) {
                    Flight flight = wire.poll();
                    flights++;
                    if (!isLost.test(flight)) {
                        perform(
                                flight.to(),
                                overlay(flight.to())
                                        .received(flight.from(), flight.frame(), nowMillis));
                    }
                }
            }
        }
    }

    private static void among(int members, Consumer<World> story) {
        Seed.of(SEED)
                .run(
                        "network",
                        DetourSimulation.class,
                        random -> story.accept(new World(random, members)));
    }

    @Test
    void aBrokenLinkIsGoneRoundOverAnotherMemberUntilItWorksAgain() {
        among(
                4,
                world -> {
                    world.linkAll();
                    world.run(10_000);
                    assertThat(world.reached(0)).isEmpty();

                    world.cut(0, 1);
                    world.run(DETOUR_MILLIS);
                    assertThat(world.reached(0)).containsOnlyKeys(world.address(1));
                    assertThat(world.reached(1)).containsOnlyKeys(world.address(0));
                    world.send(0, 1, Bytes.ofUtf8("vote"));
                    world.run(Overlay.TICK_MILLIS);
                    assertThat(world.delivered(1))
                            .containsExactly(
                                    new Parcels(world.address(0), 7, Bytes.ofUtf8("vote")));

                    world.link(0, 1);
                    world.run(1_000);
                    assertThat(world.reached(0)).isEmpty();
                });
    }

    @Test
    void aDetourMayHaveSeveralLinksButNotTooMany() {
        among(
                6,
                world -> {
                    for (int i = 0; i < 5; i++) {
                        world.link(i, i + 1);
                    }
                    world.run(20_000);

                    assertThat(world.reached(0))
                            .containsOnlyKeys(world.address(2), world.address(3), world.address(4));
                    world.send(0, 4, Bytes.ofUtf8("far"));
                    world.run(Overlay.TICK_MILLIS);
                    assertThat(world.delivered(4))
                            .containsExactly(new Parcels(world.address(0), 7, Bytes.ofUtf8("far")));
                });
    }

    @Test
    void whoIsGoneIsNotReachedAndCostsNothing() {
        among(
                4,
                world -> {
                    world.linkAll();
                    world.run(10_000);

                    for (int other = 0; other < 3; other++) {
                        world.cut(other, 3);
                    }
                    world.run(2_000);
                    for (int other = 0; other < 3; other++) {
                        assertThat(world.reached(other)).isEmpty();
                    }
                    int before = world.flights;
                    world.run(60_000);
                    // Reach and digests, each every five seconds; no probes.
                    assertThat(world.flights - before).isLessThan(12 * (3 * 2 + 3 * 3));
                });
    }

    /// It says that it reaches everybody, and passes nothing on.
    @Test
    void aNeighbourThatLosesWhatItIsGivenIsPassedBy() {
        among(
                4,
                world -> {
                    world.linkAll();
                    Address hostile = world.address(2);
                    world.isLost =
                            flight ->
                                    flight.from().equals(hostile)
                                            && OverlayFrame.decode(flight.frame())
                                                    instanceof OverlayFrame.Routed;
                    world.run(10_000);

                    world.cut(0, 1);
                    world.run(20_000);

                    assertThat(world.reached(0)).containsEntry(world.address(1), world.address(3));
                    assertThat(world.reached(1)).containsEntry(world.address(0), world.address(3));
                });
    }

    @Test
    void aDetourThatBreaksIsGivenUpThoughTheClockWasSetBack() {
        among(
                4,
                world -> {
                    world.linkAll();
                    world.cut(0, 1);
                    world.run(DETOUR_MILLIS);
                    assertThat(world.reached(0)).containsKey(world.address(1));

                    world.nowMillis -= 3_600_000;
                    world.isLost =
                            flight ->
                                    OverlayFrame.decode(flight.frame())
                                            instanceof OverlayFrame.Routed;
                    world.run(5_000);
                    assertThat(world.reached(0)).isEmpty();
                });
    }

    @Test
    void aParcelIsTakenOnceAndOnlyFromWhoeverSignedIt() {
        among(
                4,
                world -> {
                    world.linkAll();
                    world.run(5_000);
                    world.cut(0, 1);
                    world.run(DETOUR_MILLIS);
                    List<Bytes> seen = new ArrayList<>();
                    world.isLost =
                            flight -> {
                                if (flight.to().equals(world.address(1))) {
                                    seen.add(flight.frame());
                                }
                                return false;
                            };
                    world.send(0, 1, Bytes.ofUtf8("once"));
                    world.run(Overlay.TICK_MILLIS);
                    assertThat(world.delivered(1)).hasSize(1);

                    Address relay = world.address(2);
                    for (Bytes frame : List.copyOf(seen)) {
                        world.perform(
                                world.address(1),
                                world.overlay(1).received(relay, frame, world.nowMillis));
                    }
                    assertThat(world.delivered(1)).as("the same again").hasSize(1);

                    Parcel forged =
                            Parcel.sign(
                                    GENESIS,
                                    SigningKey.of(Hash32.fromHex("0x" + "42".repeat(32)))::sign,
                                    world.address(0),
                                    world.address(1),
                                    Parcel.sequenceAt(world.nowMillis + 1_000),
                                    7,
                                    Bytes.ofUtf8("forged"));
                    long before = world.overlay(1).counts().malformed();
                    world.perform(
                            world.address(1),
                            world.overlay(1)
                                    .received(
                                            relay,
                                            new OverlayFrame.Routed(0, forged).encode(),
                                            world.nowMillis));
                    assertThat(world.delivered(1)).hasSize(1);
                    assertThat(world.overlay(1).counts().malformed()).isEqualTo(before + 1);
                });
    }
}
