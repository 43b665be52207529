package io.chirograph.knowledge.extract;

import java.util.function.LongSupplier;

/// Collects the text of one document within its limits of length and time. Single-owner.
final class TextSink {
    private static final int DEADLINE_CHECK_EVERY = 64;

    private final ReadingLimits limits;
    private final LongSupplier nanoClock;
    private final long startNanos;
    private final StringBuilder text = new StringBuilder();
    private int untilCheck;

    TextSink(ReadingLimits limits, LongSupplier nanoClock) {
        this.limits = limits;
        this.nanoClock = nanoClock;
        this.startNanos = nanoClock.getAsLong();
    }

    ReadingLimits limits() {
        return limits;
    }

    void append(CharSequence piece) throws UnreadableException {
        checkDeadline();
        if (text.length() + (long) piece.length() > limits.textCharsMax()) {
            throw new UnreadableException(
                    "the text has more than %d characters; split the document"
                            .formatted(limits.textCharsMax()));
        }
        text.append(piece);
    }

    /// Ends the line, unless nothing is on it.
    void endLine() throws UnreadableException {
        if (!text.isEmpty() && text.charAt(text.length() - 1) != '\n') {
            append("\n");
        }
    }

    /// Leaves one empty line behind what was written so far, if anything was.
    void endParagraph() throws UnreadableException {
        endLine();
        int length = text.length();
        if (length > 0 && (length < 2 || text.charAt(length - 2) != '\n')) {
            append("\n");
        }
    }

    boolean atLineStart() {
        return text.isEmpty() || text.charAt(text.length() - 1) == '\n';
    }

    boolean endsWithSpace() {
        return text.isEmpty() || Character.isWhitespace(text.charAt(text.length() - 1));
    }

    /// Looks at the clock at every 64th call.
    void checkDeadline() throws UnreadableException {
        if (untilCheck-- > 0) {
            return;
        }
        untilCheck = DEADLINE_CHECK_EVERY;
        if (nanoClock.getAsLong() - startNanos > limits.timeMax().toNanos()) {
            throw new UnreadableException(
                    "reading takes longer than %d s; split the document"
                            .formatted(limits.timeMax().toSeconds()));
        }
    }

    /// All that was written: line ends as `\n`, no other control character but the tab, halves of
    /// surrogate pairs as U+FFFD, nothing but text at both ends.
    String text() {
        StringBuilder clean = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (c == '\r') {
                if (i == text.length() || text.charAt(i) != '\n') {
                    clean.append('\n');
                }
            } else if (c == '\n' || c == '\t') {
                clean.append((char) c);
            } else if (c == '\f' || c == 0x0b || c == 0x85) {
                clean.append('\n');
            } else if (Character.getType(c) == Character.SURROGATE) {
                clean.append('\ufffd');
            } else if (!Character.isISOControl(c) && c != '\ufeff') {
                clean.appendCodePoint(c);
            }
        }
        return clean.toString().strip();
    }
}
