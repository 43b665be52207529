package io.chirograph.node.documents;

import io.chirograph.knowledge.DocumentLibrary;
import io.chirograph.knowledge.DocumentSource;
import io.chirograph.knowledge.DocumentState;
import io.chirograph.knowledge.Ingestion;
import io.chirograph.knowledge.IngestionAnswer;
import io.chirograph.knowledge.Preparation;
import io.chirograph.knowledge.SearchHit;
import io.chirograph.knowledge.StoredDocument;
import io.chirograph.knowledge.search.SearchRequest;
import io.chirograph.node.documents.RegistryCalls.Kind;
import io.chirograph.node.documents.RegistryCalls.Result;
import io.chirograph.node.documents.RegistryCalls.Underway;
import io.chirograph.node.documents.RegistryCalls.Wish;
import io.chirograph.proof.document.DocumentRegistry;
import io.chirograph.proof.document.Registration;
import io.chirograph.store.Store;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/// A member's documents, from the upload to the proof. Callers' threads read and keep documents and wait;
/// one thread follows the ledger, tells the library what was registered and withdrawn, and sends again what
/// got lost: in a crash, or on its way into a block.
///
/// Thread-safe.
public final class DocumentService {
    private static final System.Logger LOG = System.getLogger(DocumentService.class.getName());

    /// Documents that are read and kept at a time, each of which is in memory; further ones wait.
    private static final int READING_MAX = 16;

    private static final int PAGE = 1_000;

    /// How many documents ended in each way since the start.
    ///
    /// @param waiting calls of the registry that are under way now
    public record Counts(
            long registered, long unchanged, long submitted, long failed, long waiting) {}

    private final Chain chain;
    private final DocumentLibrary library;
    private final Ingestion ingestion;
    private final Executor following;
    private final Duration waitMax;
    private final RegistryCalls calls;
    private final RegistryFollower follower;
    private final ProofMaker proofs;
    private final Semaphore reading = new Semaphore(READING_MAX);
    private final AtomicBoolean signalled = new AtomicBoolean();
    private final LongAdder registered = new LongAdder();
    private final LongAdder unchanged = new LongAdder();
    private final LongAdder submitted = new LongAdder();
    private final LongAdder failed = new LongAdder();

    // Owned by the following thread.
    private final Deque<Hash32> backlog = new ArrayDeque<>();

    /// @param store where it is noted how far the ledger was followed
    /// @param ingestion into `library`
    /// @param following runs one task after the other, in their order; closed before the library and the store
    /// @param waitMax how long a caller is kept waiting for a block
    public DocumentService(
            Chain chain,
            Store store,
            DocumentLibrary library,
            Ingestion ingestion,
            Executor following,
            Duration waitMax) {
        this.chain = chain;
        this.library = library;
        this.ingestion = ingestion;
        this.following = following;
        this.waitMax = waitMax;
        this.calls = new RegistryCalls(chain);
        this.follower = new RegistryFollower(chain.ledger(), owner(), store, new Events());
        this.proofs = new ProofMaker(chain.ledger(), library);
    }

    /// The account that owns the documents.
    public Address owner() {
        return chain.account().address();
    }

    public DocumentLibrary library() {
        return library;
    }

    public Counts counts() {
        return new Counts(
                registered.sum(), unchanged.sum(), submitted.sum(), failed.sum(), calls.count());
    }

    // ---- following the ledger

    /// Catches up with the ledger and sends what was left unregistered, in the background.
    public void start() {
        onFollowing(() -> {
            follow();
            fillBacklog();
            sendBacklog();
        });
    }

    /// To be called on every certified block, after the pool was told; does not wait.
    public void onCertified() {
        if (signalled.compareAndSet(false, true)) {
            onFollowing(() -> {
                signalled.set(false);
                follow();
                sendBacklog();
            });
        }
    }

