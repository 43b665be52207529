package io.chirograph.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.LogManager;

/// Where a node's log goes: standard error, one line an event, for whatever keeps it (systemd, a file).
final class Logging {
    private Logging() {}

    static void start(System.Logger.Level level) throws IOException {
        String settings =
                """
                handlers = java.util.logging.ConsoleHandler
                java.util.logging.ConsoleHandler.level = ALL
                java.util.logging.SimpleFormatter.format = %%1$tFT%%1$tT.%%1$tL%%1$tz %%4$-7s %%3$s %%5$s%%6$s%%n
                .level = WARNING
                io.chirograph.level = %s
                """
                        .formatted(julName(level));
        LogManager.getLogManager()
                .readConfiguration(
                        new ByteArrayInputStream(settings.getBytes(StandardCharsets.UTF_8)));
    }

    private static String julName(System.Logger.Level level) {
        return switch (level) {
            case ALL -> "ALL";
            case TRACE -> "FINER";
            case DEBUG -> "FINE";
            case INFO -> "INFO";
            case WARNING -> "WARNING";
            case ERROR -> "SEVERE";
            case OFF -> "OFF";
        };
    }
}
