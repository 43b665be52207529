package io.chirograph.knowledge.extract;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.testkit.Seed;
import io.chirograph.types.Bytes;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.util.Version;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentReaderTest {
    private final DocumentReader reader =
            new DocumentReader(ReadingLimits.defaults(), System::nanoTime);

    private String text(String name, Bytes content) {
        return switch (reader.read(name, content)) {
            case Reading.Extracted(_, String text) -> text;
            case Reading.Failed(String reason) -> throw new AssertionError(name + ": " + reason);
        };
    }

    private static Bytes bytes(String text, Charset charset) {
        return Bytes.owning(text.getBytes(charset));
    }

    private void assertFailed(String name, Bytes content, String reason) {
        assertFailed(reader, name, content, reason);
    }

    private static void assertFailed(
            DocumentReader reader, String name, Bytes content, String reason) {
        assertThat(reader.read(name, content))
                .isInstanceOfSatisfying(
                        Reading.Failed.class,
                        failed -> assertThat(failed.reason()).contains(reason));
    }

    @Test
    void textIsReadInEveryDeclaredOrProvenEncoding() {
        String text = "质检报告：第一批合格。\nGrade A";
        Bytes mark = Bytes.fromHex("efbbbf");
        assertThat(text("a.txt", bytes(text, StandardCharsets.UTF_8))).isEqualTo(text);
        assertThat(text("a.txt", Bytes.concat(mark, bytes(text, StandardCharsets.UTF_8))))
                .isEqualTo(text);
        assertThat(text("a.txt", bytes(text, Charset.forName("GB18030")))).isEqualTo(text);
        assertThat(text("a.txt", bytes("\ufeff" + text, StandardCharsets.UTF_16LE)))
                .isEqualTo(text);
        assertThat(text("a.txt", bytes("\ufeff" + text, StandardCharsets.UTF_16BE)))
                .isEqualTo(text);
    }

    @Test
    void whatIsNoTextIsRefused() {
        assertFailed("a.txt", Bytes.fromHex("89504e470d0a1a0a0000000d49484452"), "not a text");
        assertFailed("a.txt", Bytes.fromHex("fffe00d8"), "byte order mark");
        assertFailed("latin1.txt", Bytes.fromHex("636166e920"), "not a text");
        assertFailed("old.doc", Bytes.fromHex("d0cf11e0a1b11ae100"), "DOCX or PDF");
    }

    @Test
    void textLosesControlCharactersAndForeignLineEnds() {
        assertThat(text("a.md", Bytes.ofUtf8("\r\n one\r\ntwo\rthree\ffour\t5 \n")))
                .isEqualTo("one\ntwo\nthree\nfour\t5");
    }

    @Test
    void theContentDecidesTheKind() {
        assertThat(reader.read("page", Bytes.ofUtf8(" <!DOCTYPE html><p>x")))
                .isEqualTo(new Reading.Extracted(DocumentKind.HTML, "x"));
        assertThat(reader.read("a.txt", SampleFiles.pdf("x")))
                .isEqualTo(new Reading.Extracted(DocumentKind.PDF, "x"));
        assertThat(reader.read("a.txt", SampleFiles.docx(SampleFiles.paragraph("x"))))
                .isEqualTo(new Reading.Extracted(DocumentKind.DOCX, "x"));
        assertThat(reader.read("A.MD", Bytes.ofUtf8("x")))
                .isEqualTo(new Reading.Extracted(DocumentKind.MARKDOWN, "x"));
        assertFailed("a.pdf", Bytes.ofUtf8("hello"), "named .pdf");
        assertFailed("a.docx", Bytes.ofUtf8("hello"), "named .docx");
    }

    @Test
    void htmlGivesItsVisibleTextInBlocks() {
        String page =
                """
                <html><head><title>t</title><style>p {}</style></head><body>
                <h1>Bill of
                  lading</h1><script>alert(1)</script>
                <p>One <b>bold</b> word.<br>Next&nbsp;line</p>
                <table><tr><th>Lot</th><th>Tons</th></tr><tr><td>4711</td><td>12</td></tr></table>
                <ul><li>first</li><li>second</li></ul>
                <pre>a
                  b</pre></body></html>
                """;
        assertThat(text("a.html", Bytes.ofUtf8(page)))
                .isEqualTo(
                        """
                        # Bill of lading

                        One bold word.
                        Next\u00a0line

                        Lot\tTons
                        4711\t12

                        first
                        second

                        a
                          b\
                        """);
    }

    @Test
    void htmlIsDecodedAsItDeclares() {
        String page = "<html><meta charset=\"gbk\"><body>提单</body></html>";
        assertThat(text("a.html", bytes(page, Charset.forName("GBK")))).isEqualTo("提单");
        assertThat(text("a.html", bytes("<html>提单", StandardCharsets.UTF_8))).isEqualTo("提单");
    }

    @Test
    void deeplyNestedHtmlIsReadOrRefusedWithoutOverflow() {
        Bytes page = Bytes.ofUtf8("<html>" + "<div>".repeat(200_000) + "deep");
        assertThat(reader.read("a.html", page)).isNotNull();
    }

    @Test
    void pdfGivesItsLinesPageByPage() {
        String text = text("a.pdf", SampleFiles.pdf("First line\nSecond line", "Page two"));
        assertThat(text).startsWith("First line\nSecond line").endsWith("Page two");
        assertThat(text).contains("\n\nPage two");
    }

    @Test
    void aBrokenPdfIsRefusedWithItsReason() {
        Bytes whole = SampleFiles.pdf("text");
        assertFailed("a.pdf", whole.slice(0, whole.size() / 3), "damaged PDF");
        assertFailed("a.pdf", Bytes.ofUtf8("%PDF-1.7\nnothing"), "damaged PDF");
        assertFailed("a.pdf", SampleFiles.pdf("secret", new String[] {"x"}), "password");
    }

    @Test
    void aPdfThatUnpacksToTooMuchIsRefusedBeforeItIsUnpacked() {
        ReadingLimits limits =
                new ReadingLimits(1 << 20, 1 << 20, 8 << 20, 10, Duration.ofSeconds(60));
        DocumentReader small = new DocumentReader(limits, System::nanoTime);
        Bytes once = SampleFiles.pdfBomb(64 << 20, COSName.FLATE_DECODE);
        Bytes twice = SampleFiles.pdfBomb(64 << 20, COSName.FLATE_DECODE, COSName.FLATE_DECODE);
        assertThat(once.size()).isLessThan(1 << 17);
        assertFailed(small, "a.pdf", once, "unpacks to more than 8388608 bytes");
        assertFailed(small, "a.pdf", twice, "compressed twice");
    }

    @Test
    void docxGivesParagraphsHeadingsAndTables() {
        String body =
                "<w:p><w:pPr><w:pStyle"
                    + " w:val=\"Heading2\"/></w:pPr><w:r><w:t>合同</w:t></w:r></w:p><w:p><w:pPr><w:tabs><w:tab"
                    + " w:val=\"left\"/></w:tabs></w:pPr><w:r><w:t xml:space=\"preserve\">One"
                    + " </w:t></w:r><w:del><w:r><w:delText>not </w:delText></w:r></w:del>"
                    + "<w:r><w:t>line</w:t><w:br/><w:t>two</w:t><w:tab/><w:t>three</w:t></w:r></w:p>"
                    + "<w:tbl><w:tr><w:tc>"
                        + SampleFiles.paragraph("Lot")
                        + "</w:tc><w:tc>"
                        + SampleFiles.paragraph("4711")
                        + "</w:tc></w:tr></w:tbl>"
                        + "<w:p><w:r><mc:AlternateContent><mc:Choice><w:t>box</w:t></mc:Choice>"
                        + "<mc:Fallback><w:t>box</w:t></mc:Fallback></mc:AlternateContent></w:r></w:p>";
        assertThat(text("a.docx", SampleFiles.docx(body)))
                .isEqualTo("## 合同\n\nOne line\ntwo\tthree\n\nLot\t4711\n\nbox");
    }

    @Test
    void docxWithADocumentTypeIsRefusedAndReadsNoFile(@TempDir Path directory) throws Exception {
        Path secret = Files.writeString(directory.resolve("secret.txt"), "top secret");
        String xml =
                "<!DOCTYPE d [<!ENTITY x SYSTEM \"%s\">]><d><t>&x;</t></d>"
                        .formatted(secret.toUri());
        assertFailed("a.docx", SampleFiles.docxDocument(xml), "document type");
        String laughs =
                "<!DOCTYPE d [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\">]><d><t>&b;</t></d>";
        assertFailed("a.docx", SampleFiles.docxDocument(laughs), "document type");
    }

    @Test
    void aBrokenDocxIsRefusedWithItsReason() {
        Bytes whole = SampleFiles.docx(SampleFiles.paragraph("text of some length"));
        assertFailed("a.docx", whole.slice(0, whole.size() / 2), "damaged");
        assertFailed("a.docx", SampleFiles.docxDocument("<w:document>"), "not well-formed");
        assertFailed("a.zip", SampleFiles.zip(Map.of("a", new byte[1])), "not a DOCX");
    }

    @Test
    void aZipBombIsRefused() {
        ReadingLimits limits =
                new ReadingLimits(1 << 20, 1 << 20, 8 << 20, 10, Duration.ofSeconds(60));
        Bytes bomb =
                SampleFiles.zip(
                        Map.of("word/media/image1.png", new byte[64 << 20], "a", new byte[0]));
        assertFailed(
                new DocumentReader(limits, System::nanoTime),
                "a.docx",
                bomb,
                "unpacks to more than 8388608 bytes");
    }

    @Test
    void everyLimitIsHeld() {
        ReadingLimits limits = new ReadingLimits(4000, 100, 1 << 20, 2, Duration.ofSeconds(60));
        DocumentReader small = new DocumentReader(limits, System::nanoTime);
        assertFailed(small, "a.txt", Bytes.ofUtf8("x".repeat(4001)), "at most 4000");
        assertFailed(small, "a.txt", Bytes.ofUtf8("x".repeat(101)), "more than 100 characters");
        String page = "<html><p>" + "x".repeat(60) + "<p>" + "y".repeat(60);
        assertFailed(small, "a.html", Bytes.ofUtf8(page), "more than 100 characters");
        assertFailed(small, "a.pdf", SampleFiles.pdf("1", "2", "3"), "has 3 pages, at most 2");
        assertFailed(
                small, "a.pdf", SampleFiles.pdf("long line ".repeat(20)), "more than 100 char");
    }

    @Test
    void readingThatTakesTooLongIsStopped() {
        AtomicLong nanos = new AtomicLong();
        DocumentReader slow =
                new DocumentReader(
                        ReadingLimits.defaults(),
                        () -> nanos.addAndGet(Duration.ofSeconds(50).toNanos()));
        String body = SampleFiles.paragraph("x").repeat(500);
        assertFailed(slow, "a.docx", SampleFiles.docx(body), "longer than 60 s");
        assertFailed(slow, "a.html", Bytes.ofUtf8("<html>" + "<p>x".repeat(500)), "longer than");
        assertFailed(slow, "a.pdf", SampleFiles.pdf("x\n".repeat(100)), "longer than 60 s");
    }

    @Test
    void theSameBytesGiveTheSameText() {
        Bytes pdf = SampleFiles.pdf("Inspection of lot 4711\npassed", "by the port office");
        assertThat(reader.read("a.pdf", pdf)).isEqualTo(reader.read("b.pdf", pdf));
        assertThat(reader.readAs(DocumentKind.PDF, pdf)).isEqualTo(reader.read("a.pdf", pdf));
    }

    @Test
    void damagedFilesNeverThrow() {
        Bytes[] whole = {
            SampleFiles.pdf("Inspection of lot 4711", "page two"),
            SampleFiles.docx(SampleFiles.paragraph("Inspection") + SampleFiles.paragraph("two")),
            Bytes.ofUtf8("<html><table><tr><td>质检</td></tr></table><p>text")
        };
        Seed.of(0xd0c)
                .run(
                        "knowledge",
                        DocumentReaderTest.class,
                        random -> {
                            for (int i = 0; i < 600; i++) {
                                Bytes damaged = damage(whole[i % whole.length], random);
                                assertThat(reader.read("a", damaged)).isNotNull();
                            }
                        });
    }

    private static Bytes damage(Bytes content, Random random) {
        byte[] bytes = content.toArray();
        for (int i = random.nextInt(8); i >= 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        int size = random.nextInt(4) == 0 ? random.nextInt(bytes.length) : bytes.length;
        return Bytes.owning(bytes).slice(0, size);
    }

    @Test
    void extractorsNameTheLibrariesThatAreUsed() throws Exception {
        String pom = Files.readString(Path.of(System.getProperty("repository.root"), "pom.xml"));
        String jsoup = pom.replaceFirst("(?s).*<jsoup.version>([^<]*)<.*", "$1");
        assertThat(DocumentKind.PDF.extractor().name())
                .isEqualTo("pdf-pdfbox-" + Version.getVersion());
        assertThat(DocumentKind.HTML.extractor().name()).isEqualTo("html-jsoup-" + jsoup);
        for (DocumentKind kind : DocumentKind.values()) {
            assertThat(DocumentKind.of(kind.extractor())).contains(kind);
        }
    }
}