    private void onFollowing(Runnable task) {
        try {
            following.execute(() -> {
                try {
                    task.run();
                } catch (RuntimeException e) {
                    // What was not followed is read again with the next block.
                    LOG.log(System.Logger.Level.ERROR, "documents lag behind the ledger", e);
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.log(System.Logger.Level.DEBUG, "not followed any more: {0}", e.getMessage());
        }
    }

    private void follow() {
        calls.settle(follower.follow(), this::reverted);
    }

    private final class Events implements RegistryFollower.Listener {
        @Override
        public void registered(Hash32 id, Hash32 transaction, long height) {
            library.registered(id, height);
            calls.done(new Wish(Kind.REGISTER, id), new Result.Done(transaction, height));
        }

        @Override
        public void withdrawn(Hash32 id, Hash32 transaction, long height) {
            library.withdrawn(id, height);
            calls.done(new Wish(Kind.WITHDRAW, id), new Result.Done(transaction, height));
        }
    }

    /// A document that the registry does not take is not kept: no later version could refer to it.
    private void reverted(Wish wish, Result.Reverted how) {
        LOG.log(
                System.Logger.Level.WARNING,
                "registry refused {0} document={1} transaction={2} reason={3}",
                wish.kind(),
                wish.document(),
                how.transaction(),
                how.reason());
        if (wish.kind() == Kind.REGISTER) {
            deleteUnregistered(wish.document());
        }
    }

    private void deleteUnregistered(Hash32 id) {
        if (library.find(id).filter(DocumentService::isUnregistered).isPresent()) {
            library.delete(id);
        }
    }

    private static boolean isUnregistered(StoredDocument document) {
        return switch (document.state()) {
            case DocumentState.Prepared _, DocumentState.Submitted _ -> true;
            case DocumentState.Registered _,
                    DocumentState.Superseded _,
                    DocumentState.Withdrawn _ ->
                    false;
        };
    }

    /// Older versions first, since a version refers to the one before.
    private void fillBacklog() {
        List<Registration> left = new ArrayList<>();
        List<StoredDocument> page = library.list(Hash32.ZERO, PAGE);
        while (!page.isEmpty()) {
            page.stream()
                    .filter(DocumentService::isUnregistered)
                    .map(StoredDocument::registration)
                    .forEach(left::add);
            page = library.list(page.getLast().id(), PAGE);
        }
        left.sort(Comparator.comparingLong(Registration::version));
        left.forEach(registration -> backlog.add(registration.id()));
        if (!backlog.isEmpty()) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "registrations resumed count={0}",
                    Integer.toString(backlog.size()));
        }
    }

    private void sendBacklog() {
        while (!backlog.isEmpty()) {
            if (register(backlog.element()).result().orElse(null) instanceof Result.Refused) {
                return; // no room in the pool; the next block makes some
            }
            backlog.remove();
        }
    }

    // ---- putting

    private record Upload(String name, Bytes content) implements DocumentSource {
        @Override
        public Bytes load(int bytesMax) {
            return content;
        }
    }

    /// Keeps a document, registers it, and waits until that is certified, or for the time a caller is kept
    /// waiting at most.
    ///
    /// @param name with the extension that tells its kind; a document of this name gets a new version
    /// @param readers accounts of members that may read it, beside the owner
    /// @throws InterruptedException when the caller is; a document that was kept is registered all the same
    public PutAnswer put(String name, Bytes content, SortedSet<Address> readers)
            throws InterruptedException {
        long start = System.nanoTime();
        PutAnswer answer =
                switch (keep(new Upload(name, content), readers)) {
                    case IngestionAnswer.Failed(_, String error, _) ->
                            new PutAnswer.Unreadable(name, error, since(start));
                    case IngestionAnswer.Kept(_, var preparation, _) -> put(preparation, start);
                };
        counter(answer).increment();
        return answer;
    }

    private IngestionAnswer keep(DocumentSource source, SortedSet<Address> readers)
            throws InterruptedException {
        List<IngestionAnswer> answers = new ArrayList<>(1);
        reading.acquire();
        try {
            ingestion.run(List.of(source), owner(), readers, answers::addAll);
        } finally {
            reading.release();
        }
        return answers.getFirst();
    }

    private PutAnswer put(Preparation preparation, long start) throws InterruptedException {
        StoredDocument document = preparation.document();
        if (!isUnregistered(document)) {
            return new PutAnswer.Unchanged(document, since(start));
        }
        Underway call = register(document.id());
        Optional<Result> result = call.await(waitMax);
        if (result.isEmpty()) {
            return new PutAnswer.Submitted(document, call.transaction(), since(start));
        }
        return switch (result.get()) {
            case Result.Done(Hash32 transaction, long height) ->
                    new PutAnswer.Registered(document, transaction, height, since(start));
            case Result.Already _ -> new PutAnswer.Unchanged(document, since(start));
            case Result.Reverted(_, String reason) -> unregistered(document, reason, start);
            case Result.Moot(String reason) -> unregistered(document, reason, start);
            case Result.Refused(String reason) -> {
                // One that was sent in an earlier life may still get into a block.
                if (preparation instanceof Preparation.Fresh) {
                    deleteUnregistered(document.id());
                }
                yield unregistered(document, reason, start);
            }
        };
    }

    private static PutAnswer unregistered(StoredDocument document, String reason, long start) {
        return new PutAnswer.Unregistered(document.name(), reason, since(start));
    }

    private static Duration since(long startNanos) {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }

    private LongAdder counter(PutAnswer answer) {
        return switch (answer) {
            case PutAnswer.Registered _ -> registered;
            case PutAnswer.Unchanged _ -> unchanged;
            case PutAnswer.Submitted _ -> submitted;
            case PutAnswer.Unreadable _, PutAnswer.Unregistered _ -> failed;
        };
    }

    private Underway register(Hash32 id) {
        Bytes data =
                library.find(id)
                        .map(document -> DocumentRegistry.registerCall(document.registration()))
                        .orElse(Bytes.EMPTY); // and then nothing is sent
        return calls.send(
                new Wish(Kind.REGISTER, id), data, transaction -> noteSending(id, transaction));
    }

    private Optional<Result> noteSending(Hash32 id, Hash32 transaction) {
        Optional<DocumentState> state =
                library.submitted(id, transaction)
                        ? library.find(id).map(StoredDocument::state)
                        : Optional.empty();
        if (state.isEmpty()) {
            return Optional.of(
                    new Result.Moot("it was deleted, or replaced by a later put of its name"));
        }
        return switch (state.get()) {
            case DocumentState.Prepared _, DocumentState.Submitted _ -> Optional.empty();
            case DocumentState.Registered(long height) -> already(height);
            case DocumentState.Superseded(long height, _) -> already(height);
            case DocumentState.Withdrawn _ -> Optional.of(new Result.Moot("it is withdrawn"));
        };
    }

    private static Optional<Result> already(long height) {
        return Optional.of(new Result.Already(height));
    }

    // ---- reading

    /// The best passages of registered documents, best first.
    public List<SearchHit> search(SearchRequest request) {
        return library.search(request);
    }

    /// Proves, as of the newest certified block, what `revealed` opens.
    public ProofAnswer prove(Hash32 id, Revealed revealed) {
        return proofs.prove(id, revealed);
    }

    // ---- deleting

    /// Withdraws the document on the ledger, and deletes it here once that is certified.
    /// @throws InterruptedException when the caller is; deleting again goes on where this stopped
    public DeleteAnswer delete(Hash32 id) throws InterruptedException {
        Optional<StoredDocument> document = library.find(id);
        if (document.isEmpty()) {
            return new DeleteAnswer.Unknown();
        }
        return switch (document.get().state()) {
            case DocumentState.Prepared _, DocumentState.Submitted _ -> {
                // It may be in a block any moment, and then has to be withdrawn.
                Underway registration = register(id);
                yield registration.await(waitMax).isEmpty()
                        ? new DeleteAnswer.NotYet(registration.transaction())
                        : deleteSettled(id);
            }
            case DocumentState.Registered _,
                    DocumentState.Superseded _,
                    DocumentState.Withdrawn _ ->
                    deleteSettled(id);
        };
    }

    private DeleteAnswer deleteSettled(Hash32 id) throws InterruptedException {
        Optional<DocumentState> state = library.find(id).map(StoredDocument::state);
        if (state.isEmpty()) {
            return new DeleteAnswer.Unknown();
        }
        return switch (state.get()) {
            case DocumentState.Prepared _ -> new DeleteAnswer.NotYet(Hash32.ZERO);
            case DocumentState.Submitted(Hash32 transaction) ->
                    new DeleteAnswer.NotYet(transaction);
            case DocumentState.Registered _, DocumentState.Superseded _ -> withdraw(id);
            case DocumentState.Withdrawn(_, long height) -> deleted(id, height);
        };
    }

    private DeleteAnswer withdraw(Hash32 id) throws InterruptedException {
        Underway call =
                calls.send(
                        new Wish(Kind.WITHDRAW, id),
                        DocumentRegistry.withdrawCall(id),
                        _ -> withdrawn(id));
        Optional<Result> result = call.await(waitMax);
        if (result.isEmpty()) {
            return new DeleteAnswer.NotYet(call.transaction());
        }
        return switch (result.get()) {
            case Result.Done(_, long height) -> deleted(id, height);
            case Result.Already(long height) -> deleted(id, height);
            case Result.Reverted(_, String reason) -> new DeleteAnswer.Refused(reason);
            case Result.Refused(String reason) -> new DeleteAnswer.Refused(reason);
            case Result.Moot(String reason) -> new DeleteAnswer.Refused(reason);
        };
    }

    private Optional<Result> withdrawn(Hash32 id) {
        return library.find(id).map(StoredDocument::state).orElse(null)
                        instanceof DocumentState.Withdrawn(_, long height)
                ? already(height)
                : Optional.empty();
    }

    private DeleteAnswer deleted(Hash32 id, long withdrawnHeight) {
        return library.delete(id)
                ? new DeleteAnswer.Deleted(withdrawnHeight)
                : new DeleteAnswer.Unknown();
    }
}
