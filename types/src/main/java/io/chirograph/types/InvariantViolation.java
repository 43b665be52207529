package io.chirograph.types;

/// A broken invariant of this program's own: a bug, never a bad input. It stops the node, because a
/// node that goes on after one may do harm to others.
public final class InvariantViolation extends Error {
    public InvariantViolation(String message) {
        super(message);
    }

    /// @throws InvariantViolation with `message` unless `holds`
    public static void check(boolean holds, String message) {
        if (!holds) {
            throw new InvariantViolation(message);
        }
    }
}
