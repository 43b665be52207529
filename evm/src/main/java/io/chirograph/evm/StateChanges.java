package io.chirograph.evm;

import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.util.Collections;
import java.util.SortedMap;

/// What a transaction did to the state: for each account that differs from before, how it is now. The maps are given
/// away by who makes it, for there is one of these for each transaction: nothing is copied.
///
/// @param codes the codes that accounts were given, by their Keccak-256
public record StateChanges(
        SortedMap<Address, AccountChange> accounts, SortedMap<Hash32, Bytes> codes) {
    public static final StateChanges NONE =
            new StateChanges(Collections.emptySortedMap(), Collections.emptySortedMap());

    public StateChanges {
        accounts = Collections.unmodifiableSortedMap(accounts);
        codes = Collections.unmodifiableSortedMap(codes);
    }

    /// How one account is after the transaction.
    public sealed interface AccountChange {}

    /// The account is gone, and all its storage with it.
    public record Deleted() implements AccountChange {}

    /// The account is there.
    ///
    /// @param storage only slots that differ from before; zero clears a slot
    public record Updated(Account account, SortedMap<UInt256, UInt256> storage)
            implements AccountChange {
        public Updated {
            storage = Collections.unmodifiableSortedMap(storage);
        }
    }
}
