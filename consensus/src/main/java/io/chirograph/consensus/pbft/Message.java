package io.chirograph.consensus.pbft;

import io.chirograph.consensus.Batch;
import io.chirograph.consensus.Request;
import io.chirograph.proof.Certificate;
import io.chirograph.types.Hash32;
import java.util.List;

/// What replicas tell one another. Votes, proposals, view changes and new views are signed and count no
/// matter who passes them on; the others rest on the link's authentication or prove themselves.
public sealed interface Message
        permits Vote,
                ViewChange,
                NewView,
                Message.Proposal,
                Message.Forward,
                Message.Status,
                Message.FetchBlocks,
                Message.Blocks,
                Message.FetchBatch,
                Message.BatchCopy {
    /// The pre-prepare: the primary's vote of kind [Vote.Kind#PROPOSE] with the batch it is for.
    record Proposal(Vote vote, Batch batch) implements Message {}

    /// Requests, each signed by its client, that the receiver should help to get ordered.
    record Forward(List<Request> requests) implements Message {
        public Forward {
            requests = List.copyOf(requests);
        }
    }

    /// Where the sender stands; sent regularly, so that whoever misses something is noticed.
    ///
    /// @param view the sender's view
    /// @param phase what it does there
    /// @param delivered the height up to which it has all decided batches
    /// @param executed the height up to which its blocks are durable
    /// @param certified the height up to which its blocks are certified
    record Status(long view, Phase phase, long delivered, long executed, long certified)
            implements Message {}

    /// What a replica does in its view.
    enum Phase {
        /// It agrees with the others on batches.
        ACTIVE(1),
        /// As before, but it lacks progress and would give up the primary if others did too.
        SUSPECTING(2),
        /// It has voted for this view and waits for its new-view message.
        CHANGING(3),
        /// As before, and would give up that primary too.
        CHANGING_SUSPECTING(4);

        /// In sent bytes.
        final int code;

        Phase(int code) {
            this.code = code;
        }

        boolean isActive() {
            return this == ACTIVE || this == SUSPECTING;
        }

        boolean suspects() {
            return this == SUSPECTING || this == CHANGING_SUSPECTING;
        }
    }

    /// Asks for certificates of `count` heights from `from` on, and for the decided batches of those from
    /// `batchesFrom` on, since what was delivered already needs no second batch.
    record FetchBlocks(long from, long batchesFrom, int count) implements Message {}

    /// Decided batches in ascending order without a gap, and certificates of blocks.
    record Blocks(List<DecidedBatch> batches, List<Certificate> certificates) implements Message {
        public Blocks {
            batches = List.copyOf(batches);
            certificates = List.copyOf(certificates);
        }
    }

    /// Asks for the batch with this digest, which was proposed at `height`.
    record FetchBatch(long height, Hash32 digest) implements Message {}

    /// The answer to [FetchBatch].
    record BatchCopy(long height, Batch batch) implements Message {}
}
