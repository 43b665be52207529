package io.chirograph.evm;

/// What an instruction means for the frame that runs it.
enum Exit {
    /// The frame goes on.
    NONE,
    /// The frame waits for a call that it has made.
    CALLED,
    /// The frame ends, and what it did stands.
    STOPPED,
    /// The frame ends and wants what it did undone.
    REVERTED
}
