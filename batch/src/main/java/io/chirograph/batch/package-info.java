/// How work is grouped. Every layer has a fixed cost that a batch shares: a sync, a round of agreement,
/// a signature check. [Batcher] holds the items, a [BatchPolicy] says when a batch is due and who goes first,
/// a [SizeController] learns how large one should be, [ParallelBatch] works on one with all cores, and
/// [BatchMetrics] tells what it was worth. All are told the time, so that the same code runs under a
/// thread and under a simulator. Read [Batcher] first.
///
/// Invariants: items of one level leave in the order in which they came, each exactly once; never more items
/// or bytes wait than the batcher's bounds.
@NullMarked
package io.chirograph.batch;

import org.jspecify.annotations.NullMarked;
