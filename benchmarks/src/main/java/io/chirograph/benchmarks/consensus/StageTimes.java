package io.chirograph.benchmarks.consensus;

import java.util.EnumMap;
import java.util.Map;

/// Where the core's time goes. Owned by the core.
final class StageTimes {
    enum Stage {
        /// Gathering clients' requests, hashing and signing bundles, the steps these cause.
        BUNDLE,
        /// Decoding messages and checking their signatures.
        VERIFY,
        /// Writing messages.
        ENCODE,
        /// Handing records to the store.
        LOG,
        /// Executing blocks.
        EXECUTE,
        /// Making replies and their MACs.
        REPLY
    }

    private final Map<Stage, Long> nanos = new EnumMap<>(Stage.class);

    void add(Stage stage, long more) {
        nanos.merge(stage, more, Long::sum);
    }

    Map<Stage, Long> nanos() {
        return new EnumMap<>(nanos);
    }
}
