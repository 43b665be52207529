package io.chirograph.knowledge.search;

import io.chirograph.proof.document.Passage;
import io.chirograph.types.Hash32;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field.Store;
import org.apache.lucene.document.KeywordField;
import org.apache.lucene.document.LongField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.SearcherFactory;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.search.similarities.Similarity;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.LockObtainFailedException;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/// The words of all registered passages, in a directory of files.
///
/// Changes are seen by the next search at once and are on disk after [#commit], together with the number up
/// to which the library's changes are in it; after a crash the library gives it what came later.
///
/// A match's score is s / (s + 5), where s is the BM25 score of the passage: 0.5 at s = 5, near 1 for a
/// passage that has many rare words of the query. It grows with s and does not depend on the other hits, so
/// it can be compared between searches of one index. Without a query it is 1. Hits of equal score are in
/// the order of document id and passage.
///
/// Thread-safe: any number of searches beside one change at a time; changes wait for one another. Uses
/// the threads of its callers only.
public final class PassageIndex implements AutoCloseable {
    private static final double HALF_SCORE = 5;

    /// Passages are of one size by design, so length says little about what one is about; the usual weight
    /// of 0.75 would put a title before a passage with all the words asked for.
    private static final Similarity BM25 = new BM25Similarity(1.2f, 0.3f);

    private static final double RAM_BUFFER_MEGABYTES = 16;
    private static final String IDENTITY = "library";
    private static final String SEQUENCE = "sequence";
    private static final String KEY = "key";
    private static final String DOCUMENT = "document";
    private static final String PASSAGE = "passage";

    /// Best score first; then by key, so that the same index always answers in the same order.
    private static final Sort BEST_FIRST =
            new Sort(SortField.FIELD_SCORE, new SortField(KEY, SortField.Type.STRING));

    private final Directory directory;
    private final MixedScriptAnalyzer analyzer;
    private final IndexWriter writer;
    private final SearcherManager searchers;
    private final QueryPlanner planner;
    private final String identity;
    private final long committedAtOpen;

    private PassageIndex(Directory directory, String identity) throws IOException {
        this.directory = directory;
        this.identity = identity;
        this.analyzer = new MixedScriptAnalyzer();
        this.writer = new IndexWriter(directory, config(analyzer));
        this.committedAtOpen = sequence(writer, identity);
        this.searchers = new SearcherManager(writer, new Bm25Searchers());
        this.planner = new QueryPlanner(analyzer);
    }

    private static final class Bm25Searchers extends SearcherFactory {
        @Override
        public IndexSearcher newSearcher(IndexReader reader, @Nullable IndexReader previous) {
            IndexSearcher searcher = new IndexSearcher(reader);
            searcher.setSimilarity(BM25);
            return searcher;
        }
    }

    /// Opens the index in `path`, or makes an empty one there. A damaged index, one of another format and one of
    /// another library is removed first: [#sequence()] is 0 then.
    ///
    /// @param library whose documents are in the index
    /// @throws SearchIndexException when the directory can't be used
    public static PassageIndex open(Path path, Hash32 library) {
        try {
            Directory directory = FSDirectory.open(path);
            if (!isSound(directory, library.toHex())) {
                clear(directory);
            }
            return new PassageIndex(directory, library.toHex());
        } catch (LockObtainFailedException e) {
            throw new SearchIndexException(
                    "the search index " + path + " is in use by another process; stop that first",
                    e);
        } catch (IOException e) {
            throw new SearchIndexException("opening the search index " + path, e);
        }
    }

    /// Reads every byte of the index once and compares checksums.
    private static boolean isSound(Directory directory, String identity) throws IOException {
        if (!DirectoryReader.indexExists(directory)) {
            return directory.listAll().length == 0;
        }
        try (DirectoryReader reader = DirectoryReader.open(directory)) {
            for (LeafReaderContext leaf : reader.leaves()) {
                leaf.reader().checkIntegrity();
            }
            Map<String, String> data = reader.getIndexCommit().getUserData();
            return identity.equals(data.get(IDENTITY));
        } catch (CorruptIndexException
                | IndexFormatTooOldException
                | IndexFormatTooNewException
                | EOFException
                | FileNotFoundException
                | NoSuchFileException e) {
            System.getLogger(PassageIndex.class.getName())
                    .log(
                            System.Logger.Level.WARNING,
                            "search index is damaged and made anew directory={0} problem={1}",
                            directory,
                            e.getMessage());
            return false;
        }
    }

    private static void clear(Directory directory) throws IOException {
        // Taking the lock first makes sure that no other process is using what is removed.
        try (var lock = directory.obtainLock(IndexWriter.WRITE_LOCK_NAME)) {
            for (String file : directory.listAll()) {
                if (!file.equals(IndexWriter.WRITE_LOCK_NAME)) {
                    lock.ensureValid();
                    directory.deleteFile(file);
                }
            }
        }
    }

    private static IndexWriterConfig config(MixedScriptAnalyzer analyzer) {
        TieredMergePolicy merges = new TieredMergePolicy();
        merges.setForceMergeDeletesPctAllowed(
                0); // else a purge leaves files with few removed passages
        return new IndexWriterConfig(analyzer)
                .setMergePolicy(merges)
                .setSimilarity(BM25)
                .setOpenMode(IndexWriterConfig.OpenMode.CREATE_OR_APPEND)
                .setMergeScheduler(new SerialMergeScheduler())
                .setRAMBufferSizeMB(RAM_BUFFER_MEGABYTES)
                .setCommitOnClose(false);
    }

