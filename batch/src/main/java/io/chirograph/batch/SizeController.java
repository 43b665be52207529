package io.chirograph.batch;

/// How many items a batch should hold, learnt from what batches cost. Single-owner, told the time.
public interface SizeController {
    /// Most items of the next batch, at least 1.
    int size();

    void observe(BatchOutcome outcome);
}
