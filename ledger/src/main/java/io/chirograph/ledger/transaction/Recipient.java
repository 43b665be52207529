package io.chirograph.ledger.transaction;

import io.chirograph.types.Address;
import java.util.Optional;

/// Where a transaction goes.
public sealed interface Recipient {
    /// A contract to be created from the transaction's data.
    static Recipient newContract() {
        return new NewContract();
    }

    static Recipient of(Address address) {
        return new Existing(address);
    }

    default Optional<Address> address() {
        return switch (this) {
            case Existing(Address address) -> Optional.of(address);
            case NewContract() -> Optional.empty();
        };
    }

    /// An account, whether or not there is one at the address yet.
    record Existing(Address to) implements Recipient {}

    /// See [#newContract()].
    record NewContract() implements Recipient {}
}
