package io.chirograph.store;

import static io.chirograph.store.Bytestrings.bytes;
import static io.chirograph.store.Bytestrings.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.store.SimulatedDisk.Operation;
import io.chirograph.store.SimulatedDisk.PowerCut;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/// One life of a store, from opening to the end, on one thread: chance decides when commits come,
/// when the log, the flush and the compaction thread go on, and at which of their disk operations
/// the others get in between. The same seed gives the same life.
///
/// The others get in between by calls from within the disk operation, so what began first ends
/// last; whatever would have to wait for a lock that is held meanwhile does not begin. Every read is
/// compared with a [VersionedModel].
final class SteppedStore {
    private static final int DEPTH_MAX = 4;
    private static final int FROZEN_MAX = 2;
    private static final int UNWRITTEN_MAX = 6;
    private static final int VIEWS_MAX = 4;

    /// One of the store's threads.
    private enum Worker {
        LOG,
        FLUSH,
        SECOND_FLUSH,
        COMPACTION
    }

    /// A reader, with a scan that it continues now and then.
    private record View(
            Snapshot snapshot, Model model, Iterator<KeyValue> rows, List<String> seen) {}

    private final Plan plan;
    private final Store store;
    private final Table table;
    private final VersionedModel model;
    private final Random random;
    private final Deque<Worker> busy = new ArrayDeque<>();
    private final List<View> views = new ArrayList<>();
    private final List<Throwable> problems = new ArrayList<>();
    private int depth;
    private Optional<Worker> replacesManifest = Optional.empty();
    private long operations;

    private SteppedStore(Plan plan, Store store, VersionedModel model, Random random) {
        this.plan = plan;
        this.store = store;
        this.table = store.table("t");
        this.model = model;
        this.random = random;
        assertThat(store.latestVersion())
                .as("version found at the begin")
                .isEqualTo(model.latestVersion());
    }

    /// What a life was asked to do: on which disk, how long, and who looks on.
    ///
    /// @param disk that the store uses; `observed` itself, or something around it
    /// @param observed whose operations let others get in between
    /// @param onlooker is told of every operation that changes something, beside that
    /// @param snapshotOpened is told of every snapshot
    record Plan(
            Disk disk,
            SimulatedDisk observed,
            StoreOptions options,
            int steps,
            SimulatedDisk.Observer onlooker,
            BiConsumer<Store, Snapshot> snapshotOpened) {
        /// On `disk` itself.
        static Plan on(SimulatedDisk disk, int steps, SimulatedDisk.Observer onlooker) {
            return new Plan(
                    disk,
                    disk,
                    StoreCrashSimulation.OPTIONS,
                    steps,
                    onlooker,
                    (store, snapshot) -> {});
        }
    }

    /// Lives a life. It ends in an orderly close, at a power cut, or when the disk refused something
    /// and the store stopped for it.
    /// @return the count of single reads and writes done
    /// @throws AssertionError when anything was seen that should not be
    static long live(Plan plan, VersionedModel model, Random random) {
        AtomicReference<Optional<SteppedStore>> alive = new AtomicReference<>(Optional.empty());
        plan.observed()
                .observedBy(operation -> {
                    Optional<SteppedStore> life = alive.get();
                    if (life.isPresent()) {
                        life.get().tellAndKeepProblems(operation);
                        life.get().letOthersIn(operation);
                    } else {
                        tell(plan.onlooker(), operation);
                    }
                });
        try (Store store = Store.openStepped(plan.disk(), plan.options(), 99)) {
            SteppedStore life = new SteppedStore(plan, store, model, random);
            alive.set(Optional.of(life));
            try {
                life.run(plan.steps());
            } catch (PowerCut e) {
                life.throwProblems();
                throw e;
            } finally {
                // The store closes alone.
                alive.set(Optional.empty());
            }
            life.throwProblems();
            return life.operations;
        } catch (PowerCut e) {
            return 0;
        } finally {
            plan.observed().observedBy(operation -> {});
        }
    }

    private static void tell(SimulatedDisk.Observer onlooker, Operation operation) {
        if (operation.isChange()) {
            onlooker.underWay(operation);
        }
    }

    /// What the onlooker finds wrong must not be taken for a failure of the disk.
    private void tellAndKeepProblems(Operation operation) {
        try {
            tell(plan.onlooker(), operation);
        } catch (RuntimeException | Error e) {
            problems.add(e);
        }
    }

    private void throwProblems() {
        for (Throwable problem : problems) {
            if (problem instanceof CorruptionException damage) {
                throw damage;
            }
            throw new AssertionError("during a step: " + problem.getMessage(), problem);
        }
    }

    private void run(int steps) {
        for (int i = 0; i < steps && problems.isEmpty(); i++) {
            act();
        }
        while (!views.isEmpty()) {
            endView(views.removeLast());
        }
        long durable = -1;
        while (durable != store.statistics().durableVersion()) {
            durable = store.statistics().durableVersion();
            work(Worker.LOG, store.upkeep()::writeLog);
        }
    }

    private void act() {
        switch (random.nextInt(10)) {
            case 0, 1, 2, 3 -> commit();
            case 4, 5 -> work(Worker.LOG, store.upkeep()::writeLog);
            case 6 -> flush();
            case 7 -> compact();
            case 8 -> read();
            default -> useViews();
        }
    }

