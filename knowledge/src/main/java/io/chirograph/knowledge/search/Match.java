package io.chirograph.knowledge.search;

import io.chirograph.types.Hash32;

/// A passage that answers a search.
///
/// @param passage its index in the document
/// @param score over 0 and at most 1 ([PassageIndex] says what it means); distance is 1 − score
public record Match(Hash32 document, int passage, double score) {}
