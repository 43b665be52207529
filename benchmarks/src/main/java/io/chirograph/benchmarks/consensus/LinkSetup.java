package io.chirograph.benchmarks.consensus;

import io.chirograph.network.LinkConfig;
import io.chirograph.network.LinkLimits;
import io.chirograph.network.Peer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The links between a benchmark's members: as a node has them, on loopback.
final class LinkSetup {
    private static final int FRAME_BYTES_MAX = 16 << 20;

    private LinkSetup() {}

    /// @param linkPorts where members listen; 0 lets the system choose
    /// @param peerPorts where this member calls the others
    static LinkConfig of(
            ClusterKeys keys, int self, List<Integer> linkPorts, List<Integer> peerPorts) {
        List<Peer> peers = new ArrayList<>();
        for (int i = 0; i < keys.members().size(); i++) {
            if (i != self) {
                peers.add(
                        new Peer(
                                i,
                                "member-" + i,
                                keys.members().get(i).tls().publicKey(),
                                "127.0.0.1",
                                peerPorts.get(i)));
            }
        }
        LinkLimits.LaneLimits lane =
                new LinkLimits.LaneLimits(FRAME_BYTES_MAX, 4 * FRAME_BYTES_MAX);
        return new LinkConfig(
                keys.members().get(self).tls(),
                keys.genesisHash(),
                self,
                peers,
                "127.0.0.1",
                linkPorts.get(self),
                new LinkLimits(
                        lane,
                        lane,
                        lane,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(4),
                        Duration.ofMillis(50),
                        Duration.ofSeconds(5),
                        64,
                        256),
                1);
    }
}
