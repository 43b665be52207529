package io.chirograph.benchmarks.network;

import java.util.List;

/// A network, or a single node, that takes transactions by JSON-RPC.
///
/// @param ports of loopback; transfers are spread over all of them, blocks are read from the first
/// @param processes what it consists of
record Endpoint(String label, List<Integer> ports, List<ProcessHandle> processes) {
    Endpoint {
        ports = List.copyOf(ports);
        processes = List.copyOf(processes);
    }
}
