package io.chirograph.transfer;

import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.RlpException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/// One node's transfers: what it holds for others, and what it receives. Told the time, never waits, and does
/// its reading and writing on the caller's thread; single-owner.
///
/// ```java
/// transfers.hold(Manifest.of("map", source, TransferLimits.BLOCK_BYTES), source, Bytes.EMPTY);   // here
/// transfers.ask(peer, "map");                                        // elsewhere; then Listener.offered
/// transfers.begin(manifest, () -> new FileSink(disk, "map", manifest.size()), limits, List.of(peer), now);
/// ```
public final class Transfers {
    /// Whom the transfers tell; called within the call that makes it happen.
    public interface Listener {
        /// `node` asks for an object that is not held here.
        void asked(int node, String object);

        /// `node` has an object, which may have been asked for or not.
        void offered(int node, Manifest manifest, Bytes note);

        /// An object is complete, or failed.
        void ended(Download.Outcome outcome);
    }

    /// What became of a wish to receive an object.
    public sealed interface Begun {
        record Started(Download download) implements Begun {}

        /// The same version is being received already; the holders were added to it.
        record Joined(Download download) implements Begun {}

        /// Another version is being received: it must end first.
        record OtherVersion(Hash32 expected, Hash32 actual) implements Begun {}

        record TooMany(int objectsMax) implements Begun {}
    }

    /// @param framesRejected frames that were no valid messages
    public record Counts(
            long blocksSent, long bytesSent, long blocksReceived, long framesRejected) {}

    private final TransferLimits limits;
    private final Port port;
    private final ResumeState resume;
    private final Listener listener;
    private final Sender sender;
    private final SortedMap<String, Download> downloads = new TreeMap<>();
    private long blocksReceived;
    private long framesRejected;

    /// @param limits of what is given; what is received may have its own
    public Transfers(TransferLimits limits, Port port, ResumeState resume, Listener listener) {
        this.limits = limits;
        this.port = port;
        this.resume = resume;
        this.listener = listener;
        this.sender = new Sender(limits, port);
    }

    /// From now on other nodes can have the object, in place of a former version of it.
    ///
    /// @param source stays the caller's to close, after [#letGo]
    /// @param note goes along with every offer
    public void hold(Manifest manifest, Source source, Bytes note) {
        sender.hold(manifest, source, note);
    }

    public void letGo(String object) {
        sender.letGo(object);
    }

    /// Tells `node` of an object that is held.
    public void offer(int node, String object) {
        sender.offer(node, object);
    }

    /// Asks `node` whether it has `object`; the answer may get lost.
    public void ask(int node, String object) {
        port.send(node, new TransferMessage.Ask(object).encode());
    }

    /// Receives an object from `holders`, all at once.
    ///
    /// @param sink made only when it is needed
    public Begun begin(
            Manifest manifest,
            Supplier<Sink> sink,
            TransferLimits own,
            List<Integer> holders,
            long nowNanos) {
        Download running = downloads.get(manifest.object());
        if (running != null && !running.version().equals(manifest.version())) {
            return new Begun.OtherVersion(running.version(), manifest.version());
        }
        if (running == null && downloads.size() >= limits.objectsMax()) {
            return new Begun.TooMany(limits.objectsMax());
        }
        Download download =
                running != null
                        ? running
                        : new Download(manifest, sink.get(), resume, own, port, nowNanos);
        downloads.put(manifest.object(), download);
        holders.forEach(node -> download.addHolder(node, nowNanos));
        tellIfEnded(download);
        return running == null ? new Begun.Started(download) : new Begun.Joined(download);
    }

    /// Gives up what is being received of `object`, and removes what was written of it.
    public void cancel(String object) {
        Download download = downloads.get(object);
        if (download != null) {
            download.cancel();
            tellIfEnded(download);
        }
    }

    /// A frame of `node` came.
    /// @return what is wrong with it, if anything
    public Optional<String> receive(int node, Bytes frame, long nowNanos) {
        TransferMessage message;
        try {
            message = TransferMessage.decode(frame);
        } catch (RlpException e) {
            framesRejected++;
            return Optional.of(String.valueOf(e.getMessage()));
        }
        receive(node, message, nowNanos);
        return Optional.empty();
    }

    private void receive(int node, TransferMessage message, long nowNanos) {
        switch (message) {
            case TransferMessage.Ask(var object) -> {
                if (sender.holds(object)) {
                    sender.offer(node, object);
                } else {
                    listener.asked(node, object);
                }
            }
            case TransferMessage.Offer(var manifest, var note) ->
                    listener.offered(node, manifest, note);
            case TransferMessage.Fetch fetch -> sender.receive(node, fetch, nowNanos);
            case TransferMessage.Block block -> receive(node, block, nowNanos);
            case TransferMessage.Refused refused -> {
                Download download = downloads.get(refused.object());
                if (download != null && download.version().equals(refused.actual())) {
                    download.receive(node, refused, nowNanos);
                    tellIfEnded(download);
                }
            }
            case TransferMessage.Finished _ -> {} // holders keep nothing of who got what
        }
    }

    private void receive(int node, TransferMessage.Block block, long nowNanos) {
        Download download = downloads.get(block.object());
        if (download == null) {
            return; // late: the object has ended
        }
        if (!download.version().equals(block.version())) {
            port.send(
                    node,
                    new TransferMessage.Refused(
                                    block.object(),
                                    download.version(),
                                    block.version(),
                                    block.block(),
                                    TransferMessage.Reason.OTHER_VERSION)
                            .encode());
            return;
        }
        blocksReceived++;
        download.receive(node, block, nowNanos);
        tellIfEnded(download);
    }

    private void tellIfEnded(Download download) {
        download.outcome()
                .ifPresent(outcome -> {
                    if (downloads.remove(download.manifest().object(), download)) {
                        listener.ended(outcome);
                    }
                });
    }

    /// The link to `node` works again.
    public void nodeIsBack(int node, long nowNanos) {
        for (Download download : downloads.values()) {
            if (download.progress().blocksByHolder().containsKey(node)) {
                download.addHolder(node, nowNanos);
            }
        }
    }

    /// The link to `node` broke.
    public void nodeIsGone(int node, long nowNanos) {
        sender.nodeIsGone(node);
        downloads.values().forEach(download -> download.holderIsGone(node, nowNanos));
    }

    /// Does what is due by now.
    public void tick(long nowNanos) {
        sender.pump(nowNanos);
        for (Download download : new ArrayList<>(downloads.values())) {
            download.tick(nowNanos);
            tellIfEnded(download);
        }
    }

    /// When [#tick] has something to do, unless something else happens before.
    public OptionalLong dueNanos() {
        OptionalLong due = sender.dueNanos();
        for (Download download : downloads.values()) {
            OptionalLong own = download.dueNanos();
            boolean isSooner =
                    own.isPresent() && (due.isEmpty() || own.getAsLong() - due.getAsLong() < 0);
            due = isSooner ? own : due;
        }
        return due;
    }

    /// Of all that is being received.
    public List<Progress> progress() {
        return downloads.values().stream().map(Download::progress).toList();
    }

    public Counts counts() {
        return new Counts(sender.blocksSent(), sender.bytesSent(), blocksReceived, framesRejected);
    }

    /// Ends; what was received so far is there for a next start.
    public void suspend() {
        downloads.values().forEach(Download::suspend);
        downloads.clear();
    }
}
