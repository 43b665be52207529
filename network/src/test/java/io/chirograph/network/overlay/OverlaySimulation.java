package io.chirograph.network.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.crypto.SigningKey;
import io.chirograph.network.overlay.Announcement.Kind;
import io.chirograph.testkit.Seed;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Dozens of members on simulated time: they come, move and go, links lose frames and break.
class OverlaySimulation {
    private static final long SEED = 0x70b0;
    private static final int SEEDS = Integer.getInteger("overlay.seeds", 20);
    private static final int MEMBERS = 24;
    private static final int CHANGES = 20;
    private static final long START = 1_790_000_000_000L;
    private static final Hash32 GENESIS = Hash32.fromHex("0x" + "11".repeat(32));

    /// After the last change everybody knows within this time.
    private static final long CONVERGENCE_MILLIS = 60_000;

    private record Arrival(long atMillis, long order, Address from, Address to, Bytes frame) {}

    private static final class World {
        private final Random random;
        private final SequencedMap<Address, SigningKey> keys = MemberKeys.make(MEMBERS);
        private final List<Address> addresses = List.copyOf(keys.keySet());
        private final Map<Address, Overlay> running = new HashMap<>();
        private final Map<Address, Integer> ports = new HashMap<>();
        private final Set<Set<Address>> broken = new HashSet<>();
        private final PriorityQueue<Arrival> wire =
                new PriorityQueue<>(
                        Comparator.comparingLong(Arrival::atMillis)
                                .thenComparingLong(Arrival::order));
        private long nowMillis = START;
        private long order;
        private double loss = 0.1;

        World(Random random) {
            this.random = random;
            addresses.forEach(each -> ports.put(each, 1_000));
        }

        private Overlay overlay(Address address) {
            return Objects.requireNonNull(running.get(address));
        }

        private int port(Address address) {
            return Objects.requireNonNull(ports.get(address));
        }

        private Address any() {
            return addresses.get(random.nextInt(MEMBERS));
        }

        private void start(Address address) {
            Set<Address> others = new HashSet<>(addresses);
            others.remove(address);
            SigningKey key = Objects.requireNonNull(keys.get(address));
            Overlay overlay =
                    new Overlay(
                            GENESIS,
                            new Overlay.Self(address, key::sign, "127.0.0.1", port(address)),
                            others,
                            new Random(random.nextLong()));
            running.put(address, overlay);
            for (Address other : others) {
                connect(address, other);
            }
        }

        private void connect(Address one, Address other) {
            if (running.containsKey(one)
                    && running.containsKey(other)
                    && !broken.contains(Set.of(one, other))) {
                overlay(one).heard(other);
                overlay(other).heard(one);
                perform(one, overlay(one).connected(other));
                perform(other, overlay(other).connected(one));
            }
        }

        private void stop(Address address, boolean isAnnounced) {
            Overlay overlay = overlay(address);
            if (isAnnounced) {
                perform(address, overlay.leave(nowMillis));
            }
            running.remove(address);
            running.values()
                    .forEach(each -> {
                        each.disconnected(address);
                        each.unheard(address);
                    });
        }

        private void perform(Address from, List<OverlayEffect> effects) {
            for (OverlayEffect effect : effects) {
                if (effect instanceof OverlayEffect.Send(Address to, Bytes frame)
                        && random.nextDouble() >= loss) {
                    long at = nowMillis + 1 + random.nextInt(200);
                    wire.add(new Arrival(at, order++, from, to, frame));
                }
            }
        }

        private void run(long millis) {
            long end = nowMillis + millis;
            while (nowMillis < end) {
                nowMillis += Overlay.TICK_MILLIS;
                while (!wire.isEmpty() && wire.peek().atMillis() <= nowMillis) {
                    Arrival arrival = wire.poll();
                    Overlay to = running.get(arrival.to());
                    if (to != null && !broken.contains(Set.of(arrival.from(), arrival.to()))) {
                        perform(
                                arrival.to(),
                                to.received(arrival.from(), arrival.frame(), nowMillis));
                    }
                }
                for (Address each : addresses) {
                    if (running.containsKey(each)) {
                        perform(each, overlay(each).tick(nowMillis));
                    }
                }
            }
        }

