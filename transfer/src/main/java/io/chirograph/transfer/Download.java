package io.chirograph.transfer;

import io.chirograph.crypto.Hashes;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.security.MessageDigest;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/// The receiving side of one version of one object: asks its holders for what is missing, checks what comes,
/// writes it where it belongs, and completes the object all at once. Told the time; single-owner.
///
/// The blocks wanted next are asked of whichever holder has the fewest to answer, so fast holders give more.
/// A holder whose block has another digest than the manifest says has lied, and is asked for nothing more.
public final class Download {
    /// In place of a node when none is to blame.
    public static final int NOBODY = -1;

    /// A holder that can't be written to now is left alone so long.
    private static final long FULL_NANOS = 20_000_000;

    /// One that refused what it was asked for is.
    private static final long REFUSED_NANOS = 1_000_000_000;

    /// One answer that did not come makes a holder as unwelcome as so many questions it still has.
    private static final int SILENCE_WEIGHT = 8;

    /// How often an object is put together again when what is read back is not what was written.
    private static final int COMPLETIONS_MAX = 3;

    /// How it ended.
    public sealed interface Outcome {
        Manifest manifest();

        record Complete(Manifest manifest, Source source, Progress progress) implements Outcome {}

        /// @param node whose answer failed last, or [#NOBODY]
        /// @param block which failed last; −1 when it was none in particular
        record Failed(Manifest manifest, int node, int block, String reason) implements Outcome {
            /// One line with node, block and reason.
            public String message() {
                return "object %s version %s: %s%s: %s"
                        .formatted(
                                manifest.object(),
                                manifest.version(),
                                node == NOBODY ? "no node" : "node " + node,
                                block < 0 ? "" : ", block " + block,
                                reason);
            }
        }
    }

    /// One who has the object.
    private static final class Holder {
        private boolean isUp = true;
        private boolean hasLied;
        private int asked;
        private int given;

        /// Questions in a row that it did not answer in time.
        private int silent;

        /// It is asked for nothing before this time.
        private long restUntilNanos;

        private boolean rests;

        private int load() {
            return asked + SILENCE_WEIGHT * silent;
        }
    }

    private record Asked(int node, long deadlineNanos) {}

    private final Manifest manifest;
    private final Hash32 version;
    private final Sink sink;
    private final ResumeState resume;
    private final TransferLimits limits;
    private final Port port;
    private final long deadlineNanos;
    private final SortedMap<Integer, Holder> holders = new TreeMap<>();
    private final SortedMap<Integer, Asked> asked = new TreeMap<>();
    private final Map<Integer, Integer> attempts = new HashMap<>();
    private final BitSet done = new BitSet();

    private Optional<Outcome> outcome = Optional.empty();
    private int resumed;
    private long bytesDone;
    private long retries;
    private long duplicates;
    private int completions;
    private int lastSender = NOBODY;
    private int failedNode = NOBODY;
    private int failedBlock = -1;
    private String failure = "nobody who has it can be reached";

    Download(
            Manifest manifest,
            Sink sink,
            ResumeState resume,
            TransferLimits limits,
            Port port,
            long nowNanos) {
        this.manifest = manifest;
        this.version = manifest.version();
        this.sink = sink;
        this.resume = resume;
        this.limits = limits;
        this.port = port;
        this.deadlineNanos = nowNanos + limits.itemTimeout().toNanos();
        resume();
        completeIfWhole();
    }

    private void resume() {
        Optional<ResumeState.Written> written = resume.load(manifest.object());
        if (written.isEmpty() || !written.get().version().equals(version)) {
            return;
        }
        BitSet claimed = BitSet.valueOf(written.get().blocks().toArray());
        for (int block = claimed.nextSetBit(0);
                block >= 0 && block < manifest.blockCount();
                block = claimed.nextSetBit(block + 1)) {
            // A crash may have taken what the resume state remembers.
            if (isWritten(block)) {
                done.set(block);
                bytesDone += manifest.length(block);
                resumed++;
            }
        }
    }

    private boolean isWritten(int block) {
        Bytes content = sink.read(manifest.offset(block), manifest.length(block));
        return Hashes.sha256(content).equals(manifest.blockDigest(block));
    }

    public Manifest manifest() {
        return manifest;
    }

    Hash32 version() {
        return version;
    }

    /// Empty as long as it goes on.
    public Optional<Outcome> outcome() {
        return outcome;
    }

    /// `node` has the object, or can be reached again.
    void addHolder(int node, long nowNanos) {
        holders.computeIfAbsent(node, _ -> new Holder()).isUp = true;
        ask(nowNanos);
    }

    /// `node` can't be reached: what it was asked for is asked of others, at once.
    void holderIsGone(int node, long nowNanos) {
        Holder holder = holders.get(node);
        if (holder != null) {
            holder.isUp = false;
            takeBack(node, "the link broke");
            ask(nowNanos);
        }
    }

