package io.chirograph.knowledge.extract;

import io.chirograph.types.Bytes;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Measures the compressed streams of a PDF before PDFBox unpacks them whole into memory, so that a bomb
/// of a few kilobytes is refused for its size and not noticed by the lack of memory.
///
/// A stream begins behind the keyword `stream` and its line end; one that then looks like zlib data is
/// unpacked and counted, into one small buffer. What unpacks to zlib data again (filters can be chained) is
/// refused at once: nobody writes that but to do harm. Streams that are no zlib data are as large as they
/// look, or hold images, which are not read.
final class PdfStreams {
    private static final byte[] KEYWORD = {'s', 't', 'r', 'e', 'a', 'm'};

    private PdfStreams() {}

    static void check(Bytes content, TextSink sink) throws UnreadableException {
        byte[] file = content.toArray();
        byte[] buffer = new byte[64 * 1024];
        long left = sink.limits().unpackedBytesMax();
        for (int at = 0; at + KEYWORD.length < file.length; at++) {
            if (file[at] == 's' && startsStream(file, at)) {
                int start = dataStart(file, at + KEYWORD.length);
                if (isZlib(file, start)) {
                    left -= unpackedSize(file, start, buffer, left, sink);
                }
            }
        }
    }

    private static boolean startsStream(byte[] file, int at) {
        for (int i = 0; i < KEYWORD.length; i++) {
            if (file[at + i] != KEYWORD[i]) {
                return false;
            }
        }
        byte next = file[at + KEYWORD.length];
        boolean closes =
                at >= 3 && file[at - 1] == 'd' && file[at - 2] == 'n' && file[at - 3] == 'e';
        return !closes && (next == '\r' || next == '\n');
    }

    private static int dataStart(byte[] file, int at) {
        boolean twoBytes = file[at] == '\r' && at + 1 < file.length && file[at + 1] == '\n';
        return at + (twoBytes ? 2 : 1);
    }

    /// Whether a zlib header is there (RFC 1950): deflate, and a check over both bytes.
    private static boolean isZlib(byte[] bytes, int at) {
        return at + 1 < bytes.length
                && (bytes[at] & 0x0f) == 8
                && (((bytes[at] & 0xff) << 8) | (bytes[at + 1] & 0xff)) % 31 == 0;
    }

    private static long unpackedSize(byte[] file, int start, byte[] buffer, long max, TextSink sink)
            throws UnreadableException {
        long total = 0;
        try (Inflater inflater = new Inflater()) {
            inflater.setInput(file, start, file.length - start);
            for (int size = inflater.inflate(buffer); size > 0; size = inflater.inflate(buffer)) {
                sink.checkDeadline();
                if (total == 0 && size > 1 && isZlib(buffer, 0) && unpacks(buffer, size)) {
                    throw new UnreadableException(
                            "the stream at byte %d is compressed twice".formatted(start));
                }
                total += size;
                if (total > max) {
                    throw new UnreadableException(
                            "unpacks to more than %d bytes; split the document"
                                    .formatted(sink.limits().unpackedBytesMax()));
                }
            }
        } catch (DataFormatException e) {
            return total; // damaged from here on: PDFBox reads no further either
        }
        return total;
    }

    /// Whether the data really is compressed again, and does not only begin like it.
    private static boolean unpacks(byte[] data, int size) {
        byte[] output = new byte[1024];
        try (Inflater inflater = new Inflater()) {
            inflater.setInput(data, 0, size);
            return inflater.inflate(output) > 0;
        } catch (DataFormatException e) {
            return false;
        }
    }
}
