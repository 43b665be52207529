package io.chirograph.proof.document;

/// A piece of a document's extracted text, verbatim.
///
/// @param index from 0, in the order of the text
/// @param start offset of the first UTF-16 code unit in the extracted text (as `String` counts in Java
///     and JavaScript)
/// @param end offset behind the last one
/// @param text well-formed Unicode of `end − start` UTF-16 code units, 1 to [#CHARS_MAX]
public record Passage(int index, int start, int end, String text) {
    public static final int CHARS_MAX = 16_384;

    public Passage {
        if (index < 0 || index >= PassageTree.LEAVES_MAX) {
            throw new IllegalArgumentException(
                    "a passage's index is from 0 to "
                            + (PassageTree.LEAVES_MAX - 1)
                            + ", not "
                            + index);
        }
        if (start < 0 || end - start != text.length()) {
            throw new IllegalArgumentException(
                    "passage "
                            + index
                            + " has "
                            + text.length()
                            + " UTF-16 units of text, its span is "
                            + start
                            + " to "
                            + end);
        }
        if (text.isEmpty() || text.length() > CHARS_MAX) {
            throw new IllegalArgumentException(
                    "passage "
                            + index
                            + " has "
                            + text.length()
                            + " UTF-16 units, 1 to "
                            + CHARS_MAX
                            + " are allowed");
        }
        if (hasLoneSurrogate(text)) {
            throw new IllegalArgumentException(
                    "passage " + index + " has half a surrogate pair, which UTF-8 can't hold");
        }
    }

    private static boolean hasLoneSurrogate(String text) {
        return text.codePoints()
                .anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }
}
