package io.chirograph.node.config;

import java.nio.file.Path;

/// Where a setting's value comes from.
public sealed interface Origin {
    record Default() implements Origin {}

    /// @param line from 1; 0 when it could not be told
    record File(Path file, int line) implements Origin {}

    record Environment(String variable) implements Origin {}

    /// Given on the command line.
    record Flag() implements Origin {}

    default String describe() {
        return switch (this) {
            case Default() -> "default";
            case File(var file, var line) when line == 0 -> file.toString();
            case File(var file, var line) -> file + " line " + line;
            case Environment(var variable) -> "environment " + variable;
            case Flag() -> "command line";
        };
    }
}
