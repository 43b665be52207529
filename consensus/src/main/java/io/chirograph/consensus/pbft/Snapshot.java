package io.chirograph.consensus.pbft;

import io.chirograph.batch.BatchMetrics;
import io.chirograph.types.Hash32;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// What can be seen of a replica, at one moment. Immutable.
///
/// @param delivered height of the newest batch handed to execution
/// @param executed height of the newest durable block
/// @param certified height of the newest block up to which all are certified
/// @param stable height of the stable checkpoint, the low watermark
/// @param high the high watermark: no proposal above it
/// @param batches the heights above the stable checkpoint of which something is known, ascending
/// @param peerHeights the newest durable block of each peer, as it told last
/// @param proposals the batches this replica proposed, each from its proposal to its decision
public record Snapshot(
        long view,
        Message.Phase phase,
        int primary,
        long delivered,
        long executed,
        long certified,
        long stable,
        long high,
        int pendingRequests,
        long pendingBytes,
        List<BatchStatus> batches,
        SortedMap<Integer, Long> peerHeights,
        BatchMetrics.Snapshot proposals,
        Counters counters) {
    /// How far a batch has come.
    public enum BatchState {
        PENDING,
        PRE_PREPARED,
        PREPARED,
        COMMITTED,
        EXECUTED
    }

    /// @param digest of the batch; zero while pending
    /// @param requests how many it holds; 0 while its content is not here
    public record BatchStatus(long height, BatchState state, Hash32 digest, int requests) {}

    /// What happened since the start.
    ///
    /// @param viewChanges how often this replica voted for another view
    /// @param refusals requests and proposals refused, by reason
    public record Counters(
            long batchesProposed,
            long batchesDelivered,
            long requestsDelivered,
            long requestsSkipped,
            long viewChanges,
            long viewsEntered,
            long evidence,
            long retransmissions,
            long blocksFetched,
            SortedMap<Refusal, Long> refusals) {
        public Counters {
            refusals = Collections.unmodifiableSortedMap(new TreeMap<>(refusals));
        }
    }

    public Snapshot {
        batches = List.copyOf(batches);
        peerHeights = Collections.unmodifiableSortedMap(new TreeMap<>(peerHeights));
    }
}
