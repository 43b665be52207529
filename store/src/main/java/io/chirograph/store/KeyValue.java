package io.chirograph.store;

import io.chirograph.types.Bytes;

/// A key and its value as a scan returns them, or as a load takes them. Immutable.
public final class KeyValue {
    private final Bytes key;
    private final Bytes value;

    /// Both arrays are copied.
    public KeyValue(byte[] key, byte[] value) {
        this(Bytes.copyOf(key), Bytes.copyOf(value));
    }

    KeyValue(Bytes key, Bytes value) {
        this.key = key;
        this.value = value;
    }

    /// A copy, the caller's own.
    public byte[] key() {
        return key.toArray();
    }

    /// A copy, the caller's own.
    public byte[] value() {
        return value.toArray();
    }

    Bytes keyBytes() {
        return key;
    }

    Bytes valueBytes() {
        return value;
    }

    @Override
    public String toString() {
        return key + "=" + value;
    }
}
