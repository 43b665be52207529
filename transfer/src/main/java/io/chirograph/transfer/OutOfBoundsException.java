package io.chirograph.transfer;

/// A read or write that leaves the object. The message names both bounds.
public final class OutOfBoundsException extends TransferException {
    private OutOfBoundsException(String message) {
        super(message);
    }

    /// @param what is read or written, for the message
    static void check(String what, long offset, long length, long size) {
        if (offset < 0 || length < 0 || offset > size || length > size - offset) {
            throw new OutOfBoundsException(
                    "%s: %d bytes at offset %d are out of bounds, the object has offsets 0 to %d"
                            .formatted(what, length, offset, size));
        }
    }
}
