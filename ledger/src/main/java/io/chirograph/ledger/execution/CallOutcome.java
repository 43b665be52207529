package io.chirograph.ledger.execution;

import io.chirograph.types.Bytes;

/// What came of a call that was tried out.
public sealed interface CallOutcome {
    /// The call ended well.
    ///
    /// @param output what it returned; the code of a new contract
    record Returned(Bytes output, long gasUsed) implements CallOutcome {}

    /// The contract gave up.
    ///
    /// @param data what it gave as the reason, as it stands
    /// @param reason the same in words, see [RevertReason]
    record Reverted(Bytes data, String reason, long gasUsed) implements CallOutcome {}

    /// The call could not go on, or could not begin.
    record Failed(String reason, long gasUsed) implements CallOutcome {}
}
