package io.chirograph.network.overlay;

import io.chirograph.crypto.Signature;
import io.chirograph.network.overlay.Announcement.Kind;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.RlpException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/// One member's part in knowing where all others are: it tells of itself, passes on what others say, and asks its
/// neighbours for what it missed; and it sends round broken links ([#send]). News goes to a few neighbours at once;
/// whoever that does not reach learns it when it next compares what it knows with somebody ([OverlayFrame.Digest],
/// push and pull).
///
/// All times are of the wall clock, in milliseconds. Told the time, and given the source of randomness; does
/// nothing by itself, but returns what is to be done, in order. Single-owner.
public final class Overlay {
    /// Beside this, [#tick] needs no precision.
    public static final long TICK_MILLIS = 250;

    private static final long ANNOUNCE_MILLIS = Directory.AGE_MILLIS_MAX / 3;
    private static final long COMPARE_MILLIS = 5_000;
    private static final long REACH_MILLIS = Routes.AGE_MILLIS_MAX / 3;
    private static final int TOLD_AT_ONCE = 4;

    /// Of one neighbour: at most one signature of a frame is wrong before the rest of it is ignored.
    private static final int FRAMES_AT_ONCE = 200;

    private static final int FRAMES_PER_SECOND = 50;

    /// Who this member is.
    ///
    /// @param address of its signing key
    /// @param signer signs a digest with that key
    /// @param host where others reach it
    public record Self(
            Address address, Function<Hash32, Signature> signer, String host, int port) {}

    /// @param relayed parcels passed on for others
    /// @param malformed frames that were none, or held something forged; a neighbour of ours is at fault
    /// @param refused frames of neighbours that sent too many, or late ones
    public record Counts(long relayed, long malformed, long refused) {}

    /// What a parcel of [#send] is longer than what is in it, at most.
    public static final int ENVELOPE_BYTES_MAX = 256;

    private final Hash32 genesisHash;
    private final Self self;
    private final RandomGenerator random;
    private final Directory directory;
    private final Routes routes = new Routes();
    private final Detours detours;
    private final Set<Address> heard = new HashSet<>();
    private final SortedSet<Address> neighbours = new TreeSet<>();
    private final Map<Address, Allowance> allowances = new TreeMap<>();
    private Set<Address> members;
    private boolean leaving;
    private long compareAtMillis;
    private long tellReachAtMillis;
    private long malformed;
    private long refused;

    /// @param members all others that may be heard
    public Overlay(Hash32 genesisHash, Self self, Set<Address> members, RandomGenerator random) {
        this.genesisHash = genesisHash;
        this.self = self;
        this.random = random;
        this.members = Set.copyOf(members);
        this.directory = new Directory(genesisHash, withSelf(members));
        this.detours = new Detours(genesisHash, self, random, routes);
    }

    private Set<Address> withSelf(Set<Address> others) {
        Set<Address> all = new HashSet<>(others);
        all.add(self.address());
        return all;
    }

    /// From now on these are the others.
    public void replaceMembers(Set<Address> others) {
        members = Set.copyOf(others);
        directory.replaceMembers(withSelf(others));
        allowances.keySet().retainAll(members);
        neighbours.retainAll(members);
        heard.retainAll(members);
        detours.retain(members);
        tellReachAtMillis = 0;
    }

    // ---- what happens

    /// Frames go to and come from `neighbour` now: both compare what they know.
    public List<OverlayEffect> connected(Address neighbour) {
        if (!members.contains(neighbour)) {
            return List.of();
        }
        neighbours.add(neighbour);
        tellReachAtMillis = 0;
        return List.of(compareWith(neighbour, true));
    }

    public void disconnected(Address neighbour) {
        neighbours.remove(neighbour);
        routes.forget(neighbour);
        tellReachAtMillis = 0;
    }

