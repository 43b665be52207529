package io.chirograph.evm;

import io.chirograph.crypto.Hashes;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;

/// What the state holds of an account besides code and storage.
///
/// @param nonce read as unsigned
/// @param codeHash Keccak-256 of the code, [Hashes#EMPTY_KECCAK] without code
public record Account(long nonce, UInt256 balance, Hash32 codeHash) {
    public static final Account EMPTY = new Account(0, UInt256.ZERO, Hashes.EMPTY_KECCAK);

    public boolean hasCode() {
        return !codeHash.equals(Hashes.EMPTY_KECCAK);
    }

    /// Whether the account is as good as absent (EIP-161).
    public boolean isEmpty() {
        return nonce == 0 && balance.isZero() && !hasCode();
    }
}
