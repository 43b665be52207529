/// `bench evm`: the contract machine beside revm (in anvil) and ethereumjs.
///
/// Every machine runs the same programs in the same way: a contract calls the program again and again inside
/// one message and gives the gas that took, so that a short program can be timed and what surrounds a
/// transaction is not. What anvil's answer costs beside that is measured with no repetition and taken off. The gas
/// must be the same everywhere to the unit, or the run fails.
///
/// Read [io.chirograph.benchmarks.evm.EvmSuite] first. The contracts' source and the peers are in
/// `src/main/peers/evm`.
@NullMarked
package io.chirograph.benchmarks.evm;

import org.jspecify.annotations.NullMarked;
