package io.chirograph.transfer;

import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/// The giving side: answers what other nodes ask of the objects that are here. What a node asked for waits
/// until the port has room for it, so only the numbers of blocks wait in memory; nodes take turns. Told the
/// time; single-owner.
final class Sender {
    private static final System.Logger LOG = System.getLogger(Sender.class.getName());

    /// When the port has no room, it is tried again so much later.
    private static final long FULL_NANOS = 5_000_000;

    /// @param version of the manifest
    private record Held(Manifest manifest, Hash32 version, Source source, Bytes note) {}

    private final TransferLimits limits;
    private final Port port;
    private final SortedMap<String, Held> held = new TreeMap<>();
    private final SortedMap<Integer, Deque<TransferMessage.Fetch>> waiting = new TreeMap<>();
    private OptionalLong dueNanos = OptionalLong.empty();
    private long blocksSent;
    private long bytesSent;

    Sender(TransferLimits limits, Port port) {
        this.limits = limits;
        this.port = port;
    }

    void hold(Manifest manifest, Source source, Bytes note) {
        held.put(manifest.object(), new Held(manifest, manifest.version(), source, note));
    }

    void letGo(String object) {
        held.remove(object);
    }

    boolean holds(String object) {
        return held.containsKey(object);
    }

    void offer(int node, String object) {
        Held found = held.get(object);
        if (found != null) {
            port.send(node, new TransferMessage.Offer(found.manifest(), found.note()).encode());
        }
    }

    void receive(int node, TransferMessage.Fetch fetch, long nowNanos) {
        Optional<TransferMessage.Refused> refusal = refusalOf(node, fetch);
        if (refusal.isPresent()) {
            port.send(node, refusal.get().encode());
            return;
        }
        Deque<TransferMessage.Fetch> queue = waiting.computeIfAbsent(node, _ -> new ArrayDeque<>());
        if (!queue.contains(fetch)) {
            queue.add(fetch);
        }
        pump(nowNanos);
    }

    private Optional<TransferMessage.Refused> refusalOf(int node, TransferMessage.Fetch fetch) {
        Held found = held.get(fetch.object());
        if (found == null) {
            return refused(fetch, Hash32.ZERO, TransferMessage.Reason.NOT_HELD);
        }
        if (!found.version().equals(fetch.version())) {
            return refused(fetch, found.version(), TransferMessage.Reason.OTHER_VERSION);
        }
        if (fetch.block() >= found.manifest().blockCount()) {
            return refused(fetch, found.version(), TransferMessage.Reason.NO_SUCH_BLOCK);
        }
        Deque<TransferMessage.Fetch> queue = waiting.get(node);
        if (queue != null && queue.size() >= limits.blocksInFlightMax()) {
            return refused(fetch, found.version(), TransferMessage.Reason.TOO_MANY);
        }
        return Optional.empty();
    }

    private static Optional<TransferMessage.Refused> refused(
            TransferMessage.Fetch fetch, Hash32 expected, TransferMessage.Reason reason) {
        return Optional.of(
                new TransferMessage.Refused(
                        fetch.object(), expected, fetch.version(), fetch.block(), reason));
    }

    /// Sends what the port takes, a block a node in turn.
    void pump(long nowNanos) {
        boolean sent = true;
        boolean isFull = false;
        while (sent) {
            sent = false;
            isFull = false;
            for (Map.Entry<Integer, Deque<TransferMessage.Fetch>> entry : waiting.entrySet()) {
                TransferMessage.Fetch next = entry.getValue().peek();
                if (next != null && send(entry.getKey(), next)) {
                    entry.getValue().poll();
                    sent = true;
                } else if (next != null) {
                    isFull = true;
                }
            }
        }
        waiting.values().removeIf(Deque::isEmpty);
        dueNanos = isFull ? OptionalLong.of(nowNanos + FULL_NANOS) : OptionalLong.empty();
    }

    /// True when the question is done with.
    private boolean send(int node, TransferMessage.Fetch fetch) {
        Held found = held.get(fetch.object());
        if (found == null || !found.version().equals(fetch.version())) {
            return true; // let go meanwhile; asking again is answered with a refusal
        }
        Manifest manifest = found.manifest();
        Bytes content;
        try {
            content =
                    found.source()
                            .read(manifest.offset(fetch.block()), manifest.length(fetch.block()));
        } catch (TransferException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "object can''t be read and is not held any more object={0} reason={1}",
                    fetch.object(),
                    e.getMessage());
            letGo(fetch.object());
            return true;
        }
        TransferMessage block =
                TransferMessage.Block.of(fetch.object(), fetch.version(), fetch.block(), content);
        if (!port.send(node, block.encode())) {
            return false;
        }
        blocksSent++;
        bytesSent += content.size();
        return true;
    }

    void nodeIsGone(int node) {
        waiting.remove(node);
    }

    OptionalLong dueNanos() {
        return dueNanos;
    }

    long blocksSent() {
        return blocksSent;
    }

    long bytesSent() {
        return bytesSent;
    }
}
