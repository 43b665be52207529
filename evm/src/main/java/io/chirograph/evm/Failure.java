package io.chirograph.evm;

/// Why a message could not go on. It loses all its gas, and all that it did is undone.
public enum Failure {
    OUT_OF_GAS("out of gas"),
    STACK_UNDERFLOW("stack underflow"),
    STACK_OVERFLOW("stack overflow: more than 1024 words"),
    INVALID_INSTRUCTION("invalid instruction"),
    INVALID_JUMP("jump to a place that is not marked as a destination"),
    STATIC_VIOLATION("state change inside a static call"),
    RETURN_DATA_BOUNDS("read beyond the end of the return data"),
    CONTRACT_COLLISION("there is a contract at the new contract's address"),
    CODE_TOO_LARGE("contract code has more than 24576 bytes"),
    INIT_CODE_TOO_LARGE("creation code has more than 49152 bytes"),
    CODE_PREFIX("contract code starts with the reserved byte 0xef"),
    PRECOMPILE("bad input to a precompiled contract"),
    CALL_DEPTH("calls nested more than 1024 deep"),
    BALANCE("balance too low for the value sent"),
    NONCE_OVERFLOW("the creator's nonce is the largest there is");

    private final String description;

    Failure(String description) {
        this.description = description;
    }

    /// One line for people.
    public String description() {
        return description;
    }

    Halted halted() {
        return Halted.by(this);
    }
}
