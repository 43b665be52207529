package io.chirograph.knowledge;

import io.chirograph.crypto.Hashes;
import io.chirograph.knowledge.DocumentCodec.Entry;
import io.chirograph.knowledge.DocumentCodec.Secrets;
import io.chirograph.proof.document.Commitments;
import io.chirograph.proof.document.DocumentSalt;
import io.chirograph.proof.document.Passage;
import io.chirograph.proof.document.PassageTree;
import io.chirograph.proof.document.Registration;
import io.chirograph.store.Durability;
import io.chirograph.store.KeyRange;
import io.chirograph.store.KeyValue;
import io.chirograph.store.ReadView;
import io.chirograph.store.Snapshot;
import io.chirograph.store.Store;
import io.chirograph.store.Table;
import io.chirograph.store.Transaction;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.InvariantViolation;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.StreamSupport;

/// The documents in the store: all of the library but its search index.
///
/// A document is written in many small transactions, its key first and its entry last. One without an
/// entry was never finished, and goes at the next opening. Every later change of a document is one
/// transaction, which also adds to the list of changes when it matters to searching.
///
/// Thread-safe, by the store's transactions.
final class DocumentVault {
    static final int PART_BYTES = 64 * 1024;

    /// How much one transaction of the many takes, so that neither size of document nor of store matters.
    private static final int STAGED_BYTES = 256 * 1024;

    private static final int STAGED_COUNT = 50;

    private static final byte[] LIBRARY = Bytes.ofUtf8("library").toArray();
    private static final byte[] CHANGED = Bytes.ofUtf8("changed").toArray();
    private static final byte[] PRUNED = Bytes.ofUtf8("pruned").toArray();

    private final Store store;
    private final SecureRandom random;
    private final Table keys;
    private final Table entries;
    private final Table secrets;
    private final Table content;
    private final Table passages;
    private final Table names;
    private final Table changes;
    private final Table meta;

    DocumentVault(Store store, SecureRandom random) {
        this.store = store;
        this.random = random;
        this.keys = store.table("documents.keys");
        this.entries = store.table("documents.entries");
        this.secrets = store.table("documents.secrets");
        this.content = store.table("documents.content");
        this.passages = store.table("documents.passages");
        this.names = store.table("documents.names");
        this.changes = store.table("documents.changes");
        this.meta = store.table("documents.meta");
        store.update(transaction -> {
            if (transaction.get(meta, LIBRARY).isEmpty()) {
                transaction.put(meta, LIBRARY, randomWord().toArray());
            }
        });
        removeUnfinished();
    }

    private void removeUnfinished() {
        List<Hash32> unfinished = new ArrayList<>();
        try (Snapshot snapshot = store.snapshot()) {
            for (KeyValue key : snapshot.scan(keys, KeyRange.all())) {
                if (snapshot.get(entries, key.key()).isEmpty()) {
                    unfinished.add(Hash32.of(key.key()));
                }
            }
        }
        unfinished.forEach(this::erase);
    }

    /// A number that tells this library from every other.
    Hash32 identity() {
        try (Snapshot snapshot = store.snapshot()) {
            return Hash32.of(snapshot.get(meta, LIBRARY).orElseThrow());
        }
    }

    // ---- taking in

    /// Keeps `draft`, unless the newest version of its name is the same.
    Preparation prepare(DocumentDraft draft) {
        Hash32 digest = Hashes.keccak256(draft.content());
        Optional<StoredDocument> same =
                reading(view ->
                        newest(view, draft.owner(), draft.name())
                                .filter(newest -> isSame(view, newest, draft, digest)));
        if (same.isPresent()) {
            return new Preparation.Unchanged(same.get());
        }
        DocumentSalt salt = DocumentSalt.generate(random);
        Registration first = firstVersion(draft, digest, salt);
        Hash32 id = first.id();
        DocumentCipher cipher = stage(id, draft);
        Secrets secret = new Secrets(draft.name(), draft.kind(), salt, digest, draft.readers());
        Preparation preparation =
                store.compute(transaction -> finish(transaction, draft, first, secret, cipher));
        if (preparation instanceof Preparation.Unchanged) {
            erase(id);
        }
        return preparation;
    }

