package io.chirograph.consensus.pbft;

import io.chirograph.consensus.Batch;
import io.chirograph.types.Hash32;
import java.util.List;

/// What a replica finds on its disk when it starts.
///
/// @param certified the highest block up to which all blocks are executed and certified
/// @param ordered the requests of blocks below `blocks` that were executed within
///     [PbftConfig#retentionMillis()] of the newest block
/// @param blocks executed blocks without a gap up to the newest, ascending: at least all above
///     `certified`, the block of `certified` itself, and all within that time whose requests `ordered`
///     lacks; read once
/// @param log all records that were persisted and not pruned, in any order
/// @param changes what executed blocks decided about the validators and has not come into force below
///     `certified`; at most one
public record Recovery(
        Base certified,
        List<Ordered> ordered,
        Iterable<Block> blocks,
        List<LogRecord> log,
        List<SetChange> changes) {
    /// An executed request.
    public record Ordered(Hash32 hash, long timestampMillis) {}

    /// @param timestampMillis the time its [Effect.Deliver] gave it
    public record Block(long height, Hash32 hash, long timestampMillis, Batch batch) {}

    public Recovery {
        ordered = List.copyOf(ordered);
        log = List.copyOf(log);
        changes = List.copyOf(changes);
    }

    /// With blocks for all that must be remembered.
    public Recovery(Base certified, Iterable<Block> blocks, List<LogRecord> log) {
        this(certified, List.of(), blocks, log, List.of());
    }

    /// The first start.
    public static Recovery fresh() {
        return new Recovery(new Base.Genesis(), List.of(), List.of());
    }
}
