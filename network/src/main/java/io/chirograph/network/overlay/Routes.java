package io.chirograph.network.overlay;

import io.chirograph.types.Address;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Over which neighbours others are reached, by what the neighbours say: each tells how many links it is from
/// everybody, leaving out the way over the one it tells (split horizon). What a neighbour says may be wrong, so a way
/// counts as one only when something came back on it. Single-owner.
final class Routes {
    /// Nobody is further away than so many links: that ends what loops while ways change.
    static final int HOPS_MAX = 4;

    /// What was told so long ago counts no more; neighbours tell it again in a third of the time.
    static final long AGE_MILLIS_MAX = 15_000;

    private record Told(Map<Address, Integer> hops, long atMillis) {}

    private record Way(Address neighbour, int hops) {}

    private final Map<Address, Told> told = new TreeMap<>();

    void told(Address neighbour, List<OverlayFrame.Distance> distances, long nowMillis) {
        Map<Address, Integer> hops = new HashMap<>();
        distances.forEach(each -> hops.merge(each.member(), each.hops(), Math::min));
        told.put(neighbour, new Told(hops, nowMillis));
    }

    void forget(Address neighbour) {
        told.remove(neighbour);
    }

    void expire(long nowMillis) {
        told.values().removeIf(each -> nowMillis - each.atMillis() > AGE_MILLIS_MAX);
    }

    /// The neighbours over which `member` is at most `hopsMax` links away, the nearest first.
    List<Address> ways(Address member, int hopsMax) {
        List<Way> ways = new ArrayList<>();
        told.forEach((neighbour, each) -> {
            int hops = 1 + each.hops().getOrDefault(member, HOPS_MAX);
            if (hops <= hopsMax && !neighbour.equals(member)) {
                ways.add(new Way(neighbour, hops));
            }
        });
        ways.sort(Comparator.comparingInt(Way::hops)); // stable: ties in the order of addresses
        return ways.stream().map(Way::neighbour).toList();
    }

    /// What to tell `listener`: how far those `members` are for whom it would not be asked itself.
    List<OverlayFrame.Distance> distancesFor(
            Address listener, Set<Address> neighbours, Set<Address> members) {
        Map<Address, Integer> nearest = new TreeMap<>();
        told.forEach((neighbour, each) -> {
            if (!neighbour.equals(listener)) {
                each.hops().forEach((member, hops) -> nearest.merge(member, hops + 1, Math::min));
            }
        });
        neighbours.forEach(each -> nearest.put(each, 1));
        List<OverlayFrame.Distance> distances = new ArrayList<>();
        nearest.forEach((member, hops) -> {
            if (hops < HOPS_MAX && members.contains(member) && !member.equals(listener)) {
                distances.add(new OverlayFrame.Distance(member, hops));
            }
        });
        return distances;
    }
}
