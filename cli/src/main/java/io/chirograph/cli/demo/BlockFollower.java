package io.chirograph.cli.demo;

import io.chirograph.cli.client.NodeClient;
import io.chirograph.cli.console.CommandFailure;
import io.chirograph.types.Hash32;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Reads certified blocks one after the other, from whichever node answers, and tells of each transaction.
final class BlockFollower implements Runnable {
    private static final long POLL_NANOS = 4_000_000;

    /// Takes what a certified block has.
    interface Listener {
        void included(Hash32 transaction, long nowNanos);
    }

    private final Supplier<DemoNode> anyNode;
    private final Listener listener;
    private long height;
    private final AtomicLong blocks = new AtomicLong();
    private volatile boolean stopped;

    /// @param height the last block that is of no interest
    BlockFollower(Supplier<DemoNode> anyNode, long height, Listener listener) {
        this.anyNode = anyNode;
        this.height = height;
        this.listener = listener;
    }

    /// How many blocks with transactions went by.
    long blocksWithTransactions() {
        return blocks.get();
    }

    void stop() {
        stopped = true;
    }

    @Override
    public void run() {
        while (!stopped) {
            try {
                if (!readNext(anyNode.get().publicClient())) {
                    LockSupport.parkNanos(POLL_NANOS);
                }
            } catch (IOException | CommandFailure e) {
                LockSupport.parkNanos(
                        POLL_NANOS); // that node has just gone; the next time another one answers
            }
        }
    }

    private boolean readNext(NodeClient client) throws IOException {
        JsonNode block =
                client.rpc(
                        "eth_getBlockByNumber",
                        JsonNodeFactory.instance.stringNode("0x" + Long.toHexString(height + 1)),
                        JsonNodeFactory.instance.booleanNode(false));
        if (!block.isObject()) {
            return false;
        }
        long nowNanos = System.nanoTime();
        JsonNode transactions = block.path("transactions");
        for (JsonNode hash : transactions) {
            listener.included(Hash32.fromHex(hash.asString("")), nowNanos);
        }
        if (!transactions.isEmpty()) {
            blocks.incrementAndGet();
        }
        height++;
        return true;
    }
}
