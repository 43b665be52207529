package io.chirograph.batch;

/// What a controller may choose from, both ends included.
public record SizeRange(int min, int max) {
    public SizeRange {
        if (min < 1 || max < min) {
            throw new IllegalArgumentException(
                    "batch sizes are from 1 up, not %d to %d".formatted(min, max));
        }
    }

    /// The size next to `wished` that is in the range.
    int clamp(double wished) {
        return (int) Math.max(min, Math.min(max, wished));
    }
}
