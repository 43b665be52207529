package io.chirograph.network;

import java.util.List;
import java.util.Map;

/// Counts since the links were started, for metrics and for whoever has to find out why a peer is missing.
/// @param refusals connections refused or closed for a fault of the other side, by reason
public record LinkStatistics(List<PeerLane> peers, Map<Refusal, Long> refusals) {

    /// One connection to one peer, over all the times it was made.
    /// @param framesDropped frames that [Links#send] did not take since the peer was away or its queue full
    /// @param connects how often the connection came up; beyond 1 these are reconnects
    /// @param roundTripNanos of the latest heartbeat; 0 before the first
    /// @param lastProblem why it last went down or could not be made; empty when it never did
    public record PeerLane(
            int peer,
            Lane lane,
            boolean connected,
            long framesSent,
            long bytesSent,
            long framesReceived,
            long bytesReceived,
            long framesDropped,
            long queuedBytes,
            long connects,
            long roundTripNanos,
            String lastProblem) {}

    public LinkStatistics {
        peers = List.copyOf(peers);
        refusals = Map.copyOf(refusals);
    }

    /// @throws IllegalArgumentException when there is no such peer
    public PeerLane of(int peer, Lane lane) {
        return peers.stream()
                .filter(each -> each.peer() == peer && each.lane() == lane)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no peer has the index " + peer));
    }

    public long refused(Refusal reason) {
        return refusals.getOrDefault(reason, 0L);
    }
}
