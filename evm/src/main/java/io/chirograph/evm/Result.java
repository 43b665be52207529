package io.chirograph.evm;

import io.chirograph.types.Bytes;

/// How a message ended.
public sealed interface Result {
    /// Gas not used.
    long gasLeft();

    /// @param output what was returned; the code of a new contract
    record Success(Bytes output, long gasLeft) implements Result {}

    /// The contract gave up; what it did is undone.
    ///
    /// @param output what it gave as the reason
    record Reverted(Bytes output, long gasLeft) implements Result {}

    /// The machine stopped it; what it did is undone.
    record Failed(Failure failure) implements Result {
        @Override
        public long gasLeft() {
            return 0;
        }
    }
}
