package io.chirograph.evm;

import static io.chirograph.evm.Fork.BERLIN;
import static io.chirograph.evm.Fork.CONSTANTINOPLE;
import static io.chirograph.evm.Fork.ISTANBUL;
import static io.chirograph.evm.Fork.LONDON;
import static io.chirograph.evm.Fork.SPURIOUS_DRAGON;
import static io.chirograph.evm.Fork.TANGERINE_WHISTLE;

/// The prices that depend on more than the instruction, by fork. Prices of whole instructions are in
/// [InstructionSet].
final class GasSchedule {
    static final long CODE_DEPOSIT_BYTE = 200;
    static final long CREATE = 32_000;
    static final long COPY_WORD = 3;
    static final long HASH_WORD = 6;
    static final long INIT_CODE_WORD = 2;
    static final long LOG_TOPIC = 375;
    static final long LOG_BYTE = 8;
    static final long CALL_VALUE = 9_000;
    static final long CALL_STIPEND = 2_300;
    static final long NEW_ACCOUNT = 25_000;
    static final long WARM_ACCESS = 100;
    static final long COLD_ACCOUNT = 2_600;
    static final long COLD_SLOT = 2_100;
    static final long STORAGE_SET = 20_000;
    static final long STORAGE_RESET = 5_000;
    static final long STORAGE_CLEAR_REFUND_BEFORE_LONDON = 15_000;
    static final long SELF_DESTRUCT_REFUND = 24_000;

    /// Whether the first access to an account or slot costs more than the next (EIP-2929).
    final boolean hasColdAccess;

    final long storageLoad;
    final long call;
    final long exponentByte;

    /// What a store costs that changes nothing or changes again (EIP-1283, 2200, 2929).
    final long storageDirty;

    final long storageReset;

    /// Given back for clearing a slot (EIP-3529).
    final long storageClearRefund;

    /// Whether stores are priced by the value before the transaction; Petersburg took that back for a while.
    final boolean hasNetStorage;

    GasSchedule(Fork fork) {
        hasColdAccess = fork.isAtLeast(BERLIN);
        storageLoad = storageLoad(fork);
        call = fork.isAtLeast(TANGERINE_WHISTLE) ? 700 : 40;
        exponentByte = fork.isAtLeast(SPURIOUS_DRAGON) ? 50 : 10;
        storageDirty = hasColdAccess ? WARM_ACCESS : storageLoad;
        storageReset = hasColdAccess ? STORAGE_RESET - COLD_SLOT : STORAGE_RESET;
        storageClearRefund =
                fork.isAtLeast(LONDON)
                        ? STORAGE_RESET - COLD_SLOT + 1_900
                        : STORAGE_CLEAR_REFUND_BEFORE_LONDON;
        hasNetStorage = fork == CONSTANTINOPLE || fork.isAtLeast(ISTANBUL);
    }

    private static long storageLoad(Fork fork) {
        if (fork.isAtLeast(ISTANBUL)) {
            return 800;
        }
        return fork.isAtLeast(TANGERINE_WHISTLE) ? 200 : 50;
    }

    static long words(long bytes) {
        return (bytes + 31) / 32;
    }

    /// What is left for a call when the caller keeps a 64th (EIP-150).
    static long allButOne64th(long gas) {
        return gas - (gas / 64);
    }
}
