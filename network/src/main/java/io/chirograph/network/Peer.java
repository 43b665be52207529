package io.chirograph.network;

import io.chirograph.crypto.TlsKey;
import io.chirograph.types.Bytes;

/// Another member, as this one must know it to talk to it.
/// @param index the member's place in the list that all members share
/// @param tlsPublicKey its P-256 key, X.509 SubjectPublicKeyInfo; this alone identifies it
/// @param host a name or address it listens on
/// @param port 1 to 65535
public record Peer(int index, String name, Bytes tlsPublicKey, String host, int port) {
    public Peer {
        if (index < 0 || index > Hello.INDEX_MAX) {
            throw new IllegalArgumentException(
                    "peer '"
                            + name
                            + "': index is "
                            + index
                            + ", 0 to "
                            + Hello.INDEX_MAX
                            + " are possible");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException(
                    "peer '" + name + "': port is " + port + ", 1 to 65535 are possible");
        }
        try {
            TlsKey.parsePublicKey(tlsPublicKey);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("peer '" + name + "': " + e.getMessage(), e);
        }
    }
}
