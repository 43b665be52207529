package io.chirograph.ledger.execution;

import io.chirograph.proof.ContractErrors;
import io.chirograph.types.Bytes;
import io.chirograph.types.UInt256;

/// Puts into words what Solidity returns when a call reverts.
///
/// | selector | meaning | argument |
/// |---|---|---|
/// | 0x08c379a0 | `Error(string)`: a message of the contract's author | offset 0x20, length, UTF-8 |
/// | 0x4e487b71 | `Panic(uint256)`: an error the compiler guards against | code |
/// | of [ContractErrors] | an error of a system contract | its own |
public final class RevertReason {
    private static final Bytes ERROR = Bytes.fromHex("08c379a0");
    private static final Bytes PANIC = Bytes.fromHex("4e487b71");
    private static final int WORD = 32;

    private RevertReason() {}

    /// The reason in words; hexadecimal when it is neither of the two, and cut when long.
    public static String describe(Bytes data) {
        if (data.isEmpty()) {
            return "no reason given";
        }
        if (data.startsWith(ERROR) && data.size() >= 4 + 2 * WORD) {
            Bytes arguments = data.slice(4);
            UInt256 offset = UInt256.of(arguments.slice(0, WORD));
            UInt256 length = UInt256.of(arguments.slice(WORD, 2 * WORD));
            Bytes text = arguments.slice(2 * WORD);
            if (offset.equals(UInt256.of(WORD)) && length.compareTo(UInt256.of(text.size())) <= 0) {
                return text.slice(0, (int) length.toLong()).toUtf8();
            }
        }
        if (data.startsWith(PANIC) && data.size() == 4 + WORD) {
            UInt256 code = UInt256.of(data.slice(4));
            return "panic " + code.toQuantity() + ": " + panic(code);
        }
        // Tools want the bytes, people the words.
        return ContractErrors.describe(data)
                .map(words -> words + " (" + data + ")")
                .orElseGet(data::toString);
    }

    private static String panic(UInt256 code) {
        return switch (code.fitsLong() ? (int) Math.min(code.toLong(), 0xff) : 0xff) {
            case 0x00 -> "generic";
            case 0x01 -> "assertion failed";
            case 0x11 -> "arithmetic overflow or underflow";
            case 0x12 -> "division by zero";
            case 0x21 -> "value outside its enum";
            case 0x22 -> "storage byte array badly encoded";
            case 0x31 -> "pop of an empty array";
            case 0x32 -> "array index out of bounds";
            case 0x41 -> "too much memory allocated";
            case 0x51 -> "call of an uninitialised function";
            default -> "unknown code";
        };
    }
}
