package io.chirograph.store;

import io.chirograph.types.Bytes;

/// A key and its value as a scan returns them. The arrays are the caller's own.
public final class KeyValue {
    private final byte[] key;
    private final byte[] value;

    KeyValue(byte[] key, byte[] value) {
        this.key = key;
        this.value = value;
    }

    public byte[] key() {
        return key;
    }

    public byte[] value() {
        return value;
    }

    @Override
    public String toString() {
        return Bytes.copyOf(key) + "=" + Bytes.copyOf(value);
    }
}
