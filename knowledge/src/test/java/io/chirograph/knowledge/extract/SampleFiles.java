package io.chirograph.knowledge.extract;

import io.chirograph.types.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDStream;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;

/// Makes small real files for tests.
public final class SampleFiles {
    private SampleFiles() {}

    /// A PDF with one page for each of `pages`, whose lines are drawn one under the other.
    public static Bytes pdf(String... pages) {
        return pdf("", pages);
    }

    /// @param userPassword the file is encrypted unless it is empty
    static Bytes pdf(String userPassword, String[] pages) {
        try (PDDocument document = new PDDocument()) {
            for (String lines : pages) {
                addPage(document, lines);
            }
            if (!userPassword.isEmpty()) {
                document.protect(
                        new StandardProtectionPolicy(
                                "owner", userPassword, new AccessPermission()));
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            document.save(out);
            return Bytes.owning(out.toByteArray());
        } catch (IOException e) {
            throw new AssertionError("making a PDF", e);
        }
    }

    private static void addPage(PDDocument document, String lines) throws IOException {
        PDPage page = new PDPage();
        document.addPage(page);
        try (PDPageContentStream content = new PDPageContentStream(document, page)) {
            content.beginText();
            content.setFont(new PDType1Font(Standard14Fonts.FontName.HELVETICA), 12);
            content.setLeading(16);
            content.newLineAtOffset(72, 720);
            for (String line : lines.split("\n")) {
                content.showText(line);
                content.newLine();
            }
            content.endText();
        }
    }

    /// A PDF of one page whose content is `size` spaces, compressed by `filters` in turn.
    static Bytes pdfBomb(int size, COSName... filters) {
        try (PDDocument document = new PDDocument()) {
            PDPage page = new PDPage();
            document.addPage(page);
            PDStream stream = new PDStream(document);
            COSArray names = new COSArray();
            for (COSName filter : filters) {
                names.add(filter);
            }
            try (var out = stream.getCOSObject().createOutputStream(names)) {
                byte[] spaces = " ".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
                for (int written = 0; written < size; written += spaces.length) {
                    out.write(spaces);
                }
            }
            page.setContents(stream);
            ByteArrayOutputStream file = new ByteArrayOutputStream();
            document.save(file);
            return Bytes.owning(file.toByteArray());
        } catch (IOException e) {
            throw new AssertionError("making a PDF", e);
        }
    }

    /// A DOCX whose `w:body` has these elements.
    public static Bytes docx(String body) {
        return docxDocument(
                "<w:document"
                    + " xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\""
                    + " xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\">"
                    + "<w:body>"
                        + body
                        + "</w:body></w:document>");
    }

    /// A DOCX whose `word/document.xml` is `xml`.
    static Bytes docxDocument(String xml) {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("[Content_Types].xml", "<Types/>".getBytes(StandardCharsets.UTF_8));
        entries.put("word/document.xml", xml.getBytes(StandardCharsets.UTF_8));
        return zip(entries);
    }

    static Bytes zip(Map<String, byte[]> entries) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new AssertionError("making a ZIP archive", e);
        }
        return Bytes.owning(out.toByteArray());
    }

    static String paragraph(String text) {
        return "<w:p><w:r><w:t>" + text + "</w:t></w:r></w:p>";
    }
}
