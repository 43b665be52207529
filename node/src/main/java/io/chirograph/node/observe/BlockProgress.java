package io.chirograph.node.observe;

import io.chirograph.ledger.ExecutedBlock;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/// What became certified since the start. Told on the ledger's thread, read on any.
public final class BlockProgress {
    private final LongSupplier nanoClock;
    private final LongAdder blocks = new LongAdder();
    private final LongAdder transactions = new LongAdder();
    private final LongAdder skipped = new LongAdder();
    private final LongAdder gasUsed = new LongAdder();
    private volatile long lastNanos;

    /// @param nanoClock as `System::nanoTime`; the start counts as the first block
    public BlockProgress(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        this.lastNanos = nanoClock.getAsLong();
    }

    /// To be called on every certified block.
    public void onCertified(ExecutedBlock block) {
        blocks.increment();
        transactions.add(block.block().transactions().size());
        skipped.add(block.skipped().size());
        gasUsed.add(block.block().header().gasUsed());
        lastNanos = nanoClock.getAsLong();
    }

    long blocks() {
        return blocks.sum();
    }

    long transactions() {
        return transactions.sum();
    }

    long skipped() {
        return skipped.sum();
    }

    long gasUsed() {
        return gasUsed.sum();
    }

    long nanosSinceLast() {
        return nanoClock.getAsLong() - lastNanos;
    }
}
