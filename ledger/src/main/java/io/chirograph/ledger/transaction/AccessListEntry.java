package io.chirograph.ledger.transaction;

import io.chirograph.types.Address;
import io.chirograph.types.UInt256;
import java.util.List;

/// An account, and slots of its storage, that a transaction pays for in advance (EIP-2930).
public record AccessListEntry(Address address, List<UInt256> slots) {
    public AccessListEntry {
        slots = List.copyOf(slots);
    }
}
