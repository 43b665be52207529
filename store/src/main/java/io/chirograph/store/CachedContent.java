package io.chirograph.store;

/// What was made of a stored block and is worth keeping.
sealed interface CachedContent permits Block, BloomFilter, CachedContent.Gone {
    /// What it takes in memory, about.
    int bytes();

    /// In place of what the cache let go.
    enum Gone implements CachedContent {
        GONE;

        @Override
        public int bytes() {
            return 0;
        }
    }
}