    private boolean hasRoom() {
        return store.statistics().memtables() <= FROZEN_MAX
                && store.latestVersion() - store.statistics().durableVersion() < UNWRITTEN_MAX;
    }

    private void commit() {
        if (!hasRoom()) {
            work(Worker.LOG, store.upkeep()::writeLog);
            flush();
        }
        if (!hasRoom() || !problems.isEmpty()) {
            return;
        }
        try (Transaction tx = store.begin()) {
            Model after = model.latest().copy();
            operations += after.write(tx, table, random);
            long version = store.latestVersion() + 1;
            CompletableFuture<Long> durable = new CompletableFuture<>();
            if (random.nextInt(8) == 0) {
                tx.commit(Durability.DEFERRED); // acknowledged with a later one, if at all
            } else {
                durable = tx.commitAsync();
            }
            if (store.latestVersion() < version) {
                // All it did was to delete a range without keys in it.
                return;
            }
            model.ordered(version, after);
            var told = durable.thenAccept(model::acknowledge);
            if (told.isCompletedExceptionally()) {
                throw new StoreException("the commit was lost at once");
            }
        } catch (StoreException e) {
            // The disk refused something before: from then on nothing is written.
            stopped(e);
        }
    }

    private void stopped(StoreException e) {
        if (!String.valueOf(e.getMessage()).contains("open it again")) {
            problems.add(e);
        }
    }

    /// By one thread, or by the other when that is busy.
    private void flush() {
        if (replacesManifest.isEmpty()) {
            Worker free = busy.contains(Worker.FLUSH) ? Worker.SECOND_FLUSH : Worker.FLUSH;
            work(free, store.upkeep()::flushNext);
        }
    }

    private void compact() {
        if (replacesManifest.isEmpty()) {
            work(Worker.COMPACTION, store.upkeep()::compactNext);
        }
    }

    private void work(Worker worker, Runnable step) {
        if (!busy.contains(worker)) {
            busy.push(worker);
            try {
                step.run();
            } finally {
                busy.pop();
            }
        }
    }

    /// All reads of the transaction show the moment of the first.
    private void read() {
        Model expected = model.latest();
        try (Transaction tx = store.begin()) {
            for (int i = 0; i < 3; i++) {
                checkKey(tx, expected);
            }
        }
    }

    private void checkKey(ReadView view, Model expected) {
        String key = Model.key(random);
        String found = view.get(table, bytes(key)).map(value -> text(value)).orElse("nothing");
        check(
                found.equals(expected.get(key)),
                () -> "%s gives %s instead of %s".formatted(key, found, expected.get(key)));
        operations++;
    }

    private void useViews() {
        if (views.size() < VIEWS_MAX && random.nextInt(2) == 0) {
            Snapshot snapshot = store.snapshot();
            plan.snapshotOpened().accept(store, snapshot);
            Model seen = model.at(snapshot.version());
            Iterator<KeyValue> rows = snapshot.scan(table, KeyRange.all()).iterator();
            views.add(new View(snapshot, seen, rows, new ArrayList<>()));
        } else if (!views.isEmpty()) {
            // Nobody else uses it meanwhile.
            View view = views.remove(random.nextInt(views.size()));
            go(view, random.nextInt(60));
            checkKey(view.snapshot(), view.model());
            if (random.nextInt(4) == 0) {
                endView(view);
            } else {
                views.add(view);
            }
        }
    }

    private static void go(View view, int rows) {
        for (int i = 0; i < rows && view.rows().hasNext(); i++) {
            KeyValue row = view.rows().next();
            view.seen().add(text(row.key()) + "=" + text(row.value()));
        }
    }

    private void endView(View view) {
        go(view, Integer.MAX_VALUE);
        check(
                view.seen().equals(view.model().all()),
                () -> "a scan at version " + view.snapshot().version() + " gives " + view.seen());
        view.snapshot().close();
        operations++;
    }

    private void check(boolean right, Supplier<String> problem) {
        if (!right) {
            problems.add(new AssertionError(problem.get()));
        }
    }

    /// Others go on while one waits for the disk, except where one of the store's locks is held that
    /// they would need: the manifest's while it is replaced, the log's list of files and the list of
    /// tables while a file is deleted or renamed.
    private void letOthersIn(Operation operation) {
        boolean locked =
                switch (operation.kind()) {
                    case DELETE, RENAME -> true;
                    case CREATE, WRITE, TRUNCATE, SYNC, SYNC_DIRECTORY, READ -> false;
                };
        if (operation.file().startsWith("manifest")) {
            replacesManifest = Optional.of(busy.element());
        }
        int seldom = operation.isChange() ? 3 : 24;
        if (!locked && depth < DEPTH_MAX && random.nextInt(seldom) == 0) {
            depth++;
            try {
                int acts = 1 + random.nextInt(3);
                for (int i = 0; i < acts && problems.isEmpty(); i++) {
                    act();
                }
            } catch (PowerCut e) {
                throw e;
            } catch (RuntimeException | Error e) {
                problems.add(e);
            } finally {
                depth--;
            }
        }
        boolean replaced =
                operation.kind() == Operation.Kind.SYNC_DIRECTORY
                        && replacesManifest.equals(Optional.ofNullable(busy.peek()));
        if (replaced) {
            replacesManifest = Optional.empty();
        }
    }
}
