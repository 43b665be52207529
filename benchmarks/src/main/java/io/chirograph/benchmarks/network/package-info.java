/// `bench network`: token transfers over JSON-RPC until their receipts are confirmed, on four members in processes
/// of their own beside a single node of another make.
///
/// Read [io.chirograph.benchmarks.network.NetworkSuite] first, then `LoadGenerator`: one generator, the same
/// signed transfers and the same number of unconfirmed ones for everybody.
@NullMarked
package io.chirograph.benchmarks.network;

import org.jspecify.annotations.NullMarked;
