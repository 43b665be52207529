package io.chirograph.consensus.pbft;

import io.chirograph.consensus.Request;
import io.chirograph.proof.Certificate;
import io.chirograph.types.Hash32;
import java.util.List;

/// What a replica wants done. The driver performs the effects of one step in their order, and makes all
/// [Persist] of a step durable before it performs any [Send] or [Broadcast] of that step or a later one.
public sealed interface Effect {
    /// Keep `record` under its key, replacing what was there.
    record Persist(LogRecord record) implements Effect {}

    /// Records of heights up to `height` are no longer needed once the certificate of that block, which an
    /// earlier [Certified] gave, is durable: [LogRecord#firstKeyAbove(long)]. Until then they are: whoever
    /// loses both owes later views a proof that it no longer has.
    record PruneLog(long height) implements Effect {}

    /// Send to the validator of this index; may get lost.
    record Send(int peer, Message message) implements Effect {}

    /// Send to every other validator; may get lost.
    record Broadcast(Message message) implements Effect {}

    /// The next height is decided: execute `requests` in order and archive `decided` together with the
    /// block, then answer with [Event.Executed]. Heights come without a gap; later ones may come before
    /// the answer, up to the window.
    ///
    /// @param timestampMillis the block's time, never below the parent's
    /// @param requests what to execute: the batch's requests without the skipped ones
    /// @param skipped what every replica leaves out
    record Deliver(
            DecidedBatch decided,
            long timestampMillis,
            List<Request> requests,
            List<SkippedRequest> skipped)
            implements Effect {
        public Deliver {
            requests = List.copyOf(requests);
            skipped = List.copyOf(skipped);
        }

        public long height() {
            return decided.height();
        }
    }

    /// A block the driver executed has its certificate; heights come in order without a gap.
    record Certified(Certificate certificate) implements Effect {}

    /// A quorum certified another block than the one we executed. The replica has stopped: it ignores
    /// all further events. The node must keep this as evidence, stop and build its state anew.
    record Diverged(long height, Hash32 ours, Certificate theirs) implements Effect {}

    /// One validator signed two votes that exclude one another. Keep both: they prove it to anyone.
    record Evidence(Vote first, Vote second) implements Effect {}

    /// Answer `peer` with [Message.Blocks] of the archive: heights from `from` on without a gap, at most
    /// `count` of them and about `bytesMax` bytes (one at least), with the certificates known, and with
    /// the batches from `batchesFrom` on; nothing when `from` is not there.
    record Serve(int peer, long from, long batchesFrom, int count, long bytesMax)
            implements Effect {}

    /// A request this node submitted will not be ordered.
    record RequestRefused(Hash32 hash, Refusal reason) implements Effect {}

    /// A proposal of `peer` was refused; it is counted too.
    record ProposalRefused(int peer, long view, long height, Refusal reason) implements Effect {}

    /// The last block of the old validators is certified: those in `change` agree from now on.
    record SetEntered(SetChange change) implements Effect {}

    /// The replica is in `view`, whose primary is `primary`.
    record ViewEntered(long view, int primary) implements Effect {}

    /// Send an [Event.Tick] at this time of the monotonic clock; replaces the previous wish.
    record WakeAt(long nanos) implements Effect {}
}
