package io.chirograph.evm.precompile;

import io.chirograph.types.Bytes;
import java.util.Optional;

/// A contract that the machine runs itself, at a fixed low address. Immutable, thread-safe.
public interface Precompile {
    /// What a run over `input` costs, told from the input alone before any work is done.
    /// @return at least 0; `Long.MAX_VALUE` where no gas is enough
    long gas(Bytes input);

    /// The output; empty when the input is not valid, so that the call fails.
    Optional<Bytes> run(Bytes input);
}
