package io.chirograph.knowledge;

import io.chirograph.knowledge.DocumentCodec.Secrets;
import io.chirograph.knowledge.DocumentState.Registered;
import io.chirograph.knowledge.DocumentState.Superseded;
import io.chirograph.knowledge.DocumentVault.Change;
import io.chirograph.knowledge.search.IndexedDocument;
import io.chirograph.knowledge.search.Match;
import io.chirograph.knowledge.search.PassageIndex;
import io.chirograph.knowledge.search.SearchField;
import io.chirograph.knowledge.search.SearchRequest;
import io.chirograph.proof.document.ContentOpening;
import io.chirograph.proof.document.Passage;
import io.chirograph.proof.document.PassageOpening;
import io.chirograph.store.Snapshot;
import io.chirograph.store.Store;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A member's documents, from the file to the proof:
///
///     prepare → (the owner registers it on the ledger) → submitted → registered → search, openings
///                                                                  → withdrawn → delete
///
/// Documents are in the store, encrypted; the search index beside it is derived from them, holds registered
/// documents only, and catches up with the store whenever the library is opened, whatever was lost of it.
///
/// Thread-safe. Nothing runs in the background. Whoever calls [#registered] and [#withdrawn] has seen the
/// registry's event in a final block; calls may be repeated, and be about documents of others.
public final class DocumentLibrary implements AutoCloseable {
    /// The index is written to disk after so many changes; until then a crash costs indexing them again.
    private static final int CHANGES_PER_COMMIT = 64;

    private static final int LIST_MAX = 1_000;

    private final DocumentVault vault;
    private final PassageIndex index;
    private final Object indexing = new Object();
    private long indexed; // number of the last change in the index; guarded by indexing
    private long committed; // number of the last change in the index on disk; guarded by indexing

    private DocumentLibrary(DocumentVault vault, PassageIndex index) {
        this.vault = vault;
        this.index = index;
    }

    /// @param store takes transactions of 1 MiB; stays open for as long as the library, and is not closed by it
    /// @param indexDirectory for the index alone
    /// @param random for keys and salts
    public static DocumentLibrary open(Store store, Path indexDirectory, SecureRandom random) {
        DocumentVault vault = new DocumentVault(store, random);
        PassageIndex index = PassageIndex.open(indexDirectory, vault.identity());
        DocumentLibrary library = new DocumentLibrary(vault, index);
        library.recoverIndex();
        return library;
    }

    /// Takes the document in, encrypted under a new key and committed to under a new salt. Durable when it
    /// returns.
    public Preparation prepare(DocumentDraft draft) {
        return vault.prepare(draft);
    }

    /// Notes that the registration is sent in `transaction`. To be called before sending it, and again when
    /// it is sent in another one.
    /// @return false when the document is not kept here (any more): a later draft of its name replaced it,
    ///     and its registration must not be sent
    public boolean submitted(Hash32 id, Hash32 transaction) {
        return vault.submitted(id, transaction);
    }

    /// Notes that the registry has the document, from `height` on; now it can be found.
    /// @return whether the document is kept here
    public boolean registered(Hash32 id, long height) {
        boolean known = vault.registered(id, height);
        catchUp();
        return known;
    }

    /// Notes that its owner withdrew the document; it can no longer be found.
    /// @return whether the document is kept here
    public boolean withdrawn(Hash32 id, long height) {
        boolean known = vault.withdrawn(id, height);
        catchUp();
        return known;
    }

    public Optional<StoredDocument> find(Hash32 id) {
        return vault.find(id);
    }

    /// The newest version of the owner's document with this name.
    public Optional<StoredDocument> newest(Address owner, String name) {
        return vault.newest(owner, name);
    }

    /// The next documents in the order of ids.
    /// @param after the last id of the page before, [Hash32#ZERO] for the first
    /// @param max 1 to 1000
    public List<StoredDocument> list(Hash32 after, int max) {
        if (max < 1 || max > LIST_MAX) {
            throw new IllegalArgumentException(
                    "a page has 1 to %d documents, not %d".formatted(LIST_MAX, max));
        }
        return vault.list(after, max);
    }

    /// The document's bytes as they were taken in.
    public Optional<Bytes> content(Hash32 id) {
        return vault.content(id);
    }

    public Optional<Passage> passage(Hash32 id, int index) {
        return vault.passage(id, index);
    }

    /// What a proof reveals to show that this passage is part of the document, and nothing else of it.
    public Optional<PassageOpening> openPassage(Hash32 id, int index) {
        Optional<Passage> passage = vault.passage(id, index);
        return passage.isEmpty()
                ? Optional.empty()
                : vault.secrets(id)
                        .flatMap(secrets ->
                                vault.tree(id)
                                        .map(tree ->
                                                new PassageOpening(
                                                        passage.get(),
                                                        secrets.salt().passage(index),
                                                        tree.path(index))));
    }

