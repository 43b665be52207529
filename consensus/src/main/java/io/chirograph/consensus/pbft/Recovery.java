package io.chirograph.consensus.pbft;

import io.chirograph.consensus.Batch;
import io.chirograph.types.Hash32;
import java.util.List;

/// What a replica finds on its disk when it starts.
///
/// @param certified the highest block up to which all blocks are executed and certified
/// @param blocks executed blocks without a gap up to the newest, ascending: at least all above
///     `certified`, the block of `certified` itself, and all whose time is within
///     [PbftConfig#retentionMillis()] of the newest block's; read once
/// @param log all records that were persisted and not pruned, in any order
public record Recovery(Base certified, Iterable<Block> blocks, List<LogRecord> log) {
    /// @param timestampMillis the time its [Effect.Deliver] gave it
    public record Block(long height, Hash32 hash, long timestampMillis, Batch batch) {}

    public Recovery {
        log = List.copyOf(log);
    }

    /// The first start.
    public static Recovery fresh() {
        return new Recovery(new Base.Genesis(), List.of(), List.of());
    }
}
