package io.chirograph.node;

import io.chirograph.batch.BatchMetrics;
import io.chirograph.batch.BatchOutcome;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// How busy the stages are that a decided batch passes: execution, persistence, certification. Items are requests;
/// empty blocks are not counted, since nobody waits for them. Several blocks are in a stage at a time, so a utilisation
/// may be above 1. Told the time; thread-safe.
public final class BlockStages {
    /// @param count requests in the block
    /// @param sinceNanos when it came into the stage that it is in
    private record Underway(int count, long sinceNanos) {
        BatchOutcome until(long nowNanos) {
            return new BatchOutcome(count, 0, sinceNanos, nowNanos, 0);
        }
    }

    private final BatchMetrics execution;
    private final BatchMetrics persistence;
    private final BatchMetrics certification;

    /// By height; a block leaves when it is certified, so the window of heights bounds it.
    private final Map<Long, Underway> underway = new ConcurrentHashMap<>();

    BlockStages(long nowNanos) {
        this.execution = new BatchMetrics(nowNanos);
        this.persistence = new BatchMetrics(nowNanos);
        this.certification = new BatchMetrics(nowNanos);
    }

    /// A block's execution began at `startNanos`, and is done.
    void executed(long height, int count, long startNanos, long nowNanos) {
        if (count > 0) {
            execution.record(new Underway(count, startNanos).until(nowNanos));
            underway.put(height, new Underway(count, nowNanos));
        }
    }

    /// An executed block can't be lost any more.
    void persisted(long height, long nowNanos) {
        underway.computeIfPresent(
                height,
                (_, block) -> {
                    persistence.record(block.until(nowNanos));
                    return new Underway(block.count(), nowNanos);
                });
    }

    /// A block has its certificate.
    void certified(long height, long nowNanos) {
        Underway block = underway.remove(height);
        if (block != null) {
            certification.record(block.until(nowNanos));
        }
    }

    /// The ledger making a block of a batch.
    public BatchMetrics execution() {
        return execution;
    }

    /// From then until the block is durable.
    public BatchMetrics persistence() {
        return persistence;
    }

    /// From then until a quorum's signatures are there.
    public BatchMetrics certification() {
        return certification;
    }
}