    /// What a proof reveals to show what the document's whole content is; for its readers.
    public Optional<ContentOpening> openContent(Hash32 id) {
        return vault.secrets(id).map(DocumentLibrary::contentOpening);
    }

    private static ContentOpening contentOpening(Secrets secrets) {
        return new ContentOpening(secrets.salt().content(), secrets.contentDigest());
    }

    /// The best passages of registered documents, best first.
    public List<SearchHit> search(SearchRequest request) {
        List<SearchHit> hits = new ArrayList<>();
        for (Match match : index.search(request)) {
            // Both are missing when the document was deleted a moment ago.
            Optional<StoredDocument> document = vault.find(match.document());
            Optional<Passage> passage = vault.passage(match.document(), match.passage());
            if (document.isPresent() && passage.isPresent()) {
                hits.add(
                        new SearchHit(
                                match.document(),
                                match.score(),
                                metadata(document.get()),
                                passage.get()));
            }
        }
        return List.copyOf(hits);
    }

    private static Map<SearchField, String> metadata(StoredDocument document) {
        Map<SearchField, String> metadata = new EnumMap<>(SearchField.class);
        metadata.put(SearchField.ID, document.id().toHex());
        metadata.put(SearchField.OWNER, document.registration().owner().toHex());
        metadata.put(SearchField.NAME, document.name());
        metadata.put(SearchField.KIND, document.kind().name());
        metadata.put(SearchField.VERSION, Long.toString(document.registration().version()));
        metadata.put(SearchField.HEIGHT, Long.toString(height(document.state()).orElse(0L)));
        return metadata;
    }

    /// Destroys the document's key, salt and content and every word of it in the index. What the ledger has
    /// stays; withdraw it there first.
    /// @return whether the document was kept here
    public boolean delete(Hash32 id) {
        boolean known = vault.delete(id);
        if (known) {
            synchronized (indexing) {
                catchUp();
                index.purge(indexed);
                committedTo(indexed);
            }
        }
        return known;
    }

    /// Writes the index to disk and closes it.
    @Override
    public void close() {
        synchronized (indexing) {
            commitIndex();
            index.close();
        }
    }

    // ---- the index

    /// Brings the index from whatever state it was left in to that of the store.
    private void recoverIndex() {
        synchronized (indexing) {
            indexed = index.sequence();
            committed = indexed;
            try (Snapshot view = vault.snapshot()) {
                long changed = vault.changed(view);
                if (indexed < vault.pruned(view) || indexed > changed) {
                    rebuild(view, changed);
                }
            }
            catchUp();
        }
    }

    /// The changes it lacks are no longer listed, or the store is older than the index.
    private void rebuild(Snapshot view, long changed) {
        index.clear();
        for (Hash32 id : vault.ids(view)) {
            reindex(view, id);
        }
        indexed = changed;
        commitIndex();
    }

    private void catchUp() {
        synchronized (indexing) {
            try (Snapshot view = vault.snapshot()) {
                Set<Hash32> done = new HashSet<>();
                for (Change change : vault.changesAfter(view, indexed)) {
                    if (done.add(change.document())) {
                        reindex(view, change.document());
                    }
                }
                indexed = vault.changed(view);
            }
            if (indexed - committed >= CHANGES_PER_COMMIT) {
                commitIndex();
            }
        }
    }

    private void reindex(Snapshot view, Hash32 id) {
        Optional<StoredDocument> document = vault.find(view, id);
        Optional<Long> height =
                document.filter(d -> !(d.state() instanceof DocumentState.Withdrawn))
                        .flatMap(d -> height(d.state()));
        if (height.isEmpty()) {
            index.remove(id);
            return;
        }
        StoredDocument found = document.orElseThrow();
        index.put(
                new IndexedDocument(
                        id,
                        found.registration().owner(),
                        found.name(),
                        found.kind(),
                        found.registration().version(),
                        height.get(),
                        found.state() instanceof Superseded,
                        vault.passages(view, id)));
    }

    private static Optional<Long> height(DocumentState state) {
        return switch (state) {
            case DocumentState.Prepared _, DocumentState.Submitted _ -> Optional.empty();
            case Registered(long height) -> Optional.of(height);
            case Superseded(long height, _) -> Optional.of(height);
            case DocumentState.Withdrawn(long height, _) -> Optional.of(height);
        };
    }

    private void commitIndex() {
        if (indexed != committed) {
            index.commit(indexed);
            committedTo(indexed);
        }
    }

    private void committedTo(long number) {
        committed = number;
        vault.prune(number);
    }
}
