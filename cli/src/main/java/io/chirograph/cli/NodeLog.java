package io.chirograph.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.temporal.ChronoUnit;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// How a node logs: to standard error, one line a record, in UTC.
final class NodeLog {
    private static final Logger ROOT = Logger.getLogger("");
    private static final Logger PROJECT = Logger.getLogger("io.chirograph");

    private NodeLog() {}

    /// Libraries are heard only from warnings on.
    static void begin(System.Logger.Level level) {
        Level least = platform(level);
        ROOT.setLevel(least.intValue() > Level.WARNING.intValue() ? least : Level.WARNING);
        PROJECT.setLevel(least);
        for (Handler handler : ROOT.getHandlers()) {
            handler.setLevel(Level.ALL);
            handler.setFormatter(new OneLine());
        }
    }

    private static Level platform(System.Logger.Level level) {
        return switch (level) {
            case ALL -> Level.ALL;
            case TRACE -> Level.FINER;
            case DEBUG -> Level.FINE;
            case INFO -> Level.INFO;
            case WARNING -> Level.WARNING;
            case ERROR -> Level.SEVERE;
            case OFF -> Level.OFF;
        };
    }

    /// As the configuration calls it.
    private static String name(Level level) {
        for (System.Logger.Level own : System.Logger.Level.values()) {
            if (platform(own).equals(level)) {
                return own.name();
            }
        }
        return level.getName();
    }

    static final class OneLine extends Formatter {
        @Override
        public String format(LogRecord entry) {
            StringWriter text = new StringWriter();
            text.append(entry.getInstant().truncatedTo(ChronoUnit.MILLIS).toString())
                    .append(' ')
                    .append(name(entry.getLevel()))
                    .append(' ')
                    .append(String.valueOf(entry.getLoggerName()))
                    .append(' ')
                    .append(formatMessage(entry))
                    .append('\n');
            if (entry.getThrown() != null) {
                entry.getThrown().printStackTrace(new PrintWriter(text, true));
            }
            return text.toString();
        }
    }
}
