package io.chirograph.benchmarks.harness;

/// A benchmark that can't be run, or whose engine failed: the message is for whoever started it.
public final class BenchmarkException extends RuntimeException {
    public BenchmarkException(String message) {
        super(message);
    }

    public BenchmarkException(String message, Throwable cause) {
        super(message, cause);
    }
}
