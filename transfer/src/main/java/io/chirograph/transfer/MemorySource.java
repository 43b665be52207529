package io.chirograph.transfer;

import io.chirograph.types.Bytes;

/// An object in memory. Immutable.
public record MemorySource(Bytes content) implements Source {
    @Override
    public Kind kind() {
        return Kind.MEMORY;
    }

    @Override
    public long size() {
        return content.size();
    }

    @Override
    public Bytes read(long offset, int length) {
        OutOfBoundsException.check("read from memory", offset, length, size());
        return content.slice((int) offset, (int) offset + length);
    }

    @Override
    public void close() {} // memory needs none
}
