package io.chirograph.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.knowledge.extract.DocumentReader;
import io.chirograph.knowledge.extract.ReadingLimits;
import io.chirograph.knowledge.extract.SampleFiles;
import io.chirograph.knowledge.search.SearchRequest;
import io.chirograph.store.MemoryDisk;
import io.chirograph.store.Store;
import io.chirograph.store.StoreOptions;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestionTest {
    private static final Address ANNA = Address.fromHex("0x" + "0a".repeat(20));

    private final IngestionWorkers workers =
            new IngestionWorkers(
                    Executors.newVirtualThreadPerTaskExecutor(),
                    Executors.newFixedThreadPool(IngestionWorkers.ioCount()),
                    Executors.newFixedThreadPool(IngestionWorkers.cpuCount()));
    private final Store store =
            Store.openInline(
                    new MemoryDisk(),
                    StoreOptions.small()
                            .withLogSegmentBytes(4 << 20)
                            .withTransactionBytesMax(1 << 20),
                    7);
    private final DocumentLibrary library;

    IngestionTest(@TempDir Path directory) {
        library = DocumentLibrary.open(store, directory, new SecureRandom());
    }

    @AfterEach
    void close() {
        workers.documents().close();
        workers.io().close();
        workers.cpu().close();
        library.close();
        store.close();
    }

    private record Given(String name, Bytes content) implements DocumentSource {
        @Override
        public Bytes load(int bytesMax) {
            return content;
        }
    }

    private Ingestion ingestion(Ingestion.Grouping grouping) {
        DocumentReader reader = new DocumentReader(ReadingLimits.defaults(), System::nanoTime);
        return new Ingestion(library, reader, workers, grouping, System::nanoTime);
    }

    private List<List<IngestionAnswer>> run(
            Ingestion.Grouping grouping, List<? extends DocumentSource> sources)
            throws InterruptedException {
        List<List<IngestionAnswer>> groups = new ArrayList<>();
        ingestion(grouping).run(sources, ANNA, new TreeSet<>(), groups::add);
        return groups;
    }

    private static Given text(int i) {
        return new Given("d" + i + ".txt", Bytes.ofUtf8("text number " + i));
    }

    @Test
    void aBadDocumentFailsAloneWithItsReason() throws InterruptedException {
        List<DocumentSource> sources = new ArrayList<>();
        sources.add(text(0));
        sources.add(new Given("broken.pdf", Bytes.ofUtf8("%PDF-1.7 broken")));
        sources.add(new Given("image.png", Bytes.fromHex("89504e470d0a1a0a00000000")));
        sources.add(new Given(" ", Bytes.ofUtf8("without a name")));
        sources.add(
                new DocumentSource() {
                    @Override
                    public String name() {
                        return "gone.txt";
                    }

                    @Override
                    public Bytes load(int bytesMax) throws IOException {
                        throw new IOException("gone.txt: no such file");
                    }
                });
        sources.add(new Given("good.pdf", SampleFiles.pdf("a page")));
        List<IngestionAnswer> answers = run(Ingestion.Grouping.defaults(), sources).getFirst();
        assertThat(answers)
                .extracting(IngestionAnswer::name)
                .containsExactly("d0.txt", "broken.pdf", "image.png", " ", "gone.txt", "good.pdf");
        assertThat(answers)
                .extracting(answer ->
                        switch (answer) {
                            case IngestionAnswer.Kept _ -> "kept";
                            case IngestionAnswer.Failed(_, String error, _) -> error;
                        })
                .satisfiesExactly(
                        a -> assertThat(a).isEqualTo("kept"),
                        a -> assertThat(a).contains("damaged PDF"),
                        a -> assertThat(a).contains("not a text"),
                        a -> assertThat(a).contains("1 to 255"),
                        a -> assertThat(a).contains("no such file"),
                        a -> assertThat(a).isEqualTo("kept"));
        assertThat(answers).allSatisfy(a -> assertThat(a.time()).isPositive());
    }

    @Test
    void documentsAreAnsweredInGroupsOfTenInTheirOrder() throws InterruptedException {
        List<Given> sources = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            sources.add(text(i));
        }
        List<List<IngestionAnswer>> groups = run(Ingestion.Grouping.defaults(), sources);
        assertThat(groups).extracting(List::size).containsExactly(10, 10, 5);
        assertThat(groups.stream().flatMap(List::stream).map(IngestionAnswer::name))
                .containsExactlyElementsOf(sources.stream().map(Given::name).toList());
    }

    @Test
    void noMoreDocumentsAreUnderWayThanAllowed() throws InterruptedException {
        AtomicInteger loading = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch twoLoading = new CountDownLatch(2);
        List<DocumentSource> sources = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String name = "d" + i;
            sources.add(
                    new DocumentSource() {
                        @Override
                        public String name() {
                            return name;
                        }

                        @Override
                        public Bytes load(int bytesMax) throws IOException {
                            most.accumulateAndGet(loading.incrementAndGet(), Math::max);
                            twoLoading.countDown();
                            try {
                                twoLoading.await();
                            } catch (InterruptedException e) {
                                throw new IOException(e);
                            }
                            loading.decrementAndGet();
                            return Bytes.ofUtf8(name);
                        }
                    });
        }
        run(new Ingestion.Grouping(8, 2), sources);
        assertThat(most).hasValue(2);
    }

    @Test
    void whatWasTakenInIsFoundOnceItIsRegistered() throws InterruptedException {
        Given pdf = new Given("report.pdf", SampleFiles.pdf("Inspection of soy beans"));
        Given docx = new Given("a.docx", SampleFiles.docx("<w:p><w:r><w:t>质检</w:t></w:r></w:p>"));
        long height = 1;
        for (IngestionAnswer answer :
                run(Ingestion.Grouping.defaults(), List.of(pdf, docx)).getFirst()) {
            var kept = (IngestionAnswer.Kept) answer;
            assertThat(kept.preparation()).isInstanceOf(Preparation.Fresh.class);
            library.registered(kept.preparation().document().id(), height++);
        }
        assertThat(library.search(SearchRequest.of("inspections soy")))
                .singleElement()
                .satisfies(hit -> assertThat(hit.content()).isEqualTo("Inspection of soy beans"));
        assertThat(library.search(SearchRequest.of("质检"))).hasSize(1);
        assertThat(run(Ingestion.Grouping.defaults(), List.of(pdf)).getFirst().getFirst())
                .isInstanceOfSatisfying(
                        IngestionAnswer.Kept.class,
                        kept ->
                                assertThat(kept.preparation())
                                        .isInstanceOf(Preparation.Unchanged.class));
    }

    @Test
    void aFaultOfTheStoreEndsTheIngestion() {
        store.close();
        assertThatThrownBy(() -> run(Ingestion.Grouping.defaults(), List.of(text(1))))
                .isInstanceOf(RuntimeException.class);
    }
}