    private static Registration firstVersion(
            DocumentDraft draft, Hash32 digest, DocumentSalt salt) {
        List<Hash32> leaves = new ArrayList<>(draft.passages().size());
        for (Passage passage : draft.passages()) {
            leaves.add(Commitments.passage(salt.passage(passage.index()), passage));
        }
        return new Registration(
                Commitments.content(salt.content(), draft.content().size(), digest),
                draft.content().size(),
                PassageTree.of(leaves).root(),
                leaves.size(),
                draft.kind().extractor(),
                Hash32.ZERO,
                Commitments.access(salt.access(), draft.readers()),
                draft.owner(),
                1);
    }

    /// Writes key, content and passages of `draft`, which nothing refers to yet.
    private DocumentCipher stage(Hash32 id, DocumentDraft draft) {
        Hash32 key = randomWord();
        DocumentCipher cipher = new DocumentCipher(key, random);
        Staging staging = new Staging();
        staging.put(keys, id.toArray(), key.toArray());
        for (int from = 0, part = 0; from < draft.content().size(); from += PART_BYTES, part++) {
            int to = Math.min(from + PART_BYTES, draft.content().size());
            byte[] place = place(id, part);
            byte[] plain = draft.content().slice(from, to).toArray();
            staging.put(content, place, seal(cipher, content, place, plain));
        }
        for (Passage passage : draft.passages()) {
            byte[] place = place(id, passage.index());
            byte[] plain = DocumentCodec.encode(passage);
            staging.put(passages, place, seal(cipher, passages, place, plain));
        }
        staging.flush();
        return cipher;
    }

    /// Puts the document in its place behind the version before it, in one transaction with all it reads.
    private Preparation finish(
            Transaction transaction,
            DocumentDraft draft,
            Registration first,
            Secrets secret,
            DocumentCipher cipher) {
        Optional<StoredDocument> newest = newest(transaction, draft.owner(), draft.name());
        if (newest.isPresent()
                && isSame(transaction, newest.get(), draft, secret.contentDigest())) {
            return new Preparation.Unchanged(newest.get());
        }
        Registration registration = newest.map(before -> behind(before, first)).orElse(first);
        if (newest.isPresent() && newest.get().state() instanceof DocumentState.Prepared) {
            eraseIn(transaction, newest.get().id()); // replaced before anyone heard of it
        }
        Hash32 id = registration.id();
        DocumentState state = new DocumentState.Prepared();
        byte[] sealed = seal(cipher, secrets, id.toArray(), DocumentCodec.encode(secret));
        transaction.put(secrets, id.toArray(), sealed);
        put(transaction, new Entry(registration, state));
        transaction.put(names, nameKey(draft.owner(), draft.name()), id.toArray());
        return new Preparation.Fresh(
                new StoredDocument(
                        draft.name(), draft.kind(), registration, draft.readers(), state));
    }

    /// `first` as the version after `before`.
    private static Registration behind(StoredDocument before, Registration first) {
        Registration old = before.registration();
        return switch (before.state()) {
            case DocumentState.Withdrawn _ -> first;
            case DocumentState.Prepared _ -> version(first, old.previous(), old.version());
            case DocumentState.Submitted _, DocumentState.Registered _ ->
                    version(first, old.id(), old.version() + 1);
            case DocumentState.Superseded _ ->
                    throw new InvariantViolation(
                            "the newest version of a name is superseded: " + old.id());
        };
    }

    private static Registration version(Registration of, Hash32 previous, long version) {
        return new Registration(
                of.contentHash(),
                of.size(),
                of.textRoot(),
                of.passageCount(),
                of.extractor(),
                previous,
                of.accessRoot(),
                of.owner(),
                version);
    }

    private boolean isSame(
            ReadView view, StoredDocument newest, DocumentDraft draft, Hash32 digest) {
        return !(newest.state() instanceof DocumentState.Withdrawn)
                && newest.registration().extractor().equals(draft.kind().extractor())
                && newest.readers().equals(draft.readers())
                && secretsOf(view, newest.id()).orElseThrow().contentDigest().equals(digest);
    }

