package io.chirograph.store;

/// Bytes on disk are not the bytes that were written. They are reported, never returned as data.
public final class CorruptionException extends StoreException {
    private final String file;
    private final long offset;

    public CorruptionException(String file, long offset, String problem) {
        super(
                "%s offset %d: %s; the file is damaged, restore the store from a replica or a backup"
                        .formatted(file, offset, problem));
        this.file = file;
        this.offset = offset;
    }

    public String file() {
        return file;
    }

    /// Byte position of the damaged part's begin.
    public long offset() {
        return offset;
    }
}
