package io.chirograph.knowledge.extract;

import io.chirograph.types.Bytes;
import java.util.Locale;
import java.util.function.LongSupplier;

/// Reads the text of a document of any kind. The content decides what it is; the name only tells Markdown
/// from plain text, and catches files that are not what their name says.
///
/// Thread-safe; reads in the caller's thread. Memory is a small multiple of the content, the text and
/// what is unpacked at a time, all bounded by the limits.
public final class DocumentReader {
    private static final Bytes ZIP = Bytes.fromHex("504b0304");
    private static final Bytes OLD_OFFICE = Bytes.fromHex("d0cf11e0a1b11ae1");
    private static final Bytes PDF = Bytes.ofUtf8("%PDF-");

    /// Readers of PDF accept this much in front of the header.
    private static final int PDF_HEADER_WITHIN = 1024;

    private final ReadingLimits limits;
    private final LongSupplier nanoClock;

    /// @param nanoClock as `System::nanoTime`
    public DocumentReader(ReadingLimits limits, LongSupplier nanoClock) {
        this.limits = limits;
        this.nanoClock = nanoClock;
    }

    public ReadingLimits limits() {
        return limits;
    }

    /// @param name of the file, with its extension
    public Reading read(String name, Bytes content) {
        return bounded(content, () -> read(kind(name, content), content));
    }

    /// Reads `content` as `kind`, as it was read when it was registered.
    public Reading readAs(DocumentKind kind, Bytes content) {
        return bounded(content, () -> read(kind, content));
    }

    private interface Attempt {
        Reading run() throws UnreadableException;
    }

    private Reading bounded(Bytes content, Attempt attempt) {
        if (content.size() > limits.contentBytesMax()) {
            return new Reading.Failed(
                    "the file has %d bytes, at most %d are allowed; split it"
                            .formatted(content.size(), limits.contentBytesMax()));
        }
        try {
            return attempt.run();
        } catch (UnreadableException e) {
            return new Reading.Failed(String.valueOf(e.getMessage()));
        }
    }

    private Reading read(DocumentKind kind, Bytes content) throws UnreadableException {
        TextSink sink = new TextSink(limits, nanoClock);
        switch (kind) {
            case TEXT, MARKDOWN -> sink.append(TextDecoder.decode(content));
            case HTML -> HtmlText.read(content, sink);
            case PDF -> PdfText.read(content, sink);
            case DOCX -> DocxText.read(content, sink);
        }
        return new Reading.Extracted(kind, sink.text());
    }

    private static DocumentKind kind(String name, Bytes content) throws UnreadableException {
        String extension = extension(name);
        if (content.startsWith(ZIP)) {
            return DocumentKind.DOCX;
        }
        if (content.startsWith(OLD_OFFICE)) {
            throw new UnreadableException(
                    "is a file of an old or encrypted Office; save it as DOCX or PDF");
        }
        if (isPdf(content)) {
            return DocumentKind.PDF;
        }
        if (extension.equals("pdf") || extension.equals("docx")) {
            throw new UnreadableException(
                    "is named .%s, but its content is not; the file is damaged or misnamed"
                            .formatted(extension));
        }
        return switch (extension) {
            case "html", "htm", "xhtml" -> DocumentKind.HTML;
            case "md", "markdown" -> DocumentKind.MARKDOWN;
            default -> HtmlText.looksLikeHtml(content) ? DocumentKind.HTML : DocumentKind.TEXT;
        };
    }

    private static boolean isPdf(Bytes content) {
        int last = Math.min(content.size(), PDF_HEADER_WITHIN) - PDF.size();
        for (int at = 0; at <= last; at++) {
            if (content.slice(at, at + PDF.size()).equals(PDF)) {
                return true;
            }
        }
        return false;
    }

    private static String extension(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    }
}
