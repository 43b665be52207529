package io.chirograph.knowledge.extract;

import io.chirograph.types.Bytes;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.contentstream.operator.Operator;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.io.MemoryUsageSetting;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;
import org.apache.pdfbox.pdmodel.font.FontMappers;
import org.apache.pdfbox.text.PDFTextStripper;

/// The text of a PDF in reading order, page by page.
///
/// PDFBox parses what anyone may have sent: its exceptions of any kind, and a stack overflow from nested
/// objects, say that the file is bad, never that this program is.
final class PdfText {
    /// Held, because the platform forgets the level of a logger that nobody holds.
    private static final List<Logger> LIBRARY_LOGGERS =
            List.of(Logger.getLogger("org.apache.pdfbox"), Logger.getLogger("org.apache.fontbox"));

    static {
        FontMappers.set(new BundledFonts());
        // They log pieces of the file at every oddity; what matters of it is in the reason for
        // failing.
        LIBRARY_LOGGERS.forEach(logger -> logger.setLevel(Level.OFF));
    }

    private PdfText() {}

    static void read(Bytes content, TextSink sink) throws UnreadableException {
        PdfStreams.check(content, sink);
        byte[] bytes = content.toArray();
        var cache =
                MemoryUsageSetting.setupMainMemoryOnly(sink.limits().unpackedBytesMax())
                        .streamCache;
        try (PDDocument document = Loader.loadPDF(bytes, "", null, null, cache)) {
            if (document.isEncrypted()) {
                throw new UnreadableException("is encrypted; save it without a password");
            }
            int pages = document.getNumberOfPages();
            if (pages > sink.limits().pagesMax()) {
                throw new UnreadableException(
                        "has %d pages, at most %d are allowed; split it"
                                .formatted(pages, sink.limits().pagesMax()));
            }
            new Stripper(sink).writeText(document, new SinkWriter(sink));
        } catch (InvalidPasswordException e) {
            throw new UnreadableException("needs a password; save it without one");
        } catch (StoppedException e) {
            throw e.reason;
        } catch (IOException | RuntimeException | StackOverflowError e) {
            throw new UnreadableException("is a damaged PDF: " + describe(e));
        }
    }

    private static String describe(Throwable e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    /// Carries a reason to stop through PDFBox, which lets only this kind of checked exception pass.
    private static final class StoppedException extends IOException {
        private final UnreadableException reason;

        private StoppedException(UnreadableException reason) {
            super(reason);
            this.reason = reason;
        }
    }

    /// Sets every separator, because PDFBox's own depend on the platform, and looks at the clock at every
    /// operator of a page.
    private static final class Stripper extends PDFTextStripper {
        private final TextSink sink;

        private Stripper(TextSink sink) {
            this.sink = sink;
            setSortByPosition(true);
            setLineSeparator("\n");
            setWordSeparator(" ");
            setParagraphStart("");
            setParagraphEnd("\n");
            setPageStart("");
            setPageEnd("\n\n");
            setArticleStart("");
            setArticleEnd("");
        }

        @Override
        protected void processOperator(Operator operator, List<COSBase> operands)
                throws IOException {
            try {
                sink.checkDeadline();
            } catch (UnreadableException e) {
                throw new StoppedException(e);
            }
            super.processOperator(operator, operands);
        }
    }

    /// Hands what PDFBox writes to the sink.
    private static final class SinkWriter extends Writer {
        private final TextSink sink;

        private SinkWriter(TextSink sink) {
            this.sink = sink;
        }

        @Override
        public void write(char[] chars, int offset, int size) throws IOException {
            try {
                sink.append(new String(chars, offset, size));
            } catch (UnreadableException e) {
                throw new StoppedException(e);
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
