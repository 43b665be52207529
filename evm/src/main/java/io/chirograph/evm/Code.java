package io.chirograph.evm;

import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import java.util.Optional;

/// A contract's code. Immutable as far as anyone can see.
final class Code {
    /// Behind the code's end stand zeros, that is STOP, and enough of them for the last PUSH32 to read.
    private static final int PADDING = 33;

    /// What the code of a delegating account starts with (EIP-7702); the delegate's address follows.
    private static final Bytes DELEGATION = Bytes.fromHex("ef0100");

    static final Code EMPTY = new Code(Bytes.EMPTY);

    private final Bytes original;
    private final byte[] padded;
    private final boolean delegation;

    /// Made at the first run. Threads may each make it: they make the same.
    private Program program = Program.NOT_MADE;

    Code(Bytes original) {
        this.original = original;
        this.padded = new byte[original.size() + PADDING];
        original.copyTo(padded, 0);
        this.delegation =
                original.size() == DELEGATION.size() + Address.SIZE
                        && original.startsWith(DELEGATION);
    }

    /// The code by which an account delegates to `delegate`.
    static Bytes delegationTo(Address delegate) {
        return Bytes.concat(DELEGATION, delegate.bytes());
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

    /// What runs. A code is only ever used with the instructions of one fork.
    Program program(InstructionSet instructions) {
        Program made = program;
        if (made.slots.length == 0) {
            made = Translator.translate(padded, size(), instructions);
            program = made;
        }
        return made;
    }

    /// The account whose code runs instead of this.
    Optional<Address> delegate() {
        return delegation
                ? Optional.of(Address.of(original.slice(DELEGATION.size())))
                : Optional.empty();
    }
}
