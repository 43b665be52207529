package io.chirograph.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.knowledge.extract.DocumentReader;
import io.chirograph.knowledge.extract.PassageSplitter;
import io.chirograph.knowledge.extract.Reading;
import io.chirograph.knowledge.extract.ReadingLimits;
import io.chirograph.knowledge.search.SearchRequest;
import io.chirograph.store.Store;
import io.chirograph.store.StoreOptions;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The documents that the demonstration ships, through a library on a real disk.
class SampleDocumentsIT {
    private static final Path SAMPLES =
            Path.of(
                    System.getProperty("repository.root"),
                    "cli/src/main/resources/io/chirograph/cli/samples");
    private static final Address OWNER = Address.fromHex("0x" + "0a".repeat(20));

    private final DocumentReader reader =
            new DocumentReader(ReadingLimits.defaults(), System::nanoTime);

    private static List<String> names() throws IOException {
        return Files.readAllLines(SAMPLES.resolve("index.txt"));
    }

    private Reading read(String name) throws IOException {
        return reader.read(name, Bytes.owning(Files.readAllBytes(SAMPLES.resolve(name))));
    }

    @Test
    void allButTheDamagedOneAreReadable() throws IOException {
        for (String name : names()) {
            assertThat(read(name))
                    .as(name)
                    .isInstanceOf(
                            name.startsWith("damaged")
                                    ? Reading.Failed.class
                                    : Reading.Extracted.class);
        }
    }

    @Test
    void theBillOfLadingIsReadLineByLine() throws IOException {
        var extracted = (Reading.Extracted) read("bill-of-lading.pdf");
        assertThat(extracted.text())
                .startsWith("BILL OF LADING  BL-KEL-260314-07\n")
                .contains("Lot 4711, twelve containers of 40 feet")
                .contains("\n\nAttached list: containers and seals\n");
    }

    @Test
    void eachIsFoundByItsOwnWordsInItsOwnLanguage(@TempDir Path directory) throws IOException {
        try (Store store = Store.open(directory.resolve("store"), StoreOptions.defaults());
                DocumentLibrary library =
                        DocumentLibrary.open(
                                store, directory.resolve("index"), new SecureRandom())) {
            long height = 1;
            for (String name : names()) {
                if (read(name) instanceof Reading.Extracted(var kind, String text)) {
                    Bytes content = Bytes.owning(Files.readAllBytes(SAMPLES.resolve(name)));
                    DocumentDraft draft =
                            new DocumentDraft(
                                    name,
                                    kind,
                                    content,
                                    PassageSplitter.split(text),
                                    OWNER,
                                    new TreeSet<>());
                    library.registered(library.prepare(draft).document().id(), height++);
                }
            }
            assertFirst(library, "arbitration disputes Stockholm", "framework-agreement.md");
            assertFirst(library, "freight prepaid vessel voyage", "bill-of-lading.pdf");
            assertFirst(library, "seal number differs", "inspection-report.html");
            assertFirst(library, "质检报告 水分", "quality-report-zh.txt");
            assertFirst(library, "原产地证明", "certificate-of-origin-zh.html");
            assertFirst(library, "补充协议 交货期", "contract-amendment.docx");
        }
    }

    private static void assertFirst(DocumentLibrary library, String query, String name) {
        SearchHit first = library.search(SearchRequest.of(query)).getFirst();
        assertThat(library.find(first.id()).orElseThrow().name()).as(query).isEqualTo(name);
    }
}
