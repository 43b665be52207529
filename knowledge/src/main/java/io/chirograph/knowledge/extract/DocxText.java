package io.chirograph.knowledge.extract;

import io.chirograph.types.Bytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// The text of a Word document's body (ECMA-376, `word/document.xml`): paragraphs, headings by their
/// style, a table's row as a line with tabs between its cells. Deleted text, field codes, headers,
/// footers and notes are left out.
///
/// The archive is untrusted: entries are counted and unpacked within a budget, and XML with a document type
/// declaration is refused, so neither a bomb nor an external entity does harm.
final class DocxText {
    private static final String BODY = "word/document.xml";
    private static final int ENTRIES_MAX = 10_000;

    private DocxText() {}

    static void read(Bytes content, TextSink sink) throws UnreadableException {
        try {
            byte[] body =
                    unpackBody(content, sink)
                            .orElseThrow(() ->
                                    new UnreadableException(
                                            "is a ZIP archive without %s, so not a DOCX; unpack it or convert it"
                                                    .formatted(BODY)));
            new Walk(newXmlReader(body), sink).run();
        } catch (IOException | IllegalArgumentException e) {
            throw new UnreadableException("is a damaged ZIP archive: " + e.getMessage());
        } catch (XMLStreamException e) {
            throw new UnreadableException(
                    "%s is not well-formed XML: line %d: %s"
                            .formatted(
                                    BODY,
                                    e.getLocation() == null ? 0 : e.getLocation().getLineNumber(),
                                    firstLine(String.valueOf(e.getMessage()))));
        }
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("");
    }

    private static Optional<byte[]> unpackBody(Bytes content, TextSink sink)
            throws IOException, UnreadableException {
        long left = sink.limits().unpackedBytesMax();
        byte[] buffer = new byte[64 * 1024];
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(content.toArray()))) {
            for (int entries = 0; entries < ENTRIES_MAX; entries++) {
                ZipEntry entry = zip.getNextEntry();
                if (entry == null) {
                    return Optional.empty();
                }
                boolean isBody = entry.getName().equals(BODY);
                ByteArrayOutputStream body = new ByteArrayOutputStream();
                for (int size = zip.read(buffer); size >= 0; size = zip.read(buffer)) {
                    sink.checkDeadline();
                    left -= size;
                    if (left < 0) {
                        throw new UnreadableException(
                                "unpacks to more than %d bytes; split the document"
                                        .formatted(sink.limits().unpackedBytesMax()));
                    }
                    if (isBody) {
                        body.write(buffer, 0, size);
                    }
                }
                if (isBody) {
                    return Optional.of(body.toByteArray());
                }
            }
        }
        throw new UnreadableException(
                "is a ZIP archive of more than %d entries".formatted(ENTRIES_MAX));
    }

    private static XMLStreamReader newXmlReader(byte[] body) throws XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        InputStream input = new ByteArrayInputStream(body);
        return factory.createXMLStreamReader(input);
    }

    /// One pass over the body. Names are compared without their namespace: writers use the transitional
    /// and the strict one, and nothing else in a body has these names with another meaning.
    private static final class Walk {
        private final XMLStreamReader xml;
        private final TextSink sink;
        private int tableDepth;
        private boolean inText;

        private Walk(XMLStreamReader xml, TextSink sink) {
            this.xml = xml;
            this.sink = sink;
        }

        private void run() throws XMLStreamException, UnreadableException {
            while (xml.hasNext()) {
                sink.checkDeadline();
                switch (xml.next()) {
                    case XMLStreamConstants.START_ELEMENT -> start(xml.getLocalName());
                    case XMLStreamConstants.END_ELEMENT -> end(xml.getLocalName());
                    case XMLStreamConstants.CHARACTERS, XMLStreamConstants.SPACE -> {
                        if (inText) {
                            sink.append(xml.getText());
                        }
                    }
                    case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
                            throw new UnreadableException(
                                    BODY + " declares a document type, which no DOCX does");
                    default -> {} // comments and processing instructions
                }
            }
        }

        private void start(String name) throws XMLStreamException, UnreadableException {
            switch (name) {
                case "t" -> inText = true;
                case "p" -> {
                    if (tableDepth > 0 && !sink.endsWithSpace()) {
                        sink.append(" "); // another paragraph of the same cell
                    }
                }
                case "tab" -> {
                    if (!sink.atLineStart()) {
                        sink.append("\t");
                    }
                }
                case "br", "cr" -> sink.append("\n");
                case "noBreakHyphen" -> sink.append("-");
                case "pStyle" -> heading(xml.getAttributeValue(0));
                case "tbl" -> {
                    sink.endParagraph();
                    tableDepth++;
                }
                case "tc" -> {
                    if (!sink.atLineStart()) {
                        sink.append("\t");
                    }
                }
                // Both branches of an alternative have the same text; tab stops are no text.
                case "Fallback", "tabs" -> skip();
                default -> {}
            }
        }

        private void end(String name) throws UnreadableException {
            switch (name) {
                case "t" -> inText = false;
                case "p" -> {
                    if (tableDepth == 0) {
                        sink.endParagraph();
                    }
                }
                case "tr" -> sink.endLine();
                case "tbl" -> {
                    tableDepth--;
                    sink.endParagraph();
                }
                default -> {}
            }
        }

        private void heading(String style) throws UnreadableException {
            int level = style.length() - 1;
            if (style.startsWith("Heading")
                    && level == "Heading".length()
                    && style.charAt(level) >= '1'
                    && style.charAt(level) <= '6'
                    && sink.atLineStart()) {
                sink.append("#".repeat(style.charAt(level) - '0') + " ");
            } else if (style.equals("Title") && sink.atLineStart()) {
                sink.append("# ");
            }
        }

        private void skip() throws XMLStreamException, UnreadableException {
            for (int depth = 1; depth > 0; ) {
                sink.checkDeadline();
                int event = xml.next();
                if (event == XMLStreamConstants.START_ELEMENT) {
                    depth++;
                } else if (event == XMLStreamConstants.END_ELEMENT) {
                    depth--;
                }
            }
        }
    }
}
