package io.chirograph.testkit;

import java.util.Random;

/// The seed of a random test: fixed unless `-Dseed=…` gives one, so that a failure replays.
///
/// ```java
/// Seed.of(0x5eed).run("store", CommitProperties.class, random -> { … });
/// ```
public record Seed(long value) {
    /// A body that may fail in any way and takes all its randomness from `random`.
    @FunctionalInterface
    public interface Body {
        void run(Random random) throws Exception;
    }

    /// The seed of `-Dseed` (decimal, or hexadecimal with `0x`), else `usual`.
    public static Seed of(long usual) {
        String given = System.getProperty("seed", "");
        return new Seed(given.isEmpty() ? usual : Long.decode(given));
    }

    /// Runs `body`; a failure carries the command that replays it.
    public void run(String module, Class<?> test, Body body) {
        try {
            body.run(new Random(value));
        } catch (Exception | AssertionError e) {
            throw new AssertionError(
                    e.getMessage() + "\nreplay: " + replayCommand(module, test), e);
        }
    }

    /// One command that runs `test` of `module` again with this seed.
    public String replayCommand(String module, Class<?> test) {
        return "mvn -B test -pl %s -am -Dtest=%s -Dseed=0x%x -Dsurefire.failIfNoSpecifiedTests=false"
                .formatted(module, test.getSimpleName(), value);
    }
}
