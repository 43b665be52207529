package io.chirograph.knowledge.search;

import java.util.List;

/// What is looked for.
///
/// @param query words in any language; empty to list what the filters let through
/// @param filters all must hold; at most [#FILTERS_MAX]
/// @param versions which versions of a document may answer
/// @param hitsMax 1 to [#HITS_MAX]
public record SearchRequest(String query, List<Filter> filters, Versions versions, int hitsMax) {
    public static final int QUERY_CHARS_MAX = 400;
    public static final int FILTERS_MAX = 20;
    public static final int HITS_MAX = 1_000;
    public static final int HITS_DEFAULT = 10;

    /// Which versions of a document may answer.
    public enum Versions {
        CURRENT,
        ALL
    }

    public SearchRequest {
        filters = List.copyOf(filters);
        if (query.length() > QUERY_CHARS_MAX) {
            throw new IllegalArgumentException(
                    "a query has at most %d characters, not %d"
                            .formatted(QUERY_CHARS_MAX, query.length()));
        }
        if (filters.size() > FILTERS_MAX) {
            throw new IllegalArgumentException(
                    "a search has at most %d filters, not %d"
                            .formatted(FILTERS_MAX, filters.size()));
        }
        if (hitsMax < 1 || hitsMax > HITS_MAX) {
            throw new IllegalArgumentException(
                    "a search returns 1 to %d hits, not %d".formatted(HITS_MAX, hitsMax));
        }
    }

    /// The ten best passages of current versions.
    public static SearchRequest of(String query) {
        return new SearchRequest(query, List.of(), Versions.CURRENT, HITS_DEFAULT);
    }
}
