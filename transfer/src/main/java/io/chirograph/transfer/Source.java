package io.chirograph.transfer;

import io.chirograph.types.Bytes;

/// An object's bytes, to be read in any order. They do not change.
public sealed interface Source extends AutoCloseable permits FileSource, MemorySource {
    Kind kind();

    /// In bytes.
    long size();

    /// The `length` bytes from `offset` on.
    /// @throws OutOfBoundsException when they are not all inside
    /// @throws TransferException when they can't be read
    Bytes read(long offset, int length);

    @Override
    void close();
}
