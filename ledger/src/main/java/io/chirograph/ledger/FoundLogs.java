package io.chirograph.ledger;

import io.chirograph.evm.Log;
import java.util.List;

/// What a search for logs gave.
public sealed interface FoundLogs {
    /// All of them, in the order of the chain.
    record All(List<Entry> entries) implements FoundLogs {
        public All {
            entries = List.copyOf(entries);
        }
    }

    /// There are more than one answer may hold.
    ///
    /// @param limit how many entries, or how many blocks with candidates, are allowed
    record TooMany(String what, int limit) implements FoundLogs {}

    /// A log and where it stands.
    ///
    /// @param logIndex in its block, from 0
    record Entry(Log log, Block block, int transactionIndex, int logIndex) {}
}
