/// `bench execution`: a whole ledger executes blocks of transfers, with and without workers beside it.
///
/// Read [io.chirograph.benchmarks.execution.ExecutionSuite] first.
@NullMarked
package io.chirograph.benchmarks.execution;

import org.jspecify.annotations.NullMarked;
