package io.chirograph.store;

import io.chirograph.store.CachedBlocks.Place;

/// A block in the cache, or one that was there. A table that holds it need not ask the cache where
/// it is, and keeps nothing alive that the cache let go. Thread-safe.
final class CachedBlock {
    /// Never in any cache.
    static final CachedBlock NONE = new CachedBlock(new Place(0, 0), CachedContent.Gone.GONE);

    private final Place place;
    private final int cost;
    private volatile CachedContent content;

    /// How far the cache had changed when it last heard of a use. Any thread writes it, none needs to
    /// see it soon.
    private int heardAt;

    CachedBlock(Place place, CachedContent content) {
        this.place = place;
        this.cost = content.bytes() + CachedBlocks.BLOCK_OVERHEAD_BYTES;
        this.content = content;
    }

    Place place() {
        return place;
    }

    /// `GONE` when the cache let it go.
    CachedContent content() {
        return content;
    }

    /// What it counts for in the cache.
    int cost() {
        return cost;
    }

    /// The cache has it no more.
    void letGo() {
        content = CachedContent.Gone.GONE;
    }

    /// Whether the cache has changed since it last heard of a use, and so should hear of this one.
    boolean isNews(int changes) {
        if (heardAt == changes) {
            return false;
        }
        heardAt = changes;
        return true;
    }
}
