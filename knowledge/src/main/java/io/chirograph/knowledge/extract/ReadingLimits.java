package io.chirograph.knowledge.extract;

import io.chirograph.proof.document.PassageTree;
import java.time.Duration;

/// How much one document may take; a larger one is refused.
///
/// @param contentBytesMax size of the file
/// @param textCharsMax UTF-16 units of text found in it, at most [#TEXT_CHARS_LIMIT]
/// @param unpackedBytesMax of what is compressed inside it
/// @param pagesMax of a PDF
/// @param timeMax of reading; looked at between pages, paragraphs and elements
public record ReadingLimits(
        int contentBytesMax,
        int textCharsMax,
        long unpackedBytesMax,
        int pagesMax,
        Duration timeMax) {
    /// No longer text has more passages than a registration may: the shortest is a heading of one
    /// `#`, a character of text, and what parts them, five units.
    public static final int TEXT_CHARS_LIMIT = 5 * PassageTree.LEAVES_MAX;

    public ReadingLimits {
        if (textCharsMax > TEXT_CHARS_LIMIT) {
            throw new IllegalArgumentException(
                    "textCharsMax is %d, at most %d is allowed"
                            .formatted(textCharsMax, TEXT_CHARS_LIMIT));
        }
        if (contentBytesMax < 1
                || textCharsMax < 1
                || unpackedBytesMax < 1
                || pagesMax < 1
                || !timeMax.isPositive()) {
            throw new IllegalArgumentException(
                    "limits of reading a document must be positive: %d bytes, %d characters, %d bytes unpacked, %d pages, %s"
                            .formatted(
                                    contentBytesMax,
                                    textCharsMax,
                                    unpackedBytesMax,
                                    pagesMax,
                                    timeMax));
        }
    }

    public static ReadingLimits defaults() {
        return new ReadingLimits(32 << 20, 4 << 20, 256L << 20, 5_000, Duration.ofSeconds(60));
    }
}