    // ---- reading

    Optional<StoredDocument> find(Hash32 id) {
        return reading(view -> find(view, id));
    }

    Optional<StoredDocument> find(ReadView view, Hash32 id) {
        return entryOf(view, id)
                .map(entry -> {
                    Secrets secret = secretsOf(view, id).orElseThrow();
                    return new StoredDocument(
                            secret.name(),
                            secret.kind(),
                            entry.registration(),
                            secret.readers(),
                            entry.state());
                });
    }

    Optional<StoredDocument> newest(Address owner, String name) {
        return reading(view -> newest(view, owner, name));
    }

    private Optional<StoredDocument> newest(ReadView view, Address owner, String name) {
        return view.get(names, nameKey(owner, name)).flatMap(id -> find(view, Hash32.of(id)));
    }

    /// At most `max` documents with ids above `after`, in the order of ids.
    List<StoredDocument> list(Hash32 after, int max) {
        return reading(view -> {
            List<StoredDocument> found = new ArrayList<>();
            for (KeyValue entry : view.scan(entries, KeyRange.atLeast(after.toArray()))) {
                Hash32 id = Hash32.of(entry.key());
                if (found.size() == max) {
                    break;
                }
                if (!id.equals(after)) {
                    found.add(find(view, id).orElseThrow());
                }
            }
            return List.copyOf(found);
        });
    }

    Optional<Secrets> secrets(Hash32 id) {
        return reading(view -> secretsOf(view, id));
    }

    Optional<Bytes> content(Hash32 id) {
        return reading(view ->
                entryOf(view, id).map(entry -> content(view, id, entry.registration().size())));
    }

    private Bytes content(ReadView view, Hash32 id, long size) {
        DocumentCipher cipher = cipherOf(view, id).orElseThrow();
        List<Bytes> parts = new ArrayList<>();
        for (KeyValue part : view.scan(content, KeyRange.prefix(id.toArray()))) {
            parts.add(Bytes.owning(open(cipher, content, part.key(), part.value())));
        }
        Bytes whole = Bytes.concat(parts.toArray(Bytes[]::new));
        if (whole.size() != size) {
            throw new DocumentDamagedException(
                    "document %s has %d bytes, registered are %d".formatted(id, whole.size(), size),
                    new IllegalStateException("a part is missing"));
        }
        return whole;
    }

    Optional<Passage> passage(Hash32 id, int index) {
        return reading(view -> {
            byte[] place = place(id, index);
            return view.get(passages, place)
                    .map(sealed ->
                            DocumentCodec.decodePassage(
                                    index,
                                    open(
                                            cipherOf(view, id).orElseThrow(),
                                            passages,
                                            place,
                                            sealed)));
        });
    }

    /// All passages of a document, read as they are asked for; for as long as `view` is open.
    Iterable<Passage> passages(ReadView view, Hash32 id) {
        DocumentCipher cipher = cipherOf(view, id).orElseThrow();
        Iterable<KeyValue> sealed = view.scan(passages, KeyRange.prefix(id.toArray()));
        return () ->
                StreamSupport.stream(sealed.spliterator(), false)
                        .map(entry ->
                                DocumentCodec.decodePassage(
                                        ByteBuffer.wrap(entry.key()).getInt(Hash32.SIZE),
                                        open(cipher, passages, entry.key(), entry.value())))
                        .iterator();
    }

    /// The tree over all passages of a document.
    Optional<PassageTree> tree(Hash32 id) {
        return reading(view ->
                secretsOf(view, id)
                        .map(secret -> {
                            List<Hash32> leaves = new ArrayList<>();
                            for (Passage passage : passages(view, id)) {
                                Hash32 salt = secret.salt().passage(passage.index());
                                leaves.add(Commitments.passage(salt, passage));
                            }
                            return PassageTree.of(leaves);
                        }));
    }

    // ---- what became of a registration; each tells whether the document is kept here

