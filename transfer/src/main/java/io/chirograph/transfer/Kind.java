package io.chirograph.transfer;

/// Where the bytes of a source or sink are.
public enum Kind {
    FILE,
    MEMORY
}