    private void takeBack(int node, String reason) {
        for (Map.Entry<Integer, Asked> entry : Map.copyOf(asked).entrySet()) {
            if (entry.getValue().node() == node) {
                release(entry.getKey());
                problem(node, entry.getKey(), reason);
                retries++;
            }
        }
    }

    private void release(int block) {
        Asked was = asked.remove(block);
        if (was != null) {
            holders.getOrDefault(was.node(), new Holder()).asked--;
        }
    }

    private void problem(int node, int block, String reason) {
        failedNode = node;
        failedBlock = block;
        failure = reason;
    }

    void receive(int node, TransferMessage.Block message, long nowNanos) {
        if (outcome.isPresent()) {
            return;
        }
        int block = message.block();
        int checksum = message.checksumOfContent();
        Asked was = asked.get(block);
        boolean isAsked = was != null && was.node() == node;
        if (checksum != message.checksum() && !isAsked) {
            return; // harms nobody but who sent it
        }
        if (checksum != message.checksum()) {
            failed(
                    node,
                    block,
                    "damaged on the way: checksum %08x, expected %08x"
                            .formatted(checksum, message.checksum()));
        } else if (block >= manifest.blockCount()) {
            lied(
                    node,
                    block,
                    "sent block %d, the object has %d".formatted(block, manifest.blockCount()));
        } else if (done.get(block)) {
            duplicates++;
        } else {
            take(node, message);
        }
        completeIfWhole();
        ask(nowNanos);
    }

    private void take(int node, TransferMessage.Block message) {
        int block = message.block();
        Hash32 digest = Hashes.sha256(message.content());
        if (!digest.equals(manifest.blockDigest(block))) {
            lied(
                    node,
                    block,
                    "other content: digest %s, expected %s"
                            .formatted(digest, manifest.blockDigest(block)));
            return;
        }
        release(block);
        try {
            sink.write(manifest.offset(block), message.content());
        } catch (TransferException e) {
            problem(NOBODY, block, String.valueOf(e.getMessage()));
            fail(failure);
            return;
        }
        done.set(block);
        bytesDone += manifest.length(block);
        lastSender = node;
        Holder holder = holders.computeIfAbsent(node, _ -> new Holder());
        holder.given++;
        holder.silent = 0;
        save();
    }

    private void save() {
        resume.save(
                manifest.object(),
                new ResumeState.Written(version, Bytes.owning(done.toByteArray())));
    }

    private void failed(int node, int block, String reason) {
        release(block);
        problem(node, block, reason);
        retries++;
        if (attempts.merge(block, 1, Integer::sum) >= limits.attemptsMax()) {
            fail("failed %d times, last: %s".formatted(limits.attemptsMax(), reason));
        }
    }

    private void lied(int node, int block, String reason) {
        holders.computeIfAbsent(node, _ -> new Holder()).hasLied = true;
        takeBack(node, reason);
        problem(node, block, reason);
        if (holders.values().stream().allMatch(holder -> holder.hasLied)) {
            fail(reason);
        }
    }

    /// `node` does not have what it was asked for.
    void receive(int node, TransferMessage.Refused message, long nowNanos) {
        Asked was = asked.get(message.block());
        Holder holder = holders.get(node);
        if (outcome.isPresent() || holder == null || was == null || was.node() != node) {
            return;
        }
        holder.silent++;
        rest(holder, nowNanos + REFUSED_NANOS);
        failed(
                node,
                message.block(),
                message.reason() == TransferMessage.Reason.OTHER_VERSION
                        ? "other version: it has %s, expected %s"
                                .formatted(message.expected(), version)
                        : "refused: " + message.reason());
        ask(nowNanos);
    }

    private static void rest(Holder holder, long untilNanos) {
        holder.rests = true;
        holder.restUntilNanos = untilNanos;
    }

    /// Does what is due by now.
    void tick(long nowNanos) {
        if (outcome.isPresent()) {
            return;
        }
        if (deadlineNanos - nowNanos <= 0) {
            fail("not whole within %s, last: %s".formatted(limits.itemTimeout(), failure));
            return;
        }
        for (Map.Entry<Integer, Asked> entry : Map.copyOf(asked).entrySet()) {
            if (entry.getValue().deadlineNanos() - nowNanos <= 0 && outcome.isEmpty()) {
                int node = entry.getValue().node();
                holders.getOrDefault(node, new Holder()).silent++;
                failed(node, entry.getKey(), "no answer within " + limits.blockTimeout());
            }
        }
        ask(nowNanos);
    }