    boolean submitted(Hash32 id, Hash32 transaction) {
        return change(
                id,
                state ->
                        switch (state) {
                            case DocumentState.Prepared _, DocumentState.Submitted _ ->
                                    new DocumentState.Submitted(transaction);
                            case DocumentState.Registered _,
                                    DocumentState.Superseded _,
                                    DocumentState.Withdrawn _ ->
                                    state;
                        });
    }

    boolean registered(Hash32 id, long height) {
        return change(
                id,
                state ->
                        switch (state) {
                            case DocumentState.Prepared _, DocumentState.Submitted _ ->
                                    new DocumentState.Registered(height);
                            case DocumentState.Registered _,
                                    DocumentState.Superseded _,
                                    DocumentState.Withdrawn _ ->
                                    state;
                        });
    }

    boolean withdrawn(Hash32 id, long height) {
        return change(
                id,
                state ->
                        switch (state) {
                            case DocumentState.Prepared _, DocumentState.Submitted _ ->
                                    new DocumentState.Withdrawn(height, height);
                            case DocumentState.Registered(long registered) ->
                                    new DocumentState.Withdrawn(registered, height);
                            case DocumentState.Superseded(long registered, _) ->
                                    new DocumentState.Withdrawn(registered, height);
                            case DocumentState.Withdrawn _ -> state;
                        });
    }

    private boolean change(Hash32 id, UnaryOperator<DocumentState> next) {
        return store.compute(transaction -> {
            Optional<Entry> entry = entryOf(transaction, id);
            entry.ifPresent(found -> change(transaction, found, next.apply(found.state())));
            return entry.isPresent();
        });
    }

    private void change(Transaction transaction, Entry entry, DocumentState next) {
        if (next.equals(entry.state())) {
            return;
        }
        put(transaction, new Entry(entry.registration(), next));
        noteChange(transaction, entry.registration().id());
        if (next instanceof DocumentState.Registered) {
            entryOf(transaction, entry.registration().previous())
                    .ifPresent(previous -> supersede(transaction, previous, entry));
        }
    }

    private void supersede(Transaction transaction, Entry previous, Entry by) {
        if (previous.state() instanceof DocumentState.Registered(long height)) {
            Hash32 successor = by.registration().id();
            change(transaction, previous, new DocumentState.Superseded(height, successor));
        }
    }

    // ---- deleting

    /// Destroys the document's key and salt and removes all else that is kept of it.
    boolean delete(Hash32 id) {
        return store.compute(transaction -> {
            Optional<StoredDocument> document = find(transaction, id);
            document.ifPresent(found -> {
                byte[] name = nameKey(found.registration().owner(), found.name());
                boolean isNewest =
                        transaction.get(names, name).map(Hash32::of).filter(id::equals).isPresent();
                if (isNewest) {
                    transaction.delete(names, name);
                }
                eraseIn(transaction, id);
                noteChange(transaction, id);
            });
            return document.isPresent();
        });
    }

    private void erase(Hash32 id) {
        store.update(transaction -> eraseIn(transaction, id));
    }

    private void eraseIn(Transaction transaction, Hash32 id) {
        transaction.delete(keys, id.toArray());
        transaction.delete(entries, id.toArray());
        transaction.delete(secrets, id.toArray());
        transaction.deleteRange(content, KeyRange.prefix(id.toArray()));
        transaction.deleteRange(passages, KeyRange.prefix(id.toArray()));
    }

    // ---- changes, for the search index

    /// A document whose searchable state changed.
    ///
    /// @param number ascending without gaps, from 1
    record Change(long number, Hash32 document) {}

    private void noteChange(Transaction transaction, Hash32 id) {
        long number = number(transaction, CHANGED) + 1;
        transaction.put(meta, CHANGED, bytes(number));
        transaction.put(changes, bytes(number), id.toArray());
    }

    Snapshot snapshot() {
        return store.snapshot();
    }

    /// The number of the last change.
    long changed(ReadView view) {
        return number(view, CHANGED);
    }

    /// Changes up to this number are no longer listed.
    long pruned(ReadView view) {
        return number(view, PRUNED);
    }

