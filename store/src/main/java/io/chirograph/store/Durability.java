package io.chirograph.store;

/// What a commit waits for. In either case commits reach the disk in the order of their versions,
/// so that a crash loses none or the latest ones, never one in the middle.
public enum Durability {
    /// The commit returns when it is on stable storage.
    SYNCED,
    /// The commit returns when it has its place in the order. A crash may lose it and those after
    /// it; the log still syncs behind, as fast as the disk allows.
    RELAXED,
    /// As relaxed, but no sync is made for it: it goes to disk with the next commit that is not deferred, when
    /// [Store#sync()] is called, the log's buffer is full or the store closes. For what a later commit makes
    /// durable anyway, and for what may get lost.
    DEFERRED
}
