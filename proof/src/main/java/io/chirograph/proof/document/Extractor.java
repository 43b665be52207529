package io.chirograph.proof.document;

import io.chirograph.types.Hash32;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which rules turned content into passages. Equal extractors give equal passages for equal content, so
/// that anyone with the content can extract again and compare.
///
/// @param name lower-case letters, digits, `.` and `-`; names the library and its release where one is used
/// @param version from 1; changes with every change of the rules, splitting into passages included
public record Extractor(String name, int version) {
    private static final Pattern TEXT =
            Pattern.compile("([a-z0-9][a-z0-9.-]{0,25})/([1-9][0-9]{0,4})");

    public Extractor {
        String text = name + "/" + version;
        if (!TEXT.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "an extractor is 'name/version', the name of at most 26 of a-z 0-9 . -, the"
                            + " version from 1 to 99999; not '"
                            + text
                            + "'");
        }
    }

    /// The extractor that `text` names, as [#toString()] writes it.
    public static Optional<Extractor> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        return matcher.matches()
                ? Optional.of(new Extractor(matcher.group(1), Integer.parseInt(matcher.group(2))))
                : Optional.empty();
    }

    /// `name/version` in ASCII, padded with zero bytes at the end.
    public Hash32 word() {
        byte[] text = toString().getBytes(StandardCharsets.US_ASCII);
        byte[] word = new byte[Hash32.SIZE];
        System.arraycopy(text, 0, word, 0, text.length);
        return Hash32.owning(word);
    }

    @Override
    public String toString() {
        return name + "/" + version;
    }
}
