package io.chirograph.network;

/// What went wrong, in words for an operator.
final class Problems {
    private static final int CAUSES_MAX = 10;

    private Problems() {}

    /// The innermost cause: TLS and Netty wrap what matters.
    static String describe(Throwable problem) {
        Throwable cause = problem;
        for (int depth = 0; depth < CAUSES_MAX && cause.getCause() != null; depth++) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        return cause.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    }

    /// `text` without what could forge or garble log lines, cut to `charsMax`.
    static String printable(String text, int charsMax) {
        String cut = text.length() <= charsMax ? text : text.substring(0, charsMax);
        return cut.replaceAll("[^\\x20-\\x7e]", "?").replace('"', '\'');
    }
}
