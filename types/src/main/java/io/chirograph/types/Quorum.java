package io.chirograph.types;

/// How many of `members` voters may be faulty and how many make a decision.
///
/// Two quorums share at least one honest member for every `members` ≥ 1: their overlap is at least
/// 2·quorum − members > faults. With members = 3·faults + 1 the quorum is the familiar 2·faults + 1.
/// (Castro and Liskov, "Practical Byzantine Fault Tolerance", OSDI 1999, for that case.)
public record Quorum(int members) {
    public Quorum {
        if (members < 1) {
            throw new IllegalArgumentException("a quorum needs at least 1 member, not " + members);
        }
    }

    /// The largest number of Byzantine members that does no harm: ⌊(members − 1) / 3⌋.
    public int faults() {
        return (members - 1) / 3;
    }

    /// Votes that decide: ⌈(members + faults + 1) / 2⌉.
    public int size() {
        return (members + faults() + 2) / 2;
    }

    /// Votes of which at least one is honest: faults + 1.
    public int oneHonest() {
        return faults() + 1;
    }
}
