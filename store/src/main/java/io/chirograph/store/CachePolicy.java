package io.chirograph.store;

/// Which block leaves a full block cache for the next one.
public enum CachePolicy {
    /// The one used longest ago. Best when what was used lately is used again; one scan larger than
    /// the cache empties it.
    LRU,

    /// The one used least often since it came, of several the one used longest ago. Best when what is
    /// popular stays so; slow to learn that something else is popular now.
    LFU,

    /// The one that a sketch of recent use, also of blocks that are not in the cache, expects to be
    /// used least; a newcomer has a small window to prove itself. Holds a hot set against scans and
    /// still follows when it shifts (Einziger, Friedman, Manes: TinyLFU, 2017).
    W_TINY_LFU
}
