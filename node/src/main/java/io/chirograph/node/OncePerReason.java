package io.chirograph.node;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Lets the first of each kind of event be logged, so that a flood fills no disk. Thread-safe.
final class OncePerReason {
    private static final int REASONS_MAX = 1_000;

    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    /// Whether `reason` was not asked about before. When too many reasons were seen, none is first.
    boolean isFirst(String reason) {
        return seen.size() < REASONS_MAX && seen.add(reason);
    }
}
