package io.chirograph.evm;

import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import java.util.Optional;

/// A contract's code, made ready to run. Immutable.
final class Code {
    /// Behind the code's end stand zeros, that is STOP, and enough of them for the last PUSH32 to read.
    private static final int PADDING = 33;

    /// What the code of a delegating account starts with (EIP-7702); the delegate's address follows.
    private static final Bytes DELEGATION = Bytes.fromHex("ef0100");

    static final Code EMPTY = new Code(Bytes.EMPTY);

    private final Bytes original;
    private final byte[] padded;
    private final long[] jumpDestinations;
    private final boolean delegation;

    Code(Bytes original) {
        this.original = original;
        this.padded = new byte[original.size() + PADDING];
        original.copyTo(padded, 0);
        this.jumpDestinations = findJumpDestinations(padded, original.size());
        this.delegation =
                original.size() == DELEGATION.size() + Address.SIZE
                        && original.startsWith(DELEGATION);
    }

    /// The code by which an account delegates to `delegate`.
    static Bytes delegationTo(Address delegate) {
        return Bytes.concat(DELEGATION, delegate.bytes());
    }

    /// One bit for each byte: set where a JUMPDEST stands that is not inside a PUSH.
    private static long[] findJumpDestinations(byte[] code, int size) {
        long[] bits = new long[(size + 63) / 64];
        for (int at = 0; at < size; at++) {
            int opcode = code[at] & 0xff;
            if (opcode == Opcode.JUMPDEST) {
                bits[at >>> 6] |= 1L << (at & 63);
            } else if (opcode >= Opcode.PUSH1 && opcode <= Opcode.PUSH32) {
                at += opcode - Opcode.PUSH1 + 1;
            }
        }
        return bits;
    }

    Bytes original() {
        return original;
    }

    int size() {
        return original.size();
    }

    /// The code and the padding; never written to.
    byte[] padded() {
        return padded;
    }

    boolean isJumpDestination(long offset) {
        return offset < original.size()
                && (jumpDestinations[(int) (offset >>> 6)] >>> (offset & 63) & 1) != 0;
    }

    /// The account whose code runs instead of this.
    Optional<Address> delegate() {
        return delegation
                ? Optional.of(Address.of(original.slice(DELEGATION.size())))
                : Optional.empty();
    }
}
