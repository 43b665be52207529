package io.chirograph.transfer;

import java.time.Duration;

/// What a transfer may take.
///
/// @param blocksInFlightMax blocks asked for and not there yet, over all holders of an object
/// @param blockTimeout a block that is not there by then is asked for again, of another holder if there is one
/// @param itemTimeout an object that is not whole by then has failed
/// @param attemptsMax how often one block may fail before the object has
/// @param objectsMax objects received at once; further ones are refused
public record TransferLimits(
        int blocksInFlightMax,
        Duration blockTimeout,
        Duration itemTimeout,
        int attemptsMax,
        int objectsMax) {
    /// What a block of an object holds, unless its maker says otherwise.
    public static final int BLOCK_BYTES = 4 << 20;

    /// 32 blocks, 30 s a block, 60 s an object.
    public static final TransferLimits USUAL =
            new TransferLimits(32, Duration.ofSeconds(30), Duration.ofSeconds(60), 8, 8);

    public TransferLimits {
        requirePositive("blocksInFlightMax", blocksInFlightMax);
        requirePositive("blockTimeout", blockTimeout.toNanos());
        requirePositive("itemTimeout", itemTimeout.toNanos());
        requirePositive("attemptsMax", attemptsMax);
        requirePositive("objectsMax", objectsMax);
    }

    private static void requirePositive(String what, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + " is " + value + ", at least 1 is needed");
        }
    }
}
