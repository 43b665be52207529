package io.chirograph.network;

import io.chirograph.types.Bytes;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// All peers and their lanes, by index and by key. Immutable.
final class Roster {
    private final Map<Integer, Map<Lane, PeerLane>> lanesByIndex = new HashMap<>();
    private final Map<Bytes, Peer> peersByKey = new HashMap<>();
    private final List<PeerLane> all = new ArrayList<>();

    Roster(LinkConfig config, LinkHandler handler) {
        for (Peer peer : config.peers()) {
            Map<Lane, PeerLane> lanes = new EnumMap<>(Lane.class);
            for (Lane lane : Lane.values()) {
                lanes.put(lane, new PeerLane(peer, lane, config.limits().of(lane), handler));
            }
            lanesByIndex.put(peer.index(), lanes);
            peersByKey.put(peer.tlsPublicKey(), peer);
            all.addAll(lanes.values());
        }
    }

    Set<Bytes> keys() {
        return peersByKey.keySet();
    }

    Optional<Peer> withKey(Bytes key) {
        return Optional.ofNullable(peersByKey.get(key));
    }

    List<PeerLane> all() {
        return all;
    }

    /// @throws IllegalArgumentException when no peer has this index
    PeerLane of(int peer, Lane lane) {
        PeerLane found = lanesByIndex.getOrDefault(peer, Map.of()).get(lane);
        if (found == null) {
            throw new IllegalArgumentException(
                    "no peer has the index " + peer + "; peers are " + lanesByIndex.keySet());
        }
        return found;
    }
}
