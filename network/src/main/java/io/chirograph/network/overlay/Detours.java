package io.chirograph.network.overlay;

import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/// The way round broken links: to members that are not heard by their own link, over neighbours that say they reach
/// them, or over the one connection to them that works.
///
/// A detour counts when a parcel of the member itself has come on it lately. Both ends send probes for that, over one
/// neighbour and then another while nothing comes back, and over the one it came from when it does. So a neighbour that
/// says it reaches somebody and does not is found out in a second or two. Single-owner.
final class Detours {
    private static final long PROBE_MILLIS = 500;
    private static final long PATIENCE_MILLIS = 1_500;
    private static final long LOST_MILLIS = 3_000;

    /// By so much clocks of two members may differ, and a parcel be late.
    private static final long CLOCK_MILLIS_MAX = 60_000;

    /// Of each neighbour, for others; the destination takes more from one, since it may relay for several.
    private static final int RELAYED_PER_SECOND = 2_000;

    private static final int RELAYED_BYTES_PER_SECOND = 8 << 20;
    private static final int TAKEN_PER_SECOND = 4 * RELAYED_PER_SECOND;

    /// What one member is to this one while it is not heard by its own link.
    private static final class Detour {
        private Optional<Address> over = Optional.empty();
        private long heardMillis;
        private long probeAtMillis;
        private long sequence = -1;
        private boolean isWanted;
        private boolean isUp;
    }

    private static final class Share {
        private final Allowance relayed;
        private final Allowance relayedBytes;
        private final Allowance taken;

        Share(long nowMillis) {
            relayed = new Allowance(2 * RELAYED_PER_SECOND, RELAYED_PER_SECOND, nowMillis);
            relayedBytes =
                    new Allowance(
                            8L * RELAYED_BYTES_PER_SECOND, RELAYED_BYTES_PER_SECOND, nowMillis);
            taken = new Allowance(2 * TAKEN_PER_SECOND, TAKEN_PER_SECOND, nowMillis);
        }
    }

    private final Hash32 genesisHash;
    private final Overlay.Self self;
    private final RandomGenerator random;
    private final Routes routes;
    private final Map<Address, Detour> detours = new TreeMap<>();
    private final Map<Address, Share> shares = new TreeMap<>();
    private long sequence;
    private long relayed;
    private long refused;

    Detours(Hash32 genesisHash, Overlay.Self self, RandomGenerator random, Routes routes) {
        this.genesisHash = genesisHash;
        this.self = self;
        this.random = random;
        this.routes = routes;
    }

    void retain(Set<Address> members) {
        detours.keySet().retainAll(members);
        shares.keySet().retainAll(members);
    }

    /// Looks for ways to those of `members` that are not `heard`, and gives up those on which nothing comes.
    void tick(
            Set<Address> members,
            Set<Address> heard,
            Set<Address> neighbours,
            long nowMillis,
            List<OverlayEffect> effects) {
        for (Address member : members) {
            Detour detour = detours.computeIfAbsent(member, _ -> new Detour());
            detour.isWanted = !heard.contains(member);
            boolean isSilent = isLongerAgo(detour.heardMillis, LOST_MILLIS, nowMillis);
            if (detour.isUp && (isSilent || !detour.isWanted)) {
                detour.isUp = false;
                effects.add(new OverlayEffect.Lost(member));
            }
            boolean isDue =
                    nowMillis >= detour.probeAtMillis
                            || nowMillis < detour.probeAtMillis - PROBE_MILLIS;
            if (detour.isWanted && isDue) {
                detour.probeAtMillis = nowMillis + PROBE_MILLIS;
                choose(member, detour, neighbours, nowMillis);
                send(member, Parcel.PROBE, Bytes.EMPTY, nowMillis, effects);
            }
        }
    }

    /// Also of what lies ahead by as much: then the clock was set back, and nobody knows how long it is.
    private static boolean isLongerAgo(long thenMillis, long millis, long nowMillis) {
        return Math.abs(nowMillis - thenMillis) > millis;
    }

