package io.chirograph.ledger.execution;

import io.chirograph.evm.Fork;
import io.chirograph.ledger.transaction.AccessListEntry;
import io.chirograph.types.Bytes;
import java.util.List;

/// What a transaction costs before its first instruction, and at least in the end.
///
/// @param gas taken from the gas limit before the call starts
/// @param floor the least gas that is paid for, whatever the call uses (EIP-7623); 0 before Prague
record IntrinsicGas(long gas, long floor) {
    private static final long TRANSACTION = 21_000;
    private static final long CREATION = 32_000;
    private static final long ZERO_BYTE = 4;
    private static final long OTHER_BYTE = 16;
    private static final long OTHER_BYTE_BEFORE_ISTANBUL = 68;
    private static final long INIT_CODE_WORD = 2;
    private static final long ACCESS_LIST_ADDRESS = 2_400;
    private static final long ACCESS_LIST_SLOT = 1_900;
    private static final long FLOOR_TOKEN = 10;
    private static final int TOKENS_OF_OTHER_BYTE = 4;

    /// Taken for an authorization; if its account exists, [#AUTHORIZATION_REFUND] comes back (EIP-7702).
    private static final long AUTHORIZATION = 25_000;

    static final long AUTHORIZATION_REFUND = 12_500;

    static IntrinsicGas of(
            Fork fork,
            boolean isCreation,
            Bytes data,
            List<AccessListEntry> accessList,
            int authorizationCount) {
        long zeros = zeroBytes(data);
        long others = data.size() - zeros;
        long otherByte = fork.isAtLeast(Fork.ISTANBUL) ? OTHER_BYTE : OTHER_BYTE_BEFORE_ISTANBUL;
        long gas = TRANSACTION + (zeros * ZERO_BYTE) + (others * otherByte);
        if (isCreation && fork.isAtLeast(Fork.HOMESTEAD)) {
            gas += CREATION;
        }
        if (isCreation && fork.isAtLeast(Fork.SHANGHAI)) {
            gas += INIT_CODE_WORD * ((data.size() + 31L) / 32);
        }
        for (AccessListEntry entry : accessList) {
            gas += ACCESS_LIST_ADDRESS + (ACCESS_LIST_SLOT * entry.slots().size());
        }
        gas += AUTHORIZATION * authorizationCount;
        long tokens = zeros + (TOKENS_OF_OTHER_BYTE * others);
        long floor = fork.isAtLeast(Fork.PRAGUE) ? TRANSACTION + (FLOOR_TOKEN * tokens) : 0;
        return new IntrinsicGas(gas, floor);
    }

    private static long zeroBytes(Bytes data) {
        long zeros = 0;
        for (int i = 0; i < data.size(); i++) {
            if (data.get(i) == 0) {
                zeros++;
            }
        }
        return zeros;
    }

    /// The least gas limit.
    long required() {
        return Math.max(gas, floor);
    }
}
