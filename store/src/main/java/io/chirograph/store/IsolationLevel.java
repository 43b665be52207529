package io.chirograph.store;

/// What transactions under way at the same time may notice of one another. At every level a
/// transaction's writes take effect together or not at all, no other transaction sees any of them
/// before (no dirty read), it sees its own, and one scan shows one moment.
///
/// | | what it reads | non-repeatable read, phantom | lost update | write skew |
/// |---|---|---|---|---|
/// | [#READ_COMMITTED] | what is committed when the read begins | possible | possible | possible |
/// | [#REPEATABLE_READ] | one moment, that of its first read | no | no | possible |
/// | [#SERIALIZABLE] | one moment, that of its first read | no | no | no |
///
/// The names of the anomalies are those of Berenson et al., A Critique of ANSI SQL Isolation Levels
/// (1995). From the weakest to the strongest.
public enum IsolationLevel {
    /// Never conflicts. Of two transactions that write one key the later commit stands.
    READ_COMMITTED,

    /// Snapshot isolation: conflicts when a key it wrote, or a range it deleted, was written by
    /// another since its first read. Two that read the same and write different keys both commit.
    REPEATABLE_READ,

    /// Conflicts when anything it read, or found absent, was written by another since. The outcome
    /// is that of the transactions one after the other, in the order of their commits.
    SERIALIZABLE;

    /// The next weaker level, but never weaker than `min`.
    IsolationLevel lowerDownTo(IsolationLevel min) {
        IsolationLevel next =
                switch (this) {
                    case SERIALIZABLE -> REPEATABLE_READ;
                    case REPEATABLE_READ, READ_COMMITTED -> READ_COMMITTED;
                };
        return next.compareTo(min) < 0 ? min : next;
    }
}