    private void choose(Address member, Detour detour, Set<Address> neighbours, long nowMillis) {
        boolean works =
                detour.over.filter(neighbours::contains).isPresent()
                        && !isLongerAgo(detour.heardMillis, PATIENCE_MILLIS, nowMillis);
        if (!works) {
            List<Address> ways = new ArrayList<>(routes.ways(member, Routes.HOPS_MAX));
            ways.add(member);
            ways.retainAll(neighbours);
            detour.over =
                    ways.isEmpty()
                            ? Optional.empty()
                            : Optional.of(ways.get(random.nextInt(ways.size())));
        }
    }

    /// Sends on the detour that there is; else it is lost.
    void send(
            Address member, int kind, Bytes payload, long nowMillis, List<OverlayEffect> effects) {
        Detour detour = detours.get(member);
        if (detour == null || detour.over.isEmpty()) {
            return;
        }
        sequence = Math.max(sequence + 1, Parcel.sequenceAt(nowMillis));
        Parcel parcel =
                Parcel.sign(
                        genesisHash,
                        self.signer(),
                        self.address(),
                        member,
                        sequence,
                        kind,
                        payload);
        Bytes frame = new OverlayFrame.Routed(Routes.HOPS_MAX - 1, parcel).encode();
        effects.add(new OverlayEffect.Send(detour.over.get(), frame));
    }

    /// @return false when the frame is forged
    boolean received(
            Address from,
            OverlayFrame.Routed routed,
            Set<Address> neighbours,
            long nowMillis,
            List<OverlayEffect> effects) {
        Parcel parcel = routed.parcel();
        Share share = shares.computeIfAbsent(from, _ -> new Share(nowMillis));
        boolean isMine = parcel.destination().equals(self.address());
        boolean isAllowed =
                isMine
                        ? share.taken.take(1, nowMillis)
                        : share.relayed.take(1, nowMillis)
                                && share.relayedBytes.take(parcel.payload().size(), nowMillis);
        Detour detour = detours.get(parcel.origin());
        if (!isAllowed || detour == null) {
            refused++;
            return true;
        }
        if (isMine) {
            return deliver(from, parcel, detour, nowMillis, effects);
        }
        Optional<Address> next = next(from, routed, neighbours);
        if (next.isEmpty()) {
            return true;
        }
        if (!parcel.isGenuine(genesisHash)) {
            return false;
        }
        relayed++;
        Bytes frame = new OverlayFrame.Routed(routed.hops() - 1, parcel).encode();
        effects.add(new OverlayEffect.Send(next.get(), frame));
        return true;
    }

    private Optional<Address> next(
            Address from, OverlayFrame.Routed routed, Set<Address> neighbours) {
        Address destination = routed.parcel().destination();
        if (routed.hops() == 0) {
            return Optional.empty();
        }
        if (neighbours.contains(destination)) {
            return Optional.of(destination);
        }
        return routes.ways(destination, routed.hops()).stream()
                .filter(each -> !each.equals(from) && neighbours.contains(each))
                .findFirst();
    }

    private boolean deliver(
            Address from,
            Parcel parcel,
            Detour detour,
            long nowMillis,
            List<OverlayEffect> effects) {
        boolean isFresh =
                parcel.sequence() > detour.sequence
                        && Math.abs(parcel.sentMillis() - nowMillis) <= CLOCK_MILLIS_MAX;
        if (!isFresh) {
            refused++;
            return true;
        }
        if (!parcel.isGenuine(genesisHash)) {
            return false;
        }
        detour.sequence = parcel.sequence();
        detour.heardMillis = nowMillis;
        boolean isElsewhere = !detour.over.equals(Optional.of(from));
        detour.over = Optional.of(from);
        if (detour.isWanted && (!detour.isUp || isElsewhere)) {
            detour.isUp = true;
            effects.add(new OverlayEffect.Reached(parcel.origin(), from));
        }
        if (parcel.kind() != Parcel.PROBE) {
            effects.add(
                    new OverlayEffect.Delivered(parcel.origin(), parcel.kind(), parcel.payload()));
        }
        return true;
    }

    long relayed() {
        return relayed;
    }

    long refused() {
        return refused;
    }
}
