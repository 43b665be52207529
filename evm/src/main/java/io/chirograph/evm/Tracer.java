package io.chirograph.evm;

/// Watches a run; whatever it throws ends the run, whose changes are to be thrown away then. Without one a
/// run pays nothing: instructions are watched by an interpreter of their own, see [TracingInterpreter].
public interface Tracer {
    /// Watches nothing.
    Tracer NONE = new Tracer() {};

    /// Whether single instructions are to be watched, which makes the run many times slower.
    default boolean seesInstructions() {
        return false;
    }

    /// A call begins, also one of a precompiled contract. Those that can't begin (too deep, too little
    /// balance) are not seen.
    default void enter(CallStart start) {}

    /// The call that began last, of those that have not ended, ends.
    default void leave(Result result) {}

    /// An instruction is about to run.
    ///
    /// @param step valid until this returns
    default void before(Step step) {}

    /// The instruction has run; if it calls, the call is about to.
    ///
    /// @param gasCost with the gas that a call is given, without that which a creation is given
    default void after(long gasCost) {}

    /// The instruction has failed.
    default void failed(Failure failure) {}
}
