package io.chirograph.knowledge.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.crypto.Hashes;
import io.chirograph.knowledge.extract.DocumentKind;
import io.chirograph.knowledge.extract.PassageSplitter;
import io.chirograph.knowledge.search.SearchRequest.Versions;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Terms;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.BytesRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PassageIndexTest {
    private static final Hash32 LIBRARY = Hashes.keccak256(Bytes.ofUtf8("library"));
    private static final Address ANNA = Address.fromHex("0x" + "0a".repeat(20));
    private static final Address BEN = Address.fromHex("0x" + "0b".repeat(20));

    @TempDir private Path directory;

    private static Hash32 id(String name) {
        return Hashes.keccak256(Bytes.ofUtf8(name));
    }

    private static IndexedDocument document(String name, String text) {
        return document(name, text, ANNA, 1, 10, false);
    }

    private static IndexedDocument document(
            String name, String text, Address owner, long version, long height, boolean old) {
        return new IndexedDocument(
                id(name),
                owner,
                name,
                DocumentKind.TEXT,
                version,
                height,
                old,
                PassageSplitter.split(text));
    }

    private static List<Hash32> ids(PassageIndex index, SearchRequest request) {
        return index.search(request).stream().map(Match::document).toList();
    }

    private static List<Hash32> find(PassageIndex index, String query) {
        return ids(index, SearchRequest.of(query));
    }

    private static SearchRequest filtered(Filter... filters) {
        return new SearchRequest("", List.of(filters), Versions.CURRENT, 10);
    }

    private PassageIndex openWithSamples() {
        PassageIndex index = PassageIndex.open(directory, LIBRARY);
        index.put(document("report", "质检报告：第一批大豆水分合格，蛋白质含量达标。"));
        index.put(document("lading", "提单：货物已于天津港装船，共两个集装箱。"));
        index.put(document("agreement", "The seller inspects every container before shipment."));
        index.put(document("mixed", "大豆 soybeans, Grade A, moisture 12 %"));
        return index;
    }

    @Test
    void findsChineseLatinAndMixedText() {
        try (PassageIndex index = openWithSamples()) {
            assertThat(find(index, "质检")).containsExactly(id("report"));
            assertThat(find(index, "集装箱")).containsExactly(id("lading"));
            assertThat(find(index, "天津港的货物")).startsWith(id("lading"));
            assertThat(find(index, "CONTAINERS inspected")).containsExactly(id("agreement"));
            assertThat(find(index, "大豆 moisture")).startsWith(id("mixed")).contains(id("report"));
            assertThat(find(index, "ｇｒａｄｅ")).containsExactly(id("mixed"));
            assertThat(find(index, "nonsense")).isEmpty();
        }
    }

    @Test
    void noQueryIsASyntaxError() {
        try (PassageIndex index = openWithSamples()) {
            for (String query : List.of("\"", "a AND (", "name:*", "*", "?", "!", "[ TO", "\\")) {
                assertThat(index.search(SearchRequest.of(query))).isNotNull();
            }
            assertThat(find(index, "…！？")).isEmpty();
        }
    }

    @Test
    void scoresAreOverZeroAtMostOneAndDescend() {
        try (PassageIndex index = openWithSamples()) {
            List<Match> matches = index.search(SearchRequest.of("大豆 soybeans 质检报告 container"));
            assertThat(matches).hasSizeGreaterThan(2);
            double above = 1;
            for (Match match : matches) {
                assertThat(match.score()).isPositive().isLessThanOrEqualTo(above);
                above = match.score();
            }
            assertThat(index.search(filtered())).allMatch(match -> match.score() == 1);
        }
    }

    @Test
    void filtersNarrowByEqualityRangeAndSet() {
        try (PassageIndex index = PassageIndex.open(directory, LIBRARY)) {
            index.put(document("a", "soy", ANNA, 1, 10, false));
            index.put(document("b", "soy", BEN, 1, 20, false));
            index.put(document("c", "soy", BEN, 2, 30, false));
            assertThat(ids(index, filtered(new Filter.Equal(SearchField.OWNER, BEN.toHex()))))
                    .containsExactlyInAnyOrder(id("b"), id("c"));
            assertThat(ids(index, filtered(new Filter.Range(SearchField.HEIGHT, "10", "29"))))
                    .containsExactlyInAnyOrder(id("a"), id("b"));
            assertThat(ids(index, filtered(new Filter.In(SearchField.NAME, List.of("a", "c")))))
                    .containsExactlyInAnyOrder(id("a"), id("c"));
            assertThat(ids(index, filtered(new Filter.In(SearchField.HEIGHT, List.of("30")))))
                    .containsExactly(id("c"));
            assertThat(ids(index, filtered(new Filter.Range(SearchField.NAME, "b", "c"))))
                    .containsExactlyInAnyOrder(id("b"), id("c"));
            assertThat(ids(index, filtered(new Filter.Equal(SearchField.ID, id("a").toHex()))))
                    .containsExactly(id("a"));
            assertThat(
                            ids(
                                    index,
                                    filtered(
                                            new Filter.Equal(SearchField.KIND, "TEXT"),
                                            new Filter.Equal(SearchField.VERSION, "2"))))
                    .containsExactly(id("c"));
        }
    }

    @Test
    void supersededVersionsAnswerOnlyWhenAskedFor() {
        try (PassageIndex index = PassageIndex.open(directory, LIBRARY)) {
            index.put(document("old", "soy", ANNA, 1, 10, true));
            index.put(document("new", "soy", ANNA, 2, 20, false));
            assertThat(find(index, "soy")).containsExactly(id("new"));
            assertThat(ids(index, new SearchRequest("soy", List.of(), Versions.ALL, 10)))
                    .containsExactlyInAnyOrder(id("old"), id("new"));
        }
    }

    @Test
    void tenHitsByDefaultAndAsManyAsAskedFor() {
        try (PassageIndex index = PassageIndex.open(directory, LIBRARY)) {
            for (int i = 0; i < 25; i++) {
                index.put(document("d" + i, "soy beans"));
            }
            assertThat(find(index, "soy")).hasSize(10).isSorted();
            assertThat(ids(index, new SearchRequest("soy", List.of(), Versions.CURRENT, 20)))
                    .hasSize(20);
        }
    }

    @Test
    void aDocumentPutAgainReplacesItselfAndARemovedOneIsGone() {
        try (PassageIndex index = openWithSamples()) {
            index.put(document("report", "now about wheat"));
            assertThat(find(index, "质检")).isEmpty();
            assertThat(find(index, "wheat")).containsExactly(id("report"));
            index.remove(id("report"));
            assertThat(find(index, "wheat")).isEmpty();
        }
    }

    @Test
    void purgedWordsAreInNoFile() throws IOException {
        try (PassageIndex index = PassageIndex.open(directory, LIBRARY)) {
            for (int i = 0; i < 50; i++) {
                index.put(document("d" + i, "harmless words number " + i));
            }
            index.put(document("secret", "xylophonequartz"));
            index.commit(1);
            index.remove(id("secret"));
            index.commit(2);
            assertThat(wordIsOnDisk("xylophonequartz")).isTrue();
            index.purge(3);
            assertThat(wordIsOnDisk("xylophonequartz")).isFalse();
            assertThat(find(index, "harmless")).hasSize(10);
        }
        assertThat(filesOfNoCommit()).isEmpty();
    }

    private boolean wordIsOnDisk(String word) throws IOException {
        try (DirectoryReader reader = DirectoryReader.open(FSDirectory.open(directory))) {
            for (LeafReaderContext leaf : reader.leaves()) {
                Terms terms = leaf.reader().terms(MixedScriptAnalyzer.TERMS);
                if (terms != null && terms.iterator().seekExact(new BytesRef(word))) {
                    return true;
                }
            }
            return false;
        }
    }

    private List<String> filesOfNoCommit() throws IOException {
        try (DirectoryReader reader = DirectoryReader.open(FSDirectory.open(directory));
                Stream<Path> files = Files.list(directory)) {
            Collection<String> used = reader.getIndexCommit().getFileNames();
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !used.contains(name) && !name.equals("write.lock"))
                    .toList();
        }
    }

    @Test
    void committedChangesAndTheirSequenceSurviveClosing() {
        try (PassageIndex index = openWithSamples()) {
            index.commit(7);
            index.put(document("late", "uncommitted"));
        }
        try (PassageIndex index = PassageIndex.open(directory, LIBRARY)) {
            assertThat(index.sequence()).isEqualTo(7);
            assertThat(find(index, "质检")).containsExactly(id("report"));
            assertThat(find(index, "uncommitted")).isEmpty();
        }
    }

    @Test
    void anIndexOfAnotherLibraryIsMadeAnew() {
        try (PassageIndex index = openWithSamples()) {
            index.commit(7);
        }
        try (PassageIndex index = PassageIndex.open(directory, id("another library"))) {
            assertThat(index.sequence()).isZero();
            assertThat(index.passageCount()).isZero();
        }
    }

    @Test
    void aDamagedIndexIsMadeAnewWhicheverByteIsDamaged() throws IOException {
        List<Path> files;
        try (PassageIndex index = openWithSamples()) {
            index.commit(7);
            try (Stream<Path> all = Files.list(directory)) {
                files = all.filter(file -> !file.endsWith("write.lock")).sorted().toList();
            }
        }
        assertThat(files).isNotEmpty();
        for (int i = 0; i < files.size(); i++) {
            byte[] bytes = Files.readAllBytes(files.get(i));
            bytes[bytes.length / 2] ^= 0x10;
            Files.write(files.get(i), bytes);
            try (PassageIndex index = openWithSamples()) {
                assertThat(index.sequence()).as("%s", files.get(i)).isZero();
                assertThat(find(index, "质检")).containsExactly(id("report"));
                index.purge(7);
            }
            try (Stream<Path> all = Files.list(directory)) {
                files = all.filter(file -> !file.endsWith("write.lock")).sorted().toList();
            }
        }
    }

    @Test
    void anIndexInUseIsNotOpenedTwice() {
        try (PassageIndex index = openWithSamples()) {
            index.commit(1);
            assertThatThrownBy(() -> PassageIndex.open(directory, LIBRARY))
                    .isInstanceOf(SearchIndexException.class)
                    .hasMessageContaining("in use");
        }
    }

    @Test
    void requestsOutOfBoundsAreRefused() {
        assertThatThrownBy(() -> SearchRequest.of("x".repeat(401))).hasMessageContaining("401");
        assertThatThrownBy(() -> new SearchRequest("x", List.of(), Versions.ALL, 0))
                .hasMessageContaining("1 to 1000");
        assertThatThrownBy(() -> new Filter.Equal(SearchField.HEIGHT, "ten"))
                .hasMessageContaining("'ten'");
        assertThatThrownBy(() -> new Filter.In(SearchField.NAME, List.of()))
                .hasMessageContaining("1 to 1000");
    }

    @Test
    void theLongestQueryIsAnswered() {
        try (PassageIndex index = openWithSamples()) {
            assertThat(index.search(SearchRequest.of("豆 a ".repeat(100)))).isNotNull();
            assertThat(index.search(SearchRequest.of("大豆水分".repeat(100)))).isNotEmpty();
        }
    }
}
