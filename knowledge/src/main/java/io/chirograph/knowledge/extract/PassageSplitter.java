package io.chirograph.knowledge.extract;

import io.chirograph.proof.document.Passage;
import java.util.ArrayList;
import java.util.List;

/// Cuts a text into passages: runs of whole paragraphs up to a size, each long enough to be understood and
/// short enough to be a search hit. A heading begins a passage and stays with what follows. A paragraph that
/// is too long is cut behind a sentence, else between words, else between characters.
///
/// Size is counted in columns: a Chinese, Japanese or Korean character is two, so a passage holds about the
/// same content in any script. Passages leave out the white space between them and never overlap; offsets
/// are UTF-16 units of the text. Pure: the same text gives the same passages.
public final class PassageSplitter {
    static final int COLUMNS_MAX = 1_200;

    private static final String SENTENCE_ENDS = "。！？；…";
    private static final String SPACED_SENTENCE_ENDS = ".!?;:";

    private final String text;
    private final List<Passage> passages = new ArrayList<>();
    private int start = -1; // of the passage being collected; −1 for none
    private int end;
    private int columns;

    private PassageSplitter(String text) {
        this.text = text;
    }

    /// @param text as [DocumentReader] gives it, at most [ReadingLimits#TEXT_CHARS_LIMIT] long
    public static List<Passage> split(String text) {
        PassageSplitter splitter = new PassageSplitter(text);
        splitter.run();
        return List.copyOf(splitter.passages);
    }

    private void run() {
        int at = nextText(0);
        while (at < text.length()) {
            int paragraphEnd = paragraphEnd(at);
            add(at, paragraphEnd);
            at = nextText(paragraphEnd);
        }
        flush();
    }

    /// The first character from `from` on that is no white space.
    private int nextText(int from) {
        int at = from;
        while (at < text.length() && isSpace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /// Behind the last character before an empty line, or before a line that is a heading; a heading is a
    /// paragraph of its own.
    private int paragraphEnd(int from) {
        int lineEnd = lineEnd(from);
        if (isHeading(from)) {
            return trimmed(from, lineEnd);
        }
        while (lineEnd < text.length()) {
            int next = lineEnd + 1;
            int nextEnd = lineEnd(next);
            if (trimmed(next, nextEnd) == next || isHeading(next)) {
                break;
            }
            lineEnd = nextEnd;
        }
        return trimmed(from, lineEnd);
    }

    private int lineEnd(int from) {
        int at = text.indexOf('\n', from);
        return at < 0 ? text.length() : at;
    }

    private boolean isHeading(int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) == '#') {
            at++;
        }
        int marks = at - from;
        return marks >= 1 && marks <= 6 && at < text.length() && text.charAt(at) == ' ';
    }

    private int trimmed(int from, int to) {
        int at = to;
        while (at > from && isSpace(text.charAt(at - 1))) {
            at--;
        }
        return at;
    }

    private void add(int from, int to) {
        if (start >= 0
                && !onlyHeadings()
                && (isHeading(from) || columns + width(end, to) > COLUMNS_MAX)) {
            flush();
        }
        if (start < 0) {
            start = from;
            end = from;
        }
        columns += width(end, to);
        end = to;
        if (columns > COLUMNS_MAX) {
            cutLong();
        }
    }

    /// Whether the passage has no text yet under its headings.
    private boolean onlyHeadings() {
        int last = Math.max(start, text.lastIndexOf('\n', end - 1) + 1);
        return isHeading(last);
    }

    /// Puts out full passages until what is left fits.
    private void cutLong() {
        while (columns > COLUMNS_MAX) {
            int cut = cut(start);
            put(start, trimmed(start, cut));
            int next = nextText(cut);
            columns -= width(start, next);
            start = next;
        }
    }

    /// Where to end a passage that begins at `from`: the best place in its second half, or the last that
    /// fits.
    private int cut(int from) {
        int fits = from;
        for (int width = 0; fits < end; ) {
            int c = text.codePointAt(fits);
            width += columns(c);
            if (width > COLUMNS_MAX) {
                break;
            }
            fits += Character.charCount(c);
        }
        int half = from + (fits - from) / 2;
        for (int at = fits; at > half; at--) {
            if (endsSentence(at)) {
                return at;
            }
        }
        for (int at = fits; at > half; at--) {
            if (isSpace(text.charAt(at))) {
                return at;
            }
        }
        return fits;
    }

    private boolean endsSentence(int at) {
        char last = text.charAt(at - 1);
        if (SENTENCE_ENDS.indexOf(last) >= 0) {
            return true;
        }
        boolean beforeSpace = isSpace(text.charAt(at));
        return (last == '\n') || (beforeSpace && SPACED_SENTENCE_ENDS.indexOf(last) >= 0);
    }

    private void flush() {
        if (start >= 0) {
            put(start, end);
        }
        start = -1;
        columns = 0;
    }

    private void put(int from, int to) {
        passages.add(new Passage(passages.size(), from, to, text.substring(from, to)));
    }

    private int width(int from, int to) {
        int width = 0;
        for (int at = from; at < to; ) {
            int c = text.codePointAt(at);
            width += columns(c);
            at += Character.charCount(c);
        }
        return width;
    }

    /// The East Asian scripts, their punctuation and full-width forms, by block; everything else is narrow.
    private static int columns(int c) {
        boolean wide =
                (c >= 0x1100 && c <= 0x11ff)
                        || (c >= 0x2e80 && c <= 0xa4cf)
                        || (c >= 0xac00 && c <= 0xd7af)
                        || (c >= 0xf900 && c <= 0xfaff)
                        || (c >= 0xff00 && c <= 0xff60)
                        || (c >= 0x20000 && c <= 0x3ffff);
        return wide ? 2 : 1;
    }

    private static boolean isSpace(char c) {
        return c == '\u3000' || c == '\u00a0' || Character.isWhitespace(c);
    }
}
