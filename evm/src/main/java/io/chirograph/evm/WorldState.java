package io.chirograph.evm;

import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.UInt256;
import java.util.Optional;

/// The state a transaction starts from. The machine only reads it and keeps its own changes apart, so
/// an implementation must answer the same question with the same answer as long as a transaction runs.
/// All balances together are below 2^256, as a genesis must see to. Whoever executes transactions in parallel learns from these calls what a transaction depends on.
public interface WorldState {
    /// Without any account.
    WorldState EMPTY =
            new WorldState() {
                @Override
                public Optional<Account> account(Address address) {
                    return Optional.empty();
                }

                @Override
                public Bytes code(Address address) {
                    return Bytes.EMPTY;
                }

                @Override
                public UInt256 storage(Address address, UInt256 slot) {
                    return UInt256.ZERO;
                }
            };

    /// The account at `address`, empty when there is none.
    Optional<Account> account(Address address);

    /// The code of the account at `address`, empty when there is none.
    Bytes code(Address address);

    /// The word in `slot` of the account's storage, zero when never written.
    UInt256 storage(Address address, UInt256 slot);

    /// Whether the account has any storage, asked only of accounts with neither nonce nor code when a
    /// contract is about to be created there (EIP-7610). No transaction since Spurious Dragon leaves
    /// such an account behind, so only a state that was imported or written by hand has to override it.
    default boolean hasStorage(Address address) {
        return false;
    }
}
