package io.chirograph.knowledge.extract;

import io.chirograph.types.Bytes;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Bytes to characters, without guessing by frequency: a byte order mark decides; without one it is UTF-8
/// if it is well-formed as that, else GB18030 if it is well-formed as that. Anything else is no text.
final class TextDecoder {
    private static final Bytes UTF_8_MARK = Bytes.fromHex("efbbbf");
    private static final Bytes UTF_16_LITTLE_MARK = Bytes.fromHex("fffe");
    private static final Bytes UTF_16_BIG_MARK = Bytes.fromHex("feff");
    private static final Charset GB18030 = Charset.forName("GB18030");

    private TextDecoder() {}

    static String decode(Bytes content) throws UnreadableException {
        Optional<Charset> marked = markedCharset(content);
        if (marked.isPresent()) {
            return decode(content, marked.get())
                    .orElseThrow(() ->
                            new UnreadableException(
                                    "the byte order mark says %s, but the content is not; save the file as UTF-8"
                                            .formatted(marked.get())));
        }
        Optional<String> text = decode(content, StandardCharsets.UTF_8);
        if (text.isEmpty()) {
            text = decode(content, GB18030).filter(TextDecoder::isAssigned);
        }
        return text.filter(TextDecoder::isText)
                .orElseThrow(() ->
                        new UnreadableException(
                                "is not a text: neither UTF-8, nor UTF-16 with a byte order mark,"
                                        + " nor GB18030; save it as UTF-8, PDF, DOCX or HTML"));
    }

    /// `content` as text in `charset`; empty when it is not well-formed.
    static Optional<String> decode(Bytes content, Charset charset) {
        try {
            return Optional.of(
                    charset.newDecoder()
                            .onMalformedInput(CodingErrorAction.REPORT)
                            .onUnmappableCharacter(CodingErrorAction.REPORT)
                            .decode(content.asByteBuffer())
                            .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static Optional<Charset> markedCharset(Bytes content) {
        if (content.startsWith(UTF_8_MARK)) {
            return Optional.of(StandardCharsets.UTF_8);
        }
        if (content.startsWith(UTF_16_LITTLE_MARK)) {
            return Optional.of(StandardCharsets.UTF_16LE);
        }
        return content.startsWith(UTF_16_BIG_MARK)
                ? Optional.of(StandardCharsets.UTF_16BE)
                : Optional.empty();
    }

    /// Binary files have zero bytes and other control characters early on.
    private static boolean isText(String text) {
        return text.chars()
                .noneMatch(c -> c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f');
    }

    /// GB18030 maps nearly every sequence of bytes to something; real text has no unassigned or private
    /// characters.
    private static boolean isAssigned(String text) {
        return text.codePoints()
                .map(Character::getType)
                .noneMatch(type -> type == Character.UNASSIGNED || type == Character.PRIVATE_USE);
    }
}
