package io.chirograph.proof;

/// Text that is not the file it should be (genesis, member, proof), or breaks that file's rules. The
/// message says which field, the value, what is allowed and, for a misspelt name, the nearest one.
public final class MalformedException extends RuntimeException {
    public MalformedException(String message) {
        super(message);
    }

    public MalformedException(String message, Throwable cause) {
        super(message, cause);
    }
}
