package io.chirograph.network.overlay;

import io.chirograph.types.Address;
import io.chirograph.types.Hash32;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// The newest announcement of each member: at most one, for a limited time, of nobody else. Single-owner.
final class Directory {
    /// What was said so long ago counts no more; a member says it again in a third of the time.
    static final long AGE_MILLIS_MAX = 30 * 60_000;

    /// By so much the clock of whoever said it may be ahead.
    static final long FUTURE_MILLIS_MAX = 60_000;

    /// Of one member: so many announcements at once, and then one in a second, does anybody have to pass on.
    static final int NEWS_AT_ONCE = 8;

    enum Verdict {
        NEWS,
        /// The same or something newer is known.
        KNOWN,
        /// Said too long ago, or by a clock that is ahead.
        UNTIMELY,
        STRANGER,
        FORGED,
        /// Genuine, but its member says too much; to be offered again.
        TOO_MUCH
    }

    private final Hash32 genesisHash;
    private final Map<Address, Announcement> newest = new TreeMap<>();
    private final Map<Address, Allowance> allowances = new TreeMap<>();
    private Set<Address> members;

    Directory(Hash32 genesisHash, Set<Address> members) {
        this.genesisHash = genesisHash;
        this.members = Set.copyOf(members);
    }

    /// From now on these may say something; what others said is forgotten.
    void replaceMembers(Set<Address> others) {
        members = Set.copyOf(others);
        newest.keySet().retainAll(members);
        allowances.keySet().retainAll(members);
    }

    /// A signature is only checked when all else holds.
    Verdict offer(Announcement announcement, long nowMillis) {
        if (!members.contains(announcement.member())) {
            return Verdict.STRANGER;
        }
        if (sequenceOf(announcement.member()) >= announcement.sequence()) {
            return Verdict.KNOWN;
        }
        if (!isTimely(announcement, nowMillis)) {
            return Verdict.UNTIMELY;
        }
        if (!announcement.isGenuine(genesisHash)) {
            return Verdict.FORGED;
        }
        Allowance allowance =
                allowances.computeIfAbsent(
                        announcement.member(), _ -> new Allowance(NEWS_AT_ONCE, 1, nowMillis));
        if (!allowance.take(1, nowMillis)) {
            return Verdict.TOO_MUCH;
        }
        newest.put(announcement.member(), announcement);
        return Verdict.NEWS;
    }

    private static boolean isTimely(Announcement announcement, long nowMillis) {
        return announcement.sequence() > nowMillis - AGE_MILLIS_MAX
                && announcement.sequence() < nowMillis + FUTURE_MILLIS_MAX;
    }

    /// Forgets what is too old.
    /// @return whether something was
    boolean expire(long nowMillis) {
        return newest.values().removeIf(each -> each.sequence() <= nowMillis - AGE_MILLIS_MAX);
    }

    Optional<Announcement> of(Address member) {
        return Optional.ofNullable(newest.get(member));
    }

    Collection<Announcement> all() {
        return List.copyOf(newest.values());
    }

    /// What somebody with `known` does not know.
    List<Announcement> unknownTo(Map<Address, Long> known) {
        return newest.values().stream()
                .filter(each -> known.getOrDefault(each.member(), -1L) < each.sequence())
                .toList();
    }

    /// Whether somebody with `known` has something newer of a member, as far as it can be told untested.
    boolean lacksSomethingOf(Map<Address, Long> known, long nowMillis) {
        return known.entrySet().stream()
                .anyMatch(each ->
                        members.contains(each.getKey())
                                && each.getValue() > sequenceOf(each.getKey())
                                && each.getValue() > nowMillis - AGE_MILLIS_MAX
                                && each.getValue() < nowMillis + FUTURE_MILLIS_MAX);
    }

    List<OverlayFrame.Version> versions() {
        List<OverlayFrame.Version> versions = new ArrayList<>();
        newest.forEach(
                (member, each) -> versions.add(new OverlayFrame.Version(member, each.sequence())));
        return versions;
    }

    private long sequenceOf(Address member) {
        Announcement known = newest.get(member);
        return known == null ? -1 : known.sequence();
    }
}