        /// Starts, moves, stops or kills somebody, or cuts or mends a link; eight at least keep running.
        private void change() {
            Address address = any();
            switch (random.nextInt(4)) {
                case 0 -> {
                    if (running.containsKey(address) && running.size() > 8) {
                        stop(address, random.nextBoolean());
                    }
                }
                case 1 -> {
                    Address other = any();
                    if (!other.equals(address) && broken.add(Set.of(address, other))) {
                        lose(address, other);
                        lose(other, address);
                    }
                }
                case 2 -> {
                    for (Set<Address> each : Set.copyOf(broken)) {
                        broken.remove(each);
                        List<Address> both = List.copyOf(each);
                        connect(both.get(0), both.get(1));
                    }
                }
                default -> {
                    if (running.containsKey(address)) {
                        stop(address, false);
                    }
                    ports.merge(address, 1, Integer::sum);
                    start(address);
                }
            }
        }

        private void lose(Address at, Address other) {
            if (running.containsKey(at)) {
                overlay(at).disconnected(other);
                overlay(at).unheard(other);
            }
        }
    }

    @Test
    void everybodyLearnsWhereEverybodyIsWhateverHappensOnTheWay() {
        for (int i = 0; i < SEEDS; i++) {
            new Seed(Seed.of(SEED).value() + i)
                    .run("network", OverlaySimulation.class, this::comeMoveAndGo);
        }
    }

    private void comeMoveAndGo(Random random) {
        World world = new World(random);
        world.addresses.forEach(world::start);
        for (int i = 0; i < CHANGES; i++) {
            world.change();
            world.run(random.nextInt(10_000));
        }
        world.run(CONVERGENCE_MILLIS);

        for (Address at : world.running.keySet()) {
            for (Address of : world.running.keySet()) {
                Optional<Announcement> known = world.overlay(at).announcement(of);
                assertThat(known.map(Announcement::port))
                        .as("what %s knows of %s", at, of)
                        .contains(world.port(of));
                assertThat(known.map(Announcement::kind)).contains(Kind.JOIN);
            }
        }
    }

    private static void withoutLoss(Consumer<World> story) {
        Seed.of(SEED)
                .run(
                        "network",
                        OverlaySimulation.class,
                        random -> {
                            World world = new World(random);
                            world.loss = 0;
                            story.accept(world);
                        });
    }

    @Test
    void whoLeavesIsKnownToHaveLeftAndWhoVanishedIsForgotten() {
        withoutLoss(world -> {
            world.addresses.forEach(world::start);
            world.run(10_000);
            Address left = world.addresses.get(3);
            Address vanished = world.addresses.get(4);

            world.stop(left, true);
            world.stop(vanished, false);
            world.run(10_000);

            assertThat(kindsOf(left, world)).containsExactly(Kind.LEAVE);
            assertThat(kindsOf(vanished, world)).containsExactly(Kind.JOIN);
            world.run(Directory.AGE_MILLIS_MAX);
            assertThat(kindsOf(vanished, world)).isEmpty();
        });
    }

    private static Set<Kind> kindsOf(Address member, World world) {
        return world.running.values().stream()
                .flatMap(each -> each.announcement(member).stream())
                .map(Announcement::kind)
                .collect(Collectors.toSet());
    }

    @Test
    void aFloodOfOneNeighbourIsRefusedAndOthersAreHeard() {
        withoutLoss(world -> {
            world.addresses.subList(0, 3).forEach(world::start);
            Overlay victim = world.overlay(world.addresses.get(0));
            Address hostile = world.addresses.get(1);

            for (int i = 0; i < 10_000; i++) {
                assertThat(victim.received(hostile, Bytes.ofUtf8("noise"), START)).isEmpty();
            }
            world.run(5_000);

            assertThat(victim.counts().refused()).isGreaterThan(9_000);
            assertThat(victim.announcement(world.addresses.get(2))).isPresent();
        });
    }
}
