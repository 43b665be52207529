package io.chirograph.store;

import io.chirograph.types.Bytes;
import java.util.Optional;

/// What one commit made of a key. From [Store#history].
public final class KeyVersion {
    private final long version;
    private final Optional<Bytes> value;

    KeyVersion(long version, Optional<Bytes> value) {
        this.version = version;
        this.value = value;
    }

    /// Of the commit.
    public long version() {
        return version;
    }

    /// The key's value from this version on; empty when the commit deleted it. The array is the
    /// caller's own.
    public Optional<byte[]> value() {
        return value.map(Bytes::toArray);
    }

    @Override
    public String toString() {
        return version + ": " + value.map(Bytes::toString).orElse("deleted");
    }
}