    private static long sequence(IndexWriter writer, String identity) {
        Iterable<Map.Entry<String, String>> data = writer.getLiveCommitData();
        if (data == null) {
            writer.setLiveCommitData(commitData(identity, 0));
            return 0;
        }
        for (Map.Entry<String, String> entry : data) {
            if (entry.getKey().equals(SEQUENCE)) {
                return Long.parseLong(entry.getValue());
            }
        }
        return 0;
    }

    private static Iterable<Map.Entry<String, String>> commitData(String identity, long sequence) {
        return Map.of(IDENTITY, identity, SEQUENCE, Long.toString(sequence)).entrySet();
    }

    /// The number that the last commit before opening was given; 0 for an empty index.
    public long sequence() {
        return committedAtOpen;
    }

    /// Adds `document`, in the place of what the index had of it.
    public void put(IndexedDocument document) {
        change(() -> {
            String id = document.id().toHex();
            writer.deleteDocuments(new Term(DOCUMENT, id));
            for (Passage passage : document.passages()) {
                writer.addDocument(fields(document, id, passage));
            }
        });
    }

    private static Document fields(IndexedDocument document, String id, Passage passage) {
        Document fields = new Document();
        String key = id + "%08x".formatted(passage.index());
        fields.add(new SortedDocValuesField(KEY, new BytesRef(key)));
        fields.add(new KeywordField(DOCUMENT, id, Store.YES));
        fields.add(new StoredField(PASSAGE, passage.index()));
        fields.add(new TextField(MixedScriptAnalyzer.TERMS, passage.text(), Store.NO));
        fields.add(new TextField(MixedScriptAnalyzer.WORDS, passage.text(), Store.NO));
        addText(fields, SearchField.ID, id);
        addText(fields, SearchField.OWNER, document.owner().toHex());
        addText(fields, SearchField.NAME, document.name());
        addText(fields, SearchField.KIND, document.kind().name());
        addNumber(fields, SearchField.VERSION, document.version());
        addNumber(fields, SearchField.HEIGHT, document.height());
        String current = document.superseded() ? "no" : "yes";
        fields.add(new KeywordField(QueryPlanner.CURRENT, current, Store.NO));
        return fields;
    }

    private static void addText(Document fields, SearchField field, String value) {
        fields.add(new KeywordField(field.indexed(), value, Store.NO));
    }

    private static void addNumber(Document fields, SearchField field, long value) {
        fields.add(new LongField(field.indexed(), value, Store.NO));
    }

    /// Removes a document from the answers; its words stay in files until [#purge].
    public void remove(Hash32 document) {
        change(() -> writer.deleteDocuments(new Term(DOCUMENT, document.toHex())));
    }

    /// Removes all documents.
    public void clear() {
        change(() -> writer.deleteAll());
    }

    /// Writes all changes to disk, and rewrites every file that still has words of removed documents.
    /// @param sequence up to which change of the library the index is complete
    public void purge(long sequence) {
        change(() -> writer.forceMergeDeletes(true));
        commit(sequence);
    }

    /// Writes all changes to disk.
    /// @param sequence up to which change of the library the index is complete
    public void commit(long sequence) {
        change(() -> {
            writer.setLiveCommitData(commitData(identity, sequence));
            writer.commit();
        });
    }

    /// The best passages, best first.
    public List<Match> search(SearchRequest request) {
        try {
            searchers.maybeRefreshBlocking();
            IndexSearcher searcher = searchers.acquire();
            try {
                return search(searcher, request);
            } finally {
                searchers.release(searcher);
            }
        } catch (IOException | AlreadyClosedException e) {
            throw new SearchIndexException("searching the index " + directory, e);
        }
    }

    private List<Match> search(IndexSearcher searcher, SearchRequest request) throws IOException {
        ScoreDoc[] found =
                searcher.search(planner.plan(request), request.hitsMax(), BEST_FIRST).scoreDocs;
        boolean ranked = !request.query().isBlank();
        StoredFields stored = searcher.storedFields();
        List<Match> matches = new ArrayList<>(found.length);
        for (ScoreDoc hit : found) {
            Document fields = stored.document(hit.doc);
            float relevance = (Float) ((FieldDoc) hit).fields[0];
            matches.add(
                    new Match(
                            Hash32.fromHex(fields.get(DOCUMENT)),
                            fields.getField(PASSAGE).numericValue().intValue(),
                            ranked ? relevance / (relevance + HALF_SCORE) : 1));
        }
        return matches;
    }

    /// How many passages can be found.
    public int passageCount() {
        try {
            searchers.maybeRefreshBlocking();
            IndexSearcher searcher = searchers.acquire();
            try {
                return searcher.getIndexReader().numDocs();
            } finally {
                searchers.release(searcher);
            }
        } catch (IOException | AlreadyClosedException e) {
            throw new SearchIndexException("reading the index " + directory, e);
        }
    }

    /// Closes the index; what was not committed is given again by the library at the next opening.
    @Override
    public void close() {
        try {
            searchers.close();
            writer.rollback();
            analyzer.close();
            directory.close();
        } catch (IOException e) {
            throw new SearchIndexException("closing the index " + directory, e);
        }
    }

    private interface Change {
        void run() throws IOException;
    }

    private synchronized void change(Change change) {
        try {
            change.run();
        } catch (IOException | AlreadyClosedException e) {
            throw new SearchIndexException("writing the index " + directory, e);
        }
    }
}
