package io.chirograph.evm;

import io.chirograph.types.Address;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// An account as the running transaction sees it. A plain record of the present, changed only by
/// [TransactionState], which knows how to undo. Single-owner.
final class AccountState {
    /// A storage slot.
    static final class Slot {
        /// Before the transaction.
        final UInt256 original;

        UInt256 current;
        boolean warm;

        Slot(UInt256 original) {
            this.original = original;
            this.current = original;
        }
    }

    final Address address;

    /// Before the transaction.
    final Optional<Account> before;

    boolean exists;
    long nonce;
    UInt256 balance;
    Hash32 codeHash;

    boolean warm;

    /// Whether it is deleted at the end if it is empty then (EIP-161).
    boolean touched;

    /// Whether a CREATE of this transaction made it (EIP-6780).
    boolean created;

    /// Whether it is deleted at the end, by SELFDESTRUCT.
    boolean destroyed;

    // Looked up, never walked while the transaction runs: the maps' order can't show.
    final Map<UInt256, Slot> storage = new HashMap<>();
    final Map<UInt256, UInt256> transientStorage = new HashMap<>();

    AccountState(Address address, Optional<Account> before) {
        this.address = address;
        this.before = before;
        Account start = before.orElse(Account.EMPTY);
        this.exists = before.isPresent();
        this.nonce = start.nonce();
        this.balance = start.balance();
        this.codeHash = start.codeHash();
    }

    Account now() {
        return new Account(nonce, balance, codeHash);
    }

    boolean isEmpty() {
        return now().isEmpty();
    }

    SortedMap<UInt256, UInt256> changedSlots() {
        SortedMap<UInt256, UInt256> changed = new TreeMap<>();
        storage.forEach((key, slot) -> {
            if (!slot.current.equals(slot.original)) {
                changed.put(key, slot.current);
            }
        });
        return changed;
    }
}
