package io.chirograph.transfer;

import io.chirograph.types.Bytes;

/// Where frames leave for other nodes: the bulk lane of the links, or a simulated network.
public interface Port {
    /// Never blocks.
    /// @return false when the node can't be reached or has no room now; nothing was sent then
    boolean send(int node, Bytes frame);
}