    /// The time has come, every [#TICK_MILLIS] or so.
    public List<OverlayEffect> tick(long nowMillis) {
        List<OverlayEffect> effects = new ArrayList<>();
        Map<Address, Announcement> before = new HashMap<>();
        directory.all().forEach(each -> before.put(each.member(), each));
        if (directory.expire(nowMillis)) {
            directory.all().forEach(each -> before.remove(each.member()));
            before.keySet().forEach(each -> effects.add(new OverlayEffect.Moved(each)));
        }
        long spoken = announcement(self.address()).map(Announcement::sequence).orElse(0L);
        if (!leaving && nowMillis - spoken >= ANNOUNCE_MILLIS) {
            announce(Kind.JOIN, nowMillis, effects);
        }
        if (nowMillis >= compareAtMillis || nowMillis < compareAtMillis - COMPARE_MILLIS) {
            compareAtMillis = nowMillis + COMPARE_MILLIS;
            some(1, Set.of()).forEach(each -> effects.add(compareWith(each, true)));
        }
        routes.expire(nowMillis);
        if (nowMillis >= tellReachAtMillis || nowMillis < tellReachAtMillis - REACH_MILLIS) {
            tellReachAtMillis = nowMillis + REACH_MILLIS;
            for (Address each : neighbours) {
                OverlayFrame reach =
                        new OverlayFrame.Reach(routes.distancesFor(each, neighbours, members));
                effects.add(new OverlayEffect.Send(each, reach.encode()));
            }
        }
        detours.tick(members, heard, neighbours, nowMillis, effects);
        return effects;
    }

    /// Sends to a member that is [OverlayEffect.Reached]; to another, nothing.
    ///
    /// @param kind 0 to 254, for the receiver
    public List<OverlayEffect> send(Address member, int kind, Bytes payload, long nowMillis) {
        if (kind < 0 || kind >= Parcel.PROBE) {
            throw new IllegalArgumentException(
                    "kind is %d, 0 to %d are possible".formatted(kind, Parcel.PROBE - 1));
        }
        List<OverlayEffect> effects = new ArrayList<>();
        detours.send(member, kind, payload, nowMillis, effects);
        return effects;
    }

    /// What the owner sends to `member` goes by a link of its own: no way round is looked for.
    public void heard(Address member) {
        if (members.contains(member)) {
            heard.add(member);
        }
    }

    /// That link broke.
    public void unheard(Address member) {
        heard.remove(member);
    }

    /// This member stops: all neighbours are told.
    public List<OverlayEffect> leave(long nowMillis) {
        leaving = true;
        List<OverlayEffect> effects = new ArrayList<>();
        announce(Kind.LEAVE, nowMillis, effects);
        return effects;
    }

    private void announce(Kind kind, long nowMillis, List<OverlayEffect> effects) {
        long spoken = announcement(self.address()).map(each -> each.sequence() + 1).orElse(0L);
        Announcement announcement =
                Announcement.sign(
                        genesisHash,
                        self.address(),
                        self.signer(),
                        kind,
                        Math.max(nowMillis, spoken),
                        self.host(),
                        self.port());
        if (directory.offer(announcement, nowMillis) == Directory.Verdict.NEWS) {
            Bytes news = new OverlayFrame.News(List.of(announcement)).encode();
            neighbours.forEach(each -> effects.add(new OverlayEffect.Send(each, news)));
        }
    }

    /// A frame of a neighbour has come.
    public List<OverlayEffect> received(Address neighbour, Bytes frame, long nowMillis) {
        if (!members.contains(neighbour)) {
            return List.of(); // a member no more
        }
        Optional<OverlayFrame> decoded = decode(frame);
        if (decoded.isPresent() && decoded.get() instanceof OverlayFrame.Routed routed) {
            return routed(neighbour, routed, nowMillis); // these have an allowance of their own
        }
        Allowance allowance =
                allowances.computeIfAbsent(
                        neighbour,
                        _ -> new Allowance(FRAMES_AT_ONCE, FRAMES_PER_SECOND, nowMillis));
        if (!allowance.take(1, nowMillis)) {
            refused++;
            return List.of();
        }
        if (decoded.isEmpty()) {
            malformed++;
            return List.of();
        }
        return switch (decoded.get()) {
            case OverlayFrame.News news -> heard(neighbour, news, nowMillis);
            case OverlayFrame.Digest digest -> compared(neighbour, digest, nowMillis);
            case OverlayFrame.Reach(List<OverlayFrame.Distance> distances) -> {
                if (neighbours.contains(neighbour)) {
                    routes.told(neighbour, distances, nowMillis);
                }
                yield List.of();
            }
            case OverlayFrame.Routed routed -> routed(neighbour, routed, nowMillis);
        };
    }

