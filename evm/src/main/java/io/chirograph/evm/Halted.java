package io.chirograph.evm;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/// Takes a failure from deep inside an instruction to the frame's end. Never leaves the machine; made
/// once for each failure and without a stack trace, since contracts fail at will.
final class Halted extends RuntimeException {
    private static final Map<Failure, Halted> BY_FAILURE = new EnumMap<>(Failure.class);

    static {
        for (Failure failure : Failure.values()) {
            BY_FAILURE.put(failure, new Halted(failure));
        }
    }

    private final Failure failure;

    private Halted(Failure failure) {
        super(failure.name(), null, false, false);
        this.failure = failure;
    }

    static Halted by(Failure failure) {
        return Objects.requireNonNull(BY_FAILURE.get(failure));
    }

    Failure failure() {
        return failure;
    }
}
