/// `chirograph bench batching`: rules for the size of batches over changing loads, in simulated time and so
/// the same at every run; and the efficiency η of batches in each layer. Read [BatchingCommand] first.
@NullMarked
package io.chirograph.benchmarks.batching;

import org.jspecify.annotations.NullMarked;
