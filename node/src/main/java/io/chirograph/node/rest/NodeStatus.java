package io.chirograph.node.rest;

import io.chirograph.types.Hash32;
import java.time.Duration;
import tools.jackson.databind.node.ObjectNode;

/// A node at one moment.
///
/// @param member its name
/// @param index the member's seat; −1 while it only follows
/// @param primary index of the member that proposes in `view`
/// @param executedHeight of its newest block, durable or not
/// @param firstHeight of its oldest block besides block 0
/// @param oldestStateHeight of the oldest block whose state it keeps
/// @param peersConnected members besides itself whose votes it hears
/// @param members of the network, itself included
/// @param poolSize transactions in the pool
/// @param pendingRequests requests that wait to be ordered, of all members
/// @param version of the program
public record NodeStatus(
        String member,
        int index,
        long view,
        int primary,
        long certifiedHeight,
        long executedHeight,
        long firstHeight,
        long oldestStateHeight,
        StateProgress stateTransfer,
        int peersConnected,
        int members,
        int poolSize,
        long poolBytes,
        int pendingRequests,
        Hash32 genesisHash,
        long chainId,
        String version,
        Duration uptime) {

    ObjectNode toJson() {
        Runtime memory = Runtime.getRuntime();
        ObjectNode json =
                Json.object()
                        .put("member", member)
                        .put("index", index)
                        .put("view", view)
                        .put("primary", primary);
        json.putObject("height")
                .put("certified", certifiedHeight)
                .put("executed", executedHeight)
                .put("first", firstHeight)
                .put("oldestState", oldestStateHeight);
        json.putObject("stateTransfer")
                .put("phase", stateTransfer.phase())
                .put("bytes", stateTransfer.bytes())
                .put("bytesDone", stateTransfer.bytesDone());
        json.putObject("peers").put("connected", peersConnected).put("members", members);
        json.putObject("pool").put("transactions", poolSize).put("bytes", poolBytes);
        json.put("pendingRequests", pendingRequests)
                .put("genesisHash", genesisHash.toHex())
                .put("chainId", chainId)
                .put("version", version)
                .put("uptimeSeconds", uptime.toSeconds());
        json.putObject("memory")
                .put("heapUsedBytes", memory.totalMemory() - memory.freeMemory())
                .put("heapMaxBytes", memory.maxMemory());
        return json;
    }
}
