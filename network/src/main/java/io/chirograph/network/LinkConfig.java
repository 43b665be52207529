package io.chirograph.network;

import io.chirograph.crypto.TlsKey;
import io.chirograph.types.Hash32;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Who this member is, whom it talks to, and where it listens.
/// @param genesisHash names the network; members of another one are told so and refused
/// @param self this member's index in the list that all members share, or [#OBSERVER] when it is not on it
/// @param peers all other members
/// @param listenPort 0 lets the system choose, see [Links#port()]
/// @param threads how many threads move bytes
public record LinkConfig(
        TlsKey key,
        Hash32 genesisHash,
        int self,
        List<Peer> peers,
        String listenHost,
        int listenPort,
        LinkLimits limits,
        int threads) {
    /// The index of who is not on the list, and may only listen. Nobody is called by it.
    public static final int OBSERVER = Hello.INDEX_MAX;

    public LinkConfig {
        peers = List.copyOf(peers);
        if (threads < 1) {
            throw new IllegalArgumentException("threads is " + threads + ", at least 1 is needed");
        }
        if (listenPort < 0 || listenPort > 65_535) {
            throw new IllegalArgumentException(
                    "listenPort is " + listenPort + ", 0 to 65535 are possible");
        }
        if (self < 0 || self > Hello.INDEX_MAX) {
            throw new IllegalArgumentException(
                    "self is " + self + ", 0 to " + Hello.INDEX_MAX + " are possible");
        }
        requireDistinct(key, self, peers);
    }

    /// @throws IllegalArgumentException when two of the peers and this member share an index or a key
    static void requireDistinct(TlsKey key, int self, List<Peer> peers) {
        Set<Object> seen = new HashSet<>(List.of(self, key.publicKey()));
        for (Peer peer : peers) {
            if (!seen.add(peer.index()) || !seen.add(peer.tlsPublicKey())) {
                throw new IllegalArgumentException(
                        "peer '"
                                + peer.name()
                                + "': index "
                                + peer.index()
                                + " or its TLS key belongs to another member too");
            }
        }
    }
}
