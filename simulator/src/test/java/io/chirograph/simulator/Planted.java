package io.chirograph.simulator;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What planted bugs do in place of the right thing.
public final class Planted {
    private Planted() {}

    /// Any batch will do for any digest.
    public static @Nullable Object any(Map<?, ?> bodies, Object digest) {
        Object exact = bodies.get(digest);
        return exact != null || bodies.isEmpty() ? exact : bodies.values().iterator().next();
    }

    public static Optional<?> nothing(Object from) {
        return Optional.empty();
    }
}