    private void ask(long nowNanos) {
        if (outcome.isPresent()) {
            return;
        }
        int block = done.nextClearBit(0);
        while (block < manifest.blockCount() && asked.size() < limits.blocksInFlightMax()) {
            if (!asked.containsKey(block) && !ask(block, nowNanos)) {
                return;
            }
            block = done.nextClearBit(block + 1);
        }
    }

    /// False when nobody can be asked now.
    private boolean ask(int block, long nowNanos) {
        Optional<Map.Entry<Integer, Holder>> chosen = freest(nowNanos);
        while (chosen.isPresent()) {
            int node = chosen.get().getKey();
            Holder holder = chosen.get().getValue();
            Bytes frame = new TransferMessage.Fetch(manifest.object(), version, block).encode();
            if (port.send(node, frame)) {
                holder.asked++;
                asked.put(block, new Asked(node, nowNanos + limits.blockTimeout().toNanos()));
                return true;
            }
            rest(holder, nowNanos + FULL_NANOS);
            chosen = freest(nowNanos);
        }
        return false;
    }

    private Optional<Map.Entry<Integer, Holder>> freest(long nowNanos) {
        Map.Entry<Integer, Holder> best = null;
        for (Map.Entry<Integer, Holder> entry : holders.entrySet()) {
            Holder holder = entry.getValue();
            if (holder.rests && holder.restUntilNanos - nowNanos <= 0) {
                holder.rests = false;
            }
            boolean isFree = holder.isUp && !holder.hasLied && !holder.rests;
            if (isFree && (best == null || holder.load() < best.getValue().load())) {
                best = entry;
            }
        }
        return Optional.ofNullable(best);
    }

    private void completeIfWhole() {
        if (outcome.isPresent() || done.cardinality() < manifest.blockCount()) {
            return;
        }
        try {
            completeIfWholeAsRead();
        } catch (TransferException e) {
            problem(NOBODY, -1, String.valueOf(e.getMessage()));
            fail(failure);
        }
    }

    private void completeIfWholeAsRead() {
        if (isWholeAsRead()) {
            Source source = sink.complete();
            resume.forget(manifest.object());
            outcome = Optional.of(new Outcome.Complete(manifest, source, progress()));
            answer(TransferMessage.Outcome.COMPLETE, "");
        } else if (++completions < COMPLETIONS_MAX) {
            // What was written is not what is read: only those blocks travel again.
            for (int block = 0; block < manifest.blockCount(); block++) {
                if (!isWritten(block)) {
                    done.clear(block);
                    bytesDone -= manifest.length(block);
                    problem(NOBODY, block, "what was written can't be read back");
                }
            }
            save();
        } else {
            fail("what was written can't be read back, %d times".formatted(COMPLETIONS_MAX));
        }
    }

    private boolean isWholeAsRead() {
        MessageDigest digest = Hashes.newSha256();
        for (int block = 0; block < manifest.blockCount(); block++) {
            digest.update(sink.read(manifest.offset(block), manifest.length(block)).asByteBuffer());
        }
        return Hash32.of(digest.digest()).equals(manifest.digest());
    }

    private void fail(String reason) {
        outcome = Optional.of(new Outcome.Failed(manifest, failedNode, failedBlock, reason));
        asked.clear();
        sink.discard();
        resume.forget(manifest.object());
        answer(TransferMessage.Outcome.FAILED, reason);
    }

    private void answer(TransferMessage.Outcome how, String detail) {
        if (lastSender != NOBODY) {
            port.send(
                    lastSender,
                    new TransferMessage.Finished(manifest.object(), version, how, detail).encode());
        }
    }

    /// Nobody waits for it any more; what was written goes.
    void cancel() {
        if (outcome.isEmpty()) {
            problem(NOBODY, -1, "given up");
            fail("given up");
        }
    }

    /// Stops; a later download of the same version goes on from here.
    void suspend() {
        if (outcome.isEmpty()) {
            sink.suspend();
        }
    }

    /// When [#tick] has something to do, unless something else happens before.
    OptionalLong dueNanos() {
        if (outcome.isPresent()) {
            return OptionalLong.empty();
        }
        long due = deadlineNanos;
        for (Asked each : asked.values()) {
            due = each.deadlineNanos() - due < 0 ? each.deadlineNanos() : due;
        }
        for (Holder holder : holders.values()) {
            boolean wakes = holder.rests && holder.restUntilNanos - due < 0;
            due = wakes ? holder.restUntilNanos : due;
        }
        return OptionalLong.of(due);
    }

    public Progress progress() {
        SortedMap<Integer, Integer> given = new TreeMap<>();
        holders.forEach((node, holder) -> given.put(node, holder.given));
        return new Progress(
                manifest.object(),
                version,
                manifest.blockCount(),
                done.cardinality(),
                resumed,
                asked.size(),
                manifest.size(),
                bytesDone,
                retries,
                duplicates,
                given);
    }
}
