package io.chirograph.knowledge;

import io.chirograph.knowledge.search.SearchField;
import io.chirograph.proof.document.Passage;
import io.chirograph.types.Hash32;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/// A passage of a registered document that answers a search.
///
/// @param id of the document
/// @param score over 0 and at most 1, larger is better; [io.chirograph.knowledge.search.PassageIndex] says
///     how it is computed
/// @param metadata the document's value of every field a search can be narrowed by
/// @param passage its text is the hit's content
public record SearchHit(
        Hash32 id, double score, Map<SearchField, String> metadata, Passage passage) {
    public SearchHit {
        metadata = Collections.unmodifiableMap(new EnumMap<>(metadata));
    }

    /// 1 − score.
    public double distance() {
        return 1 - score;
    }

    public String content() {
        return passage.text();
    }
}
