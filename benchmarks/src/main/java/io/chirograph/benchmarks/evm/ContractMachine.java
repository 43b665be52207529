package io.chirograph.benchmarks.evm;

/// A machine that runs programs. Single-owner.
sealed interface ContractMachine extends AutoCloseable permits Anvil, Chirograph, EthereumJs {
    /// What a run took.
    ///
    /// @param gas of the calls
    record Run(long gas, double nanos) {
        /// Million units of gas a second.
        double megagas() {
            return gas * 1e3 / nanos;
        }
    }

    String label();

    /// Calls the program `count` times.
    Run run(Program program, long count);

    @Override
    default void close() {}
}
