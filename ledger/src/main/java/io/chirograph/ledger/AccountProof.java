package io.chirograph.ledger;

import io.chirograph.evm.Account;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.util.List;

/// What the state says of an account and some of its slots, with the nodes that prove it against the
/// state root (EIP-1186).
///
/// @param account [Account#EMPTY] when there is none
/// @param nodes from the state root to the account's place
public record AccountProof(
        Address address,
        Account account,
        Hash32 storageRoot,
        List<Bytes> nodes,
        List<SlotProof> slots) {
    public AccountProof {
        nodes = List.copyOf(nodes);
        slots = List.copyOf(slots);
    }

    /// @param nodes from the account's storage root to the slot's place
    public record SlotProof(UInt256 slot, UInt256 value, List<Bytes> nodes) {
        public SlotProof {
            nodes = List.copyOf(nodes);
        }
    }
}
