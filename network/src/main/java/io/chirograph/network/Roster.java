package io.chirograph.network;

import io.chirograph.types.Bytes;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// This member's own index, and all peers and their lanes, by index and by key. Others come and go; a peer that
/// stays keeps its lanes. Thread-safe: readers see one list or the next, writers take turns.
final class Roster {
    private record Entries(
            int self,
            Map<Integer, Map<Lane, PeerLane>> lanesByIndex,
            Map<Bytes, Peer> peersByKey,
            List<PeerLane> all) {}

    private final LinkLimits limits;
    private final LinkHandler handler;
    private volatile Entries entries;

    Roster(LinkConfig config, LinkHandler handler) {
        this.limits = config.limits();
        this.handler = handler;
        this.entries = entries(config.self(), config.peers(), Map.of());
    }

    private Entries entries(
            int self, List<Peer> peers, Map<Integer, Map<Lane, PeerLane>> lanesBefore) {
        Map<Integer, Map<Lane, PeerLane>> lanesByIndex = new HashMap<>();
        Map<Bytes, Peer> peersByKey = new HashMap<>();
        List<PeerLane> all = new ArrayList<>();
        for (Peer peer : peers) {
            Map<Lane, PeerLane> lanes =
                    Optional.ofNullable(lanesBefore.get(peer.index()))
                            .filter(before ->
                                    before.values().stream()
                                            .allMatch(lane -> lane.peer().equals(peer)))
                            .orElseGet(() -> newLanes(peer));
            lanesByIndex.put(peer.index(), lanes);
            peersByKey.put(peer.tlsPublicKey(), peer);
            all.addAll(lanes.values());
        }
        return new Entries(self, lanesByIndex, peersByKey, List.copyOf(all));
    }

    private Map<Lane, PeerLane> newLanes(Peer peer) {
        Map<Lane, PeerLane> lanes = new EnumMap<>(Lane.class);
        for (Lane lane : Lane.values()) {
            lanes.put(lane, new PeerLane(peer, lane, limits.of(lane), handler));
        }
        return lanes;
    }

    /// Takes a new list; see [LinkConfig].
    /// @return the lanes of peers that are not on it any more
    synchronized List<PeerLane> replace(int self, List<Peer> peers) {
        Entries before = entries;
        entries = entries(self, peers, before.lanesByIndex());
        List<PeerLane> gone = new ArrayList<>(before.all());
        gone.removeAll(entries.all());
        return gone;
    }

    /// This member's index, or [LinkConfig#OBSERVER].
    int self() {
        return entries.self();
    }

    boolean knows(Bytes key) {
        return entries.peersByKey().containsKey(key);
    }

    Optional<Peer> withKey(Bytes key) {
        return Optional.ofNullable(entries.peersByKey().get(key));
    }

    List<PeerLane> all() {
        return entries.all();
    }

    /// A peer's lane; empty when no peer has this index, as when it has left.
    Optional<PeerLane> of(int peer, Lane lane) {
        return Optional.ofNullable(entries.lanesByIndex().getOrDefault(peer, Map.of()).get(lane));
    }
}
