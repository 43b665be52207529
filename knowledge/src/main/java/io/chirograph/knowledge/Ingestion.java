package io.chirograph.knowledge;

import io.chirograph.knowledge.extract.DocumentReader;
import io.chirograph.knowledge.extract.PassageSplitter;
import io.chirograph.knowledge.extract.Reading;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Takes many documents into a library: loaded by one set of workers, read and split by another, in groups
/// that are registered together, so that one request to the ledger carries a whole group.
///
/// A bad document fails alone. At most `atOnce` documents are in memory at a time, each within the reader's
/// limits; a group begins when the one before it has been answered. Passages are written to the store 50 at
/// a time. Thread-safe; ingestions running beside each other each have their own bounds.
public final class Ingestion {
    /// How documents are grouped.
    ///
    /// @param groupCount documents a group, 1 to 1000
    /// @param atOnce documents of a group under way at a time, 1 to `groupCount`
    public record Grouping(int groupCount, int atOnce) {
        public Grouping {
            if (groupCount < 1 || groupCount > 1_000 || atOnce < 1 || atOnce > groupCount) {
                throw new IllegalArgumentException(
                        "documents are taken in groups of 1 to 1000, 1 to all of a group at once; not %d, %d at once"
                                .formatted(groupCount, atOnce));
            }
        }

        public static Grouping defaults() {
            return new Grouping(10, 10);
        }
    }

    private final DocumentLibrary library;
    private final DocumentReader reader;
    private final IngestionWorkers workers;
    private final Grouping grouping;
    private final LongSupplier nanoClock;

    public Ingestion(
            DocumentLibrary library,
            DocumentReader reader,
            IngestionWorkers workers,
            Grouping grouping,
            LongSupplier nanoClock) {
        this.library = library;
        this.reader = reader;
        this.workers = workers;
        this.grouping = grouping;
        this.nanoClock = nanoClock;
    }

    /// Takes in all `sources` and returns when the last is answered.
    ///
    /// @param owner the account that will register them
    /// @param readers of all of them, beside the owner
    /// @param answered told of each group when it is done, in the order of `sources`, in the caller's thread
    /// @throws InterruptedException when the caller is interrupted; documents under way are given up, those
    ///     answered are kept
    public void run(
            List<? extends DocumentSource> sources,
            Address owner,
            SortedSet<Address> readers,
            Consumer<List<IngestionAnswer>> answered)
            throws InterruptedException {
        for (int from = 0; from < sources.size(); from += grouping.groupCount()) {
            int to = Math.min(from + grouping.groupCount(), sources.size());
            answered.accept(runGroup(sources.subList(from, to), owner, readers));
        }
    }

    private List<IngestionAnswer> runGroup(
            List<? extends DocumentSource> sources, Address owner, SortedSet<Address> readers)
            throws InterruptedException {
        Semaphore places = new Semaphore(grouping.atOnce());
        List<Future<IngestionAnswer>> underWay = new ArrayList<>();
        try {
            for (DocumentSource source : sources) {
                places.acquire();
                underWay.add(
                        workers.documents()
                                .submit(() -> {
                                    try {
                                        return take(source, owner, readers);
                                    } finally {
                                        places.release();
                                    }
                                }));
            }
            List<IngestionAnswer> answers = new ArrayList<>();
            for (Future<IngestionAnswer> one : underWay) {
                answers.add(result(one));
            }
            return List.copyOf(answers);
        } finally {
            underWay.forEach(one -> one.cancel(true)); // those not done, when one threw
        }
    }

    private IngestionAnswer take(DocumentSource source, Address owner, SortedSet<Address> readers)
            throws InterruptedException {
        long start = nanoClock.getAsLong();
        String name = source.name();
        try {
            DocumentDraft.checkName(name);
            Bytes content = on(workers.io(), () -> source.load(reader.limits().contentBytesMax()));
            Drafting drafting = on(workers.cpu(), () -> draft(name, content, owner, readers));
            return switch (drafting) {
                case Drafting.Refused(String reason) ->
                        new IngestionAnswer.Failed(name, reason, since(start));
                case Drafting.Drafted(DocumentDraft draft) ->
                        new IngestionAnswer.Kept(
                                name, on(workers.io(), () -> library.prepare(draft)), since(start));
            };
        } catch (IOException | IllegalArgumentException e) {
            return new IngestionAnswer.Failed(name, String.valueOf(e.getMessage()), since(start));
        }
    }

    private sealed interface Drafting {
        record Drafted(DocumentDraft draft) implements Drafting {}

        record Refused(String reason) implements Drafting {}
    }

    private Drafting draft(String name, Bytes content, Address owner, SortedSet<Address> readers) {
        return switch (reader.read(name, content)) {
            case Reading.Failed(String reason) -> new Drafting.Refused(reason);
            case Reading.Extracted(var kind, String text) ->
                    new Drafting.Drafted(
                            new DocumentDraft(
                                    name,
                                    kind,
                                    content,
                                    PassageSplitter.split(text),
                                    owner,
                                    readers));
        };
    }

    private Duration since(long startNanos) {
        return Duration.ofNanos(nanoClock.getAsLong() - startNanos);
    }

    private static <T> T on(ExecutorService workers, Callable<T> work)
            throws InterruptedException, IOException {
        Future<T> future = workers.submit(work);
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw new IOException(cause.getMessage(), cause);
            }
            throw rethrown(e);
        } finally {
            future.cancel(true);
        }
    }

    private static <T> T result(Future<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw rethrown(e);
        }
    }

    /// What a worker threw: an error, a fault of the store or the disk, or the interruption of a worker.
    private static RuntimeException rethrown(ExecutionException e) {
        if (e.getCause() instanceof Error error) {
            throw error;
        }
        return e.getCause() instanceof RuntimeException exception
                ? exception
                : new IllegalStateException("ingestion was stopped", e);
    }
}
