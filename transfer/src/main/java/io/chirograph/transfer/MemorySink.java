package io.chirograph.transfer;

import io.chirograph.types.Bytes;

/// Puts an object together in memory. Single-owner.
public final class MemorySink implements Sink {
    private final byte[] content;

    /// @param size 0 to 2³¹ − 1
    public MemorySink(long size) {
        if (size < 0 || size > Integer.MAX_VALUE - 8) {
            throw new TransferException(
                    "an object of %d bytes does not fit memory, at most %d do; use a file"
                            .formatted(size, Integer.MAX_VALUE - 8));
        }
        this.content = new byte[(int) size];
    }

    @Override
    public Kind kind() {
        return Kind.MEMORY;
    }

    @Override
    public long size() {
        return content.length;
    }

    @Override
    public void write(long offset, Bytes bytes) {
        OutOfBoundsException.check("write to memory", offset, bytes.size(), size());
        bytes.copyTo(content, (int) offset);
    }

    @Override
    public Bytes read(long offset, int length) {
        OutOfBoundsException.check("read from memory", offset, length, size());
        return Bytes.owning(content).slice((int) offset, (int) offset + length);
    }

    @Override
    public Source complete() {
        return new MemorySource(Bytes.owning(content));
    }

    @Override
    public void suspend() {} // there is nothing to come back to

    @Override
    public void discard() {} // goes with this sink
}
