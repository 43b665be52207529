/// What every benchmark needs: a place for its data, and what it found as rows, a table, JSON and a page. Read
/// [BenchmarkRow] first.
@NullMarked
package io.chirograph.benchmarks.harness;

import org.jspecify.annotations.NullMarked;
