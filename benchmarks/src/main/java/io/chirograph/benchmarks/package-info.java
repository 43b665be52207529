/// Measures Chirograph beside its peers, in the same run on the same machine: `chirograph bench`.
///
/// Read [io.chirograph.benchmarks.harness.BenchmarkRow] first: what one figure is, and what it is held against.
/// Each benchmark is a package below this one with a command; it runs ours and every peer in
/// alternation, at least three times, and gives a [io.chirograph.benchmarks.harness.BenchmarkResult], which is
/// printed as a table, written as JSON and drawn by [io.chirograph.benchmarks.harness.ReportPage].
///
/// Nothing in production may depend on this module.
@NullMarked
package io.chirograph.benchmarks;

import org.jspecify.annotations.NullMarked;
