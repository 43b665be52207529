package io.chirograph.transfer;

import io.chirograph.types.Bytes;

/// Where an object is put together, in any order, until it is whole. Single-owner.
public sealed interface Sink permits FileSink, MemorySink {
    Kind kind();

    /// The size the object will have.
    long size();

    /// @throws OutOfBoundsException when they are not all inside
    /// @throws TransferException when they can't be written
    void write(long offset, Bytes content);

    /// What was written before; zeros where nothing was.
    /// @throws OutOfBoundsException when they are not all inside
    Bytes read(long offset, int length);

    /// The object is whole: from now on it is there under its name, also after a crash, all at once.
    Source complete();

    /// Leaves it for later; what was written stays for a next sink of the same name.
    void suspend();

    /// Removes what was written. The former object of this name, if any, stays.
    void discard();
}
