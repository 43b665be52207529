package io.chirograph.proof;

import io.chirograph.types.Bytes;
import io.chirograph.types.UInt256;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// An account that exists from block 0 on.
///
/// @param balance in wei
/// @param code at most 24,576 bytes (EIP-170)
/// @param storage no value is zero: a zero slot is an absent one
public record GenesisAccount(
        UInt256 balance, long nonce, Bytes code, SortedMap<UInt256, UInt256> storage) {
    public static final int CODE_BYTES_MAX = 24_576;

    public GenesisAccount {
        storage = Collections.unmodifiableSortedMap(new TreeMap<>(storage));
        if (nonce < 0) {
            throw new IllegalArgumentException("account: nonce is at least 0, not " + nonce);
        }
        if (code.size() > CODE_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "account: code has %d bytes, at most %d are allowed"
                            .formatted(code.size(), CODE_BYTES_MAX));
        }
        if (storage.containsValue(UInt256.ZERO)) {
            throw new IllegalArgumentException(
                    "account: a storage slot is zero, leave it out instead");
        }
    }

    /// An account that only holds money.
    public static GenesisAccount funded(UInt256 balance) {
        return new GenesisAccount(balance, 0, Bytes.EMPTY, new TreeMap<>());
    }

    /// A contract without balance; its nonce is 1, as after a creation (EIP-161).
    public static GenesisAccount contract(Bytes code) {
        return new GenesisAccount(UInt256.ZERO, 1, code, new TreeMap<>());
    }
}
