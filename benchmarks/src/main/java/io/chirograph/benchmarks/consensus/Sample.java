package io.chirograph.benchmarks.consensus;

/// One measurement of a row.
///
/// @param note where the time went, and whatever else belongs to it
record Sample(double value, String note) {}
