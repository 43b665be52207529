package io.chirograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class NodeLogTest {
    @Test
    void aLineNamesTheLevelAsTheConfigurationDoes() {
        assertThat(line(Level.SEVERE)).isEqualTo("2026-01-02T03:04:05.006Z ERROR a.b it failed\n");
        assertThat(line(Level.INFO)).isEqualTo("2026-01-02T03:04:05.006Z INFO a.b it failed\n");
        assertThat(line(Level.FINE)).isEqualTo("2026-01-02T03:04:05.006Z DEBUG a.b it failed\n");
        assertThat(line(Level.CONFIG)).startsWith("2026-01-02T03:04:05.006Z CONFIG ");
    }

    private static String line(Level level) {
        LogRecord entry = new LogRecord(level, "it failed");
        entry.setInstant(Instant.parse("2026-01-02T03:04:05.006007Z"));
        entry.setLoggerName("a.b");
        return new NodeLog.OneLine().format(entry);
    }
}
