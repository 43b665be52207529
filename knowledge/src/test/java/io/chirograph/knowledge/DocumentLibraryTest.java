package io.chirograph.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.crypto.Hashes;
import io.chirograph.knowledge.extract.DocumentKind;
import io.chirograph.knowledge.extract.PassageSplitter;
import io.chirograph.knowledge.search.Filter;
import io.chirograph.knowledge.search.SearchField;
import io.chirograph.knowledge.search.SearchRequest;
import io.chirograph.knowledge.search.SearchRequest.Versions;
import io.chirograph.proof.document.Commitments;
import io.chirograph.proof.document.PassageOpening;
import io.chirograph.proof.document.PassageTree;
import io.chirograph.proof.document.Registration;
import io.chirograph.store.KeyRange;
import io.chirograph.store.KeyValue;
import io.chirograph.store.MemoryDisk;
import io.chirograph.store.Snapshot;
import io.chirograph.store.Store;
import io.chirograph.store.StoreOptions;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentLibraryTest {
    private static final Address ANNA = Address.fromHex("0x" + "0a".repeat(20));
    private static final Address BEN = Address.fromHex("0x" + "0b".repeat(20));
    private static final StoreOptions OPTIONS =
            StoreOptions.small().withLogSegmentBytes(4 << 20).withTransactionBytesMax(1 << 20);

    @TempDir private Path directory;
    private final MemoryDisk disk = new MemoryDisk();
    private Store store;
    private DocumentLibrary library;

    @BeforeEach
    void open() {
        store = Store.openInline(disk, OPTIONS, 7);
        library = DocumentLibrary.open(store, directory.resolve("index"), new SecureRandom());
    }

    @AfterEach
    void close() {
        library.close();
        store.close();
    }

    private void reopen() {
        close();
        open();
    }

    private static DocumentDraft draft(String name, String text, Address... readers) {
        SortedSet<Address> all = new TreeSet<>(List.of(readers));
        Bytes content = Bytes.ofUtf8(text);
        return new DocumentDraft(
                name, DocumentKind.TEXT, content, PassageSplitter.split(text), ANNA, all);
    }

    private StoredDocument prepare(String name, String text) {
        return library.prepare(draft(name, text)).document();
    }

    private StoredDocument register(String name, String text, long height) {
        StoredDocument document = prepare(name, text);
        assertThat(library.registered(document.id(), height)).isTrue();
        return library.find(document.id()).orElseThrow();
    }

    private List<Hash32> find(String query) {
        return library.search(SearchRequest.of(query)).stream().map(SearchHit::id).toList();
    }

    @Test
    void aPreparedDocumentIsReadBackAsItWasGiven() {
        String text = "质检报告。\n\n" + "long paragraph of words. ".repeat(9_000);
        StoredDocument document = library.prepare(draft("a.txt", text, BEN)).document();
        assertThat(library.content(document.id())).contains(Bytes.ofUtf8(text));
        assertThat(library.find(document.id())).contains(document);
        assertThat(library.newest(ANNA, "a.txt")).contains(document);
        assertThat(document.readers()).containsExactly(ANNA, BEN);
        assertThat(document.state()).isEqualTo(new DocumentState.Prepared());
        assertThat(library.passage(document.id(), 0).orElseThrow().text()).startsWith("质检报告");
        assertThat(library.passage(document.id(), document.registration().passageCount()))
                .isEmpty();
        reopen();
        assertThat(library.find(document.id())).contains(document);
        assertThat(library.content(document.id())).contains(Bytes.ofUtf8(text));
    }

    @Test
    void theRegistrationCommitsToContentPassagesAndReaders() {
        StoredDocument document = prepare("a.txt", "# One\ntext\n# Two\nmore\n# Three\nmost");
        Registration registration = document.registration();
        assertThat(registration.passageCount()).isEqualTo(3);
        for (int i = 0; i < 3; i++) {
            PassageOpening opened = library.openPassage(document.id(), i).orElseThrow();
            Hash32 leaf = Commitments.passage(opened.salt(), opened.passage());
            assertThat(PassageTree.rootOf(3, i, leaf, opened.path()))
                    .contains(registration.textRoot());
        }
        var content = library.openContent(document.id()).orElseThrow();
        assertThat(Commitments.content(content.salt(), registration.size(), content.digest()))
                .isEqualTo(registration.contentHash());
        assertThat(library.openPassage(document.id(), 3)).isEmpty();
    }

    @Test
    void theSameContentGivesNoNewVersion() {
        StoredDocument first = prepare("a.txt", "one");
        assertThat(library.prepare(draft("a.txt", "one")))
                .isEqualTo(new Preparation.Unchanged(first));
        library.registered(first.id(), 5);
        assertThat(library.prepare(draft("a.txt", "one")).document().id()).isEqualTo(first.id());
        assertThat(library.list(Hash32.ZERO, 10)).hasSize(1);
    }

    @Test
    void otherReadersOrContentGiveTheNextVersion() {
        StoredDocument first = register("a.txt", "one", 5);
        StoredDocument second = library.prepare(draft("a.txt", "one", BEN)).document();
        assertThat(second.registration().version()).isEqualTo(2);
        assertThat(second.registration().previous()).isEqualTo(first.id());
        library.submitted(second.id(), Hashes.keccak256(Bytes.ofUtf8("transaction")));
        StoredDocument third = prepare("a.txt", "three");
        assertThat(third.registration().version()).isEqualTo(3);
        assertThat(third.registration().previous()).isEqualTo(second.id());
    }

    @Test
    void aDraftThatWasNeverSentIsReplaced() {
        StoredDocument first = prepare("a.txt", "one");
        StoredDocument second = prepare("a.txt", "two");
        assertThat(second.registration().version()).isEqualTo(1);
        assertThat(library.find(first.id())).isEmpty();
        assertThat(library.content(first.id())).isEmpty();
    }

    @Test
    void namesOfDifferentOwnersDoNotMeet() {
        StoredDocument annas = prepare("a.txt", "one");
        DocumentDraft draft = draft("a.txt", "two");
        DocumentDraft bens =
                new DocumentDraft(
                        "a.txt",
                        draft.kind(),
                        draft.content(),
                        draft.passages(),
                        BEN,
                        new TreeSet<>());
        assertThat(library.prepare(bens).document().registration().version()).isEqualTo(1);
        assertThat(library.newest(ANNA, "a.txt")).contains(annas);
    }

    @Test
    void onlyRegisteredDocumentsAreFound() {
        StoredDocument document = prepare("a.txt", "soy beans from Tianjin");
        assertThat(find("soy")).isEmpty();
        library.submitted(document.id(), Hash32.ZERO);
        assertThat(find("soy")).isEmpty();
        library.registered(document.id(), 12);
        SearchHit hit = library.search(SearchRequest.of("soy")).getFirst();
        assertThat(hit.id()).isEqualTo(document.id());
        assertThat(hit.content()).isEqualTo("soy beans from Tianjin");
        assertThat(hit.score() + hit.distance()).isEqualTo(1);
        assertThat(hit.metadata())
                .containsEntry(SearchField.HEIGHT, "12")
                .containsEntry(SearchField.NAME, "a.txt")
                .containsEntry(SearchField.OWNER, ANNA.toHex());
        library.withdrawn(document.id(), 20);
        assertThat(find("soy")).isEmpty();
        assertThat(library.find(document.id()).orElseThrow().state())
                .isEqualTo(new DocumentState.Withdrawn(12, 20));
    }

    @Test
    void aNewVersionTakesThePlaceOfTheOldInSearches() {
        StoredDocument first = register("a.txt", "soy one", 5);
        StoredDocument second = register("a.txt", "soy two", 9);
        assertThat(library.find(first.id()).orElseThrow().state())
                .isEqualTo(new DocumentState.Superseded(5, second.id()));
        assertThat(find("soy")).containsExactly(second.id());
        SearchRequest all =
                new SearchRequest(
                        "soy",
                        List.of(new Filter.Equal(SearchField.VERSION, "1")),
                        Versions.ALL,
                        10);
        assertThat(library.search(all)).hasSize(1).allMatch(hit -> hit.id().equals(first.id()));
    }

    @Test
    void theSameEventTwiceAndEventsOfOthersDoNoHarm() {
        StoredDocument document = register("a.txt", "soy", 5);
        library.registered(document.id(), 6);
        library.submitted(document.id(), Hash32.ZERO);
        assertThat(library.find(document.id()).orElseThrow().state())
                .isEqualTo(new DocumentState.Registered(5));
        assertThat(library.registered(Hashes.EMPTY_KECCAK, 5)).isFalse();
        assertThat(library.withdrawn(Hashes.EMPTY_KECCAK, 5)).isFalse();
        assertThat(library.submitted(Hashes.EMPTY_KECCAK, Hash32.ZERO)).isFalse();
        assertThat(library.delete(Hashes.EMPTY_KECCAK)).isFalse();
    }

    @Test
    void aNameBeginsAnewAfterItsDocumentIsWithdrawn() {
        StoredDocument first = register("a.txt", "one", 5);
        library.withdrawn(first.id(), 6);
        StoredDocument again = prepare("a.txt", "one");
        assertThat(again.id()).isNotEqualTo(first.id());
        assertThat(again.registration().version()).isEqualTo(1);
    }

    @Test
    void aDeletedDocumentLeavesNothing() {
        StoredDocument kept = register("kept.txt", "soy kept", 5);
        StoredDocument gone = register("gone.txt", "soy " + "gone ".repeat(50_000), 6);
        assertThat(library.delete(gone.id())).isTrue();
        assertThat(library.find(gone.id())).isEmpty();
        assertThat(library.content(gone.id())).isEmpty();
        assertThat(library.openContent(gone.id())).isEmpty();
        assertThat(library.openPassage(gone.id(), 0)).isEmpty();
        assertThat(library.newest(ANNA, "gone.txt")).isEmpty();
        assertThat(find("soy")).containsExactly(kept.id());
        assertThat(tablesWithKeysOf(gone.id())).isEmpty();
        assertThat(library.prepare(draft("gone.txt", "new")).document().registration().version())
                .isEqualTo(1);
    }

    private List<String> tablesWithKeysOf(Hash32 id) {
        List<String> found = new ArrayList<>();
        try (Snapshot snapshot = store.snapshot()) {
            for (String table : store.tableNames()) {
                for (KeyValue entry :
                        snapshot.scan(store.table(table), KeyRange.prefix(id.toArray()))) {
                    found.add(table + " " + Bytes.copyOf(entry.key()));
                }
            }
        }
        return found;
    }

    @Test
    void noWordOfADocumentIsInTheStoreInTheClear() {
        StoredDocument document = register("xylophone.txt", "quartzite " + "filler ".repeat(99), 5);
        Hash32 salt = library.openContent(document.id()).orElseThrow().salt();
        try (Snapshot snapshot = store.snapshot()) {
            for (String table : store.tableNames()) {
                for (KeyValue entry : snapshot.scan(store.table(table), KeyRange.all())) {
                    String value = new String(entry.value(), StandardCharsets.ISO_8859_1);
                    assertThat(value)
                            .doesNotContain("quartzite")
                            .doesNotContain("xylophone")
                            .doesNotContain(
                                    new String(salt.toArray(), StandardCharsets.ISO_8859_1));
                }
            }
        }
    }

    @Test
    void aValueThatWasChangedInTheStoreIsNotReturned() {
        StoredDocument document = prepare("a.txt", "one");
        var table = store.table("documents.content");
        store.update(transaction -> {
            KeyValue part = transaction.scan(table, KeyRange.all()).iterator().next();
            byte[] value = part.value();
            value[value.length - 1] ^= 1;
            transaction.put(table, part.key(), value);
        });
        assertThatThrownBy(() -> library.content(document.id()))
                .isInstanceOf(DocumentDamagedException.class);
    }

    @Test
    void everythingIsListedPageByPage() {
        Set<Hash32> prepared = new HashSet<>();
        for (int i = 0; i < 7; i++) {
            prepared.add(prepare("d" + i, "text " + i).id());
        }
        List<Hash32> listed = new ArrayList<>();
        Hash32 after = Hash32.ZERO;
        for (List<StoredDocument> page = library.list(after, 3);
                !page.isEmpty();
                page = library.list(after, 3)) {
            page.forEach(document -> listed.add(document.id()));
            after = listed.getLast();
        }
        assertThat(listed).isSorted().containsExactlyInAnyOrderElementsOf(prepared);
        assertThatThrownBy(() -> library.list(Hash32.ZERO, 0)).hasMessageContaining("1 to 1000");
    }

    @Test
    void theIndexIsMadeAnewWhenItIsLost() throws IOException {
        StoredDocument first = register("a.txt", "soy one", 5);
        StoredDocument second = register("b.txt", "soy two", 6);
        library.withdrawn(second.id(), 7);
        close();
        removeIndex();
        open();
        assertThat(find("soy")).containsExactly(first.id());
    }

    private void removeIndex() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("index"))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void theIndexCatchesUpWithWhatItMissed() throws IOException {
        StoredDocument first = register("a.txt", "soy one", 5);
        reopen();
        Path saved = copyIndex();
        StoredDocument second = register("b.txt", "soy two", 6);
        library.withdrawn(first.id(), 7);
        library.close(); // writes the index, which is then put back as it was before, as by a crash
        removeIndex();
        try (Stream<Path> files = Files.list(saved)) {
            for (Path file : files.toList()) {
                Files.copy(file, directory.resolve("index").resolve(file.getFileName()));
            }
        }
        library = DocumentLibrary.open(store, directory.resolve("index"), new SecureRandom());
        assertThat(find("soy")).containsExactly(second.id());
    }

    private Path copyIndex() throws IOException {
        Path saved = Files.createDirectory(directory.resolve("saved"));
        try (Stream<Path> files = Files.list(directory.resolve("index"))) {
            for (Path file : files.toList()) {
                Files.copy(file, saved.resolve(file.getFileName()));
            }
        }
        return saved;
    }

    @Test
    void manyChangesAreFoundAfterReopening() {
        for (int i = 0; i < 150; i++) {
            register("d" + i, "soy " + "x".repeat(i + 1), i + 1);
        }
        reopen();
        for (int i : new int[] {0, 63, 64, 149}) {
            assertThat(find("x".repeat(i + 1))).hasSize(1);
        }
        SearchRequest range =
                new SearchRequest(
                        "soy",
                        List.of(new Filter.Range(SearchField.HEIGHT, "101", "150")),
                        Versions.CURRENT,
                        1000);
        assertThat(library.search(range)).hasSize(50);
    }

    @Test
    void draftsOutOfBoundsAreRefused() {
        assertThatThrownBy(() -> draft(" ", "x")).hasMessageContaining("1 to 255");
        assertThatThrownBy(() -> draft("a\nb", "x")).hasMessageContaining("control");
        assertThatThrownBy(() -> draft("x".repeat(256), "x")).hasMessageContaining("256");
    }
}