    private static Optional<OverlayFrame> decode(Bytes frame) {
        try {
            return Optional.of(OverlayFrame.decode(frame));
        } catch (RlpException e) {
            return Optional.empty();
        }
    }

    private List<OverlayEffect> routed(Address from, OverlayFrame.Routed routed, long nowMillis) {
        List<OverlayEffect> effects = new ArrayList<>();
        if (!detours.received(from, routed, neighbours, nowMillis, effects)) {
            malformed++;
        }
        return effects;
    }

    private List<OverlayEffect> heard(Address from, OverlayFrame.News told, long nowMillis) {
        List<OverlayEffect> effects = new ArrayList<>();
        List<Announcement> news = new ArrayList<>();
        for (Announcement each : told.announcements()) {
            Directory.Verdict verdict = directory.offer(each, nowMillis);
            if (verdict == Directory.Verdict.FORGED) {
                malformed++;
                break; // whoever passes this on did not check it either
            }
            if (verdict == Directory.Verdict.NEWS) {
                news.add(each);
                effects.add(new OverlayEffect.Moved(each.member()));
            }
        }
        if (!news.isEmpty()) {
            Bytes frame = new OverlayFrame.News(news).encode();
            some(TOLD_AT_ONCE, Set.of(from))
                    .forEach(each -> effects.add(new OverlayEffect.Send(each, frame)));
        }
        Optional<Announcement> own = announcement(self.address());
        if (own.isPresent() && news.contains(own.get()) && !leaving) {
            // An earlier life of this member, whose clock was ahead: this one speaks last.
            announce(Kind.JOIN, nowMillis, effects);
        }
        return effects;
    }

    private List<OverlayEffect> compared(Address from, OverlayFrame.Digest digest, long nowMillis) {
        Map<Address, Long> known = new HashMap<>();
        digest.versions().forEach(each -> known.put(each.member(), each.sequence()));
        List<OverlayEffect> effects = new ArrayList<>();
        List<Announcement> unknown = directory.unknownTo(known);
        for (int i = 0; i < unknown.size(); i += OverlayFrame.ANNOUNCEMENTS_MAX) {
            int end = Math.min(unknown.size(), i + OverlayFrame.ANNOUNCEMENTS_MAX);
            effects.add(
                    new OverlayEffect.Send(
                            from, new OverlayFrame.News(unknown.subList(i, end)).encode()));
        }
        if (digest.isQuestion() && directory.lacksSomethingOf(known, nowMillis)) {
            effects.add(compareWith(from, false));
        }
        return effects;
    }

    private OverlayEffect compareWith(Address neighbour, boolean isQuestion) {
        return new OverlayEffect.Send(
                neighbour, new OverlayFrame.Digest(isQuestion, directory.versions()).encode());
    }

    /// So many neighbours at most, in no order.
    private List<Address> some(int countMax, Set<Address> without) {
        List<Address> others = new ArrayList<>(neighbours);
        others.removeAll(without);
        Collections.shuffle(others, Random.from(random));
        return others.subList(0, Math.min(countMax, others.size()));
    }

    // ---- what is known

    /// What `member` said last; empty when it said nothing in the last half hour.
    public Optional<Announcement> announcement(Address member) {
        return directory.of(member);
    }

    /// What all said last, this member too.
    public Collection<Announcement> announcements() {
        return directory.all();
    }

    public Counts counts() {
        return new Counts(detours.relayed(), malformed, refused + detours.refused());
    }
}