    /// All changes above `number`, in their order; for as long as `view` is open.
    Iterable<Change> changesAfter(ReadView view, long number) {
        Iterable<KeyValue> found = view.scan(changes, KeyRange.atLeast(bytes(number + 1)));
        return () ->
                StreamSupport.stream(found.spliterator(), false)
                        .map(c -> new Change(number(c.key()), Hash32.of(c.value())))
                        .iterator();
    }

    /// All documents that were ever prepared, in the order of ids; for as long as `view` is open.
    Iterable<Hash32> ids(ReadView view) {
        Iterable<KeyValue> found = view.scan(entries, KeyRange.all());
        return () ->
                StreamSupport.stream(found.spliterator(), false)
                        .map(entry -> Hash32.of(entry.key()))
                        .iterator();
    }

    /// Removes the changes up to `number` from the list: the index on disk has them.
    void prune(long number) {
        store.update(transaction -> {
            transaction.deleteRange(changes, KeyRange.lessThan(bytes(number + 1)));
            transaction.put(meta, PRUNED, bytes(number));
        });
    }

    // ---- tables

    private final class Staging {
        private final List<Consumer<Transaction>> writes = new ArrayList<>();
        private int bytes;

        private void put(Table table, byte[] key, byte[] value) {
            writes.add(transaction -> transaction.put(table, key, value));
            bytes += value.length;
            if (bytes >= STAGED_BYTES || writes.size() == STAGED_COUNT) {
                flush();
            }
        }

        /// Without waiting for the disk: the entry, which comes last, waits for all that came before it.
        private void flush() {
            try (Transaction transaction = store.begin()) {
                writes.forEach(write -> write.accept(transaction));
                transaction.commit(Durability.RELAXED);
            }
            writes.clear();
            bytes = 0;
        }
    }

    private <T> T reading(Function<ReadView, T> read) {
        try (Snapshot snapshot = store.snapshot()) {
            return read.apply(snapshot);
        }
    }

    private Optional<Entry> entryOf(ReadView view, Hash32 id) {
        return view.get(entries, id.toArray()).map(DocumentCodec::decodeEntry);
    }

    private void put(Transaction transaction, Entry entry) {
        byte[] id = entry.registration().id().toArray();
        transaction.put(entries, id, DocumentCodec.encode(entry));
    }

    private Optional<DocumentCipher> cipherOf(ReadView view, Hash32 id) {
        return view.get(keys, id.toArray()).map(key -> new DocumentCipher(Hash32.of(key), random));
    }

    private Optional<Secrets> secretsOf(ReadView view, Hash32 id) {
        return view.get(secrets, id.toArray())
                .map(sealed ->
                        DocumentCodec.decodeSecrets(
                                open(
                                        cipherOf(view, id).orElseThrow(),
                                        secrets,
                                        id.toArray(),
                                        sealed)));
    }

    private static byte[] seal(DocumentCipher cipher, Table table, byte[] key, byte[] plain) {
        return cipher.seal(sealedPlace(table, key), plain);
    }

    private static byte[] open(DocumentCipher cipher, Table table, byte[] key, byte[] sealed) {
        return cipher.open(sealedPlace(table, key), sealed);
    }

    private static Bytes sealedPlace(Table table, byte[] key) {
        return Bytes.concat(Bytes.ofUtf8(table.name()), Bytes.copyOf(key));
    }

    private static byte[] place(Hash32 id, int index) {
        return ByteBuffer.allocate(Hash32.SIZE + Integer.BYTES)
                .put(id.toArray())
                .putInt(index)
                .array();
    }

    private static byte[] nameKey(Address owner, String name) {
        return Hashes.keccak256(Bytes.concat(owner.bytes(), Bytes.ofUtf8(name))).toArray();
    }

    private long number(ReadView view, byte[] key) {
        return view.get(meta, key).map(DocumentVault::number).orElse(0L);
    }

    private static long number(byte[] bytes) {
        return ByteBuffer.wrap(bytes).getLong();
    }

    private static byte[] bytes(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    private Hash32 randomWord() {
        byte[] word = new byte[Hash32.SIZE];
        random.nextBytes(word);
        return Hash32.owning(word);
    }
}
