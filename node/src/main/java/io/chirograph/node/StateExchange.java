package io.chirograph.node;

import io.chirograph.ledger.Ledger;
import io.chirograph.ledger.StateExport;
import io.chirograph.ledger.StateImport;
import io.chirograph.ledger.StateProof;
import io.chirograph.proof.ValidatorChain;
import io.chirograph.proof.ValidatorSet;
import io.chirograph.store.Disk;
import io.chirograph.store.DiskException;
import io.chirograph.store.DiskFile;
import io.chirograph.store.Snapshot;
import io.chirograph.store.Store;
import io.chirograph.store.StoreException;
import io.chirograph.transfer.Download;
import io.chirograph.transfer.FileSink;
import io.chirograph.transfer.FileSource;
import io.chirograph.transfer.Manifest;
import io.chirograph.transfer.Port;
import io.chirograph.transfer.Source;
import io.chirograph.transfer.TransferException;
import io.chirograph.transfer.TransferLimits;
import io.chirograph.transfer.TransferMessage;
import io.chirograph.transfer.Transfers;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.RlpException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/// Gives this member's state to members that lag, and fetches a state when this member lags itself: by more
/// than it would be sensible to execute again.
///
/// Fetching: the height is the newest checkpoint that an honest member has certified. Every peer is asked for
/// the state after it. Each offer brings a proof ([StateProof]) of who certifies at that height, from the genesis
/// on, and of the block. One version that f + 1 of these offer is received from all of them at once, and must
/// prove itself ([StateImport#check]). Then the replica is to be opened again, on the new state. Whatever fails is
/// tried again after a pause in which single blocks are fetched as usual.
///
/// Giving: on the first question for a checkpoint its state is written to a file in the background, and offered
/// to whoever asked. One at a time, and no other within a minute: so nobody can keep this member busy with it.
///
/// `owner` runs one task after another and owns everything here; other calls come from any thread.
public final class StateExchange implements StateWatch, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(StateExchange.class.getName());

    private static final String OBJECT = "state-";
    private static final String GIVEN = "given-";
    private static final long SECOND = 1_000_000_000L;
    private static final long ASK_NANOS = SECOND;
    private static final long OFFERS_NANOS_MAX = 30 * SECOND;
    private static final long PAUSE_NANOS = 10 * SECOND;
    private static final long GIVEN_NANOS_MIN = 60 * SECOND;

    /// Slower than that a state need not come.
    private static final long BYTES_PER_SECOND_MIN = 4 << 20;

    /// @param lagBlocks a member that lags by more fetches a state
    /// @param checkpointInterval blocks between checkpoints, the same on all
    /// @param blockBytes of a block of a state on its way, the same on all
    public record Settings(int lagBlocks, int checkpointInterval, int blockBytes) {}

    /// @param disk for states on their way, and nothing else
    public record Place(Store store, Ledger ledger, Disk disk) {}

    /// @param owner runs tasks one after another
    /// @param background runs what takes long
    /// @param port the bulk lanes of the links
    /// @param restart told why, when the replica is to be opened again on a state that is awaited
    public record Surroundings(
            Executor owner,
            Executor background,
            LongSupplier nanos,
            Port port,
            Consumer<String> restart) {}

    /// @param given states written for others
    /// @param fetched states received, checked and noted for the next start
    /// @param failed tries to fetch a state that failed
    public record Counts(
            long given, long fetched, long failed, Transfers.Counts transfers, long bytesMissing) {}

    private enum Phase {
        IDLE,
        ASKING,
        RECEIVING,
        CHECKING,
        DONE
    }

    /// @param validators those who certified the block, as the proof says
    private record Offer(
            Manifest manifest, Hash32 version, StateProof proof, ValidatorSet validators) {
        /// Whether both are of one state, and may be received together.
        boolean isAs(Offer other) {
            return version.equals(other.version)
                    && proof.certificate().blockHash().equals(other.proof.certificate().blockHash())
                    && validators.equals(other.validators);
        }
    }

    private record Given(String object, String file, Source source, long atNanos) {}

    private final Settings settings;
    private final Place place;
    private final Function<StateProof, ValidatorChain> verify;
    private final Surroundings surroundings;
    private final StatePins pins;
    private final ResumeTable resume;
    private final Transfers transfers;
    private final StateImport stateImport;
    private final OrderedTable ordered;

    private final Map<Integer, Long> certified = new ConcurrentHashMap<>();
    private final AtomicReference<Counts> counts;
    private volatile boolean fetching;

    /// What is being written from, in the background.
    private volatile Optional<Snapshot> writingFrom = Optional.empty();

    // Owned by `owner`.
    private Phase phase = Phase.IDLE;
    private long phaseNanos;
    private long askedNanos;
    private final SortedMap<Integer, Offer> offers = new TreeMap<>();
    private final Set<Hash32> refused = new HashSet<>();
    private Optional<Offer> chosen = Optional.empty();
    private Optional<String> unfinished;
    private Optional<Given> given = Optional.empty();
    private Optional<String> writing = Optional.empty();
    private final Set<Integer> askers = new TreeSet<>();
    private long givenCount;
    private long fetchedCount;
    private long failedCount;
    private boolean closed;

    /// @param verify who certified the block of a proof, see [StateProof#verify]
    /// @param retentionMillis how far back the agreement remembers what was ordered
    public StateExchange(
            Settings settings,
            Place place,
            Function<StateProof, ValidatorChain> verify,
            long retentionMillis,
            Surroundings surroundings) {
        this.settings = settings;
        this.place = place;
        this.verify = verify;
        this.surroundings = surroundings;
        this.pins = new StatePins(place.store(), settings.checkpointInterval());
        this.resume = new ResumeTable(place.store());
        this.ordered = new OrderedTable(place.store(), retentionMillis);
        this.stateImport = new StateImport(place.store(), ordered.table());
        this.transfers =
                new Transfers(
                        TransferLimits.USUAL, surroundings.port(), resume, new TransferListener());
        this.unfinished = resume.any();
        this.phaseNanos = surroundings.nanos().getAsLong() - PAUSE_NANOS;
        this.counts = new AtomicReference<>(new Counts(0, 0, 0, transfers.counts(), 0));
        removeLeftovers();
    }

    /// Installs the state that was fetched before, if any; to be called before the ledger is opened.
    public static void installFetched(Store store, Disk disk, Hash32 genesisHash) {
        new StateImport(store, OrderedTable.in(store))
                .install(disk, genesisHash)
                .ifPresent(height ->
                        LOG.log(
                                System.Logger.Level.INFO,
                                "state installed height={0}",
                                Long.toString(height)));
    }

    private void removeLeftovers() {
        String kept = unfinished.map(object -> object + FileSink.PART).orElse("");
        for (String name : place.disk().list()) {
            boolean isOurs = name.startsWith(OBJECT) || name.startsWith(GIVEN);
            if (isOurs && !name.equals(kept)) {
                place.disk().delete(name);
            }
        }
    }

    // What the replica and the links tell

    @Override
    public void durable(long height, long version) {
        pins.durable(height, version);
    }

    @Override
    public void heard(int peer, long certifiedHeight) {
        certified.put(peer, certifiedHeight);
    }

    @Override
    public boolean isFetching() {
        return fetching;
    }

    /// A frame came on the bulk lane. Called on the owner.
    public void receive(int peer, Bytes frame) {
        guarded(() ->
                transfers
                        .receive(peer, frame, now())
                        .ifPresent(problem ->
                                LOG.log(
                                        System.Logger.Level.DEBUG,
                                        "transfer frame refused peer={0} reason={1}",
                                        peer,
                                        problem)));
    }

    public void peerUp(int peer) {
        onOwner(() -> transfers.nodeIsBack(peer, now()));
    }

    public void peerDown(int peer) {
        certified.remove(peer);
        onOwner(() -> transfers.nodeIsGone(peer, now()));
    }

    /// To be called regularly, some fifty times a second.
    public void tick() {
        onOwner(() -> {
            transfers.tick(now());
            fetchIfBehind();
            publishCounts();
        });
    }

    public Counts counts() {
        return counts.get();
    }

    private void onOwner(Runnable task) {
        surroundings.owner().execute(() -> guarded(task));
    }

    /// A disk that is full or broken ends what is being fetched, and nothing else.
    private void guarded(Runnable task) {
        if (closed) {
            return;
        }
        try {
            task.run();
        } catch (StoreException | TransferException e) {
            LOG.log(System.Logger.Level.WARNING, "an exchange of states failed", e);
            if (phase != Phase.IDLE) {
                failed(String.valueOf(e.getMessage()));
            }
        }
    }

    private long now() {
        return surroundings.nanos().getAsLong();
    }

    private void publishCounts() {
        long missing =
                transfers.progress().stream()
                        .mapToLong(progress -> progress.bytes() - progress.bytesDone())
                        .sum();
        counts.set(new Counts(givenCount, fetchedCount, failedCount, transfers.counts(), missing));
    }

    // Fetching

    private void enter(Phase next) {
        phase = next;
        phaseNanos = now();
        fetching = next != Phase.IDLE;
    }

    private void fetchIfBehind() {
        switch (phase) {
            case IDLE -> {
                if (now() - phaseNanos >= PAUSE_NANOS && isFarBehind()) {
                    LOG.log(
                            System.Logger.Level.INFO,
                            "lagging far behind, asking for a state height={0} certified={1}",
                            Long.toString(place.ledger().head().height()),
                            Long.toString(certifiedByOneHonest()));
                    offers.clear();
                    enter(Phase.ASKING);
                    ask();
                }
            }
            case ASKING -> {
                if (now() - phaseNanos >= OFFERS_NANOS_MAX) {
                    dropUnfinished();
                    failed(
                            "no version of a state was offered by %d members"
                                    .formatted(agreeing().quorum().oneHonest()));
                } else if (now() - askedNanos >= ASK_NANOS) {
                    ask();
                }
            }
            case RECEIVING, CHECKING, DONE -> {}
        }
    }

    private boolean isFarBehind() {
        return certifiedByOneHonest() - place.ledger().head().height() > settings.lagBlocks();
    }

    /// Those who agree, as far as this member knows.
    private ValidatorSet agreeing() {
        return place.ledger().validatorsBehind(place.ledger().certifiedHeight()).next();
    }

    /// At most f of those who agree lie, so of the f + 1 highest answers one is true, and the lowest of them no more
    /// than it.
    private long certifiedByOneHonest() {
        ValidatorSet agreeing = agreeing();
        List<Long> heights = new ArrayList<>();
        certified.forEach((peer, height) -> {
            if (agreeing.isSeated(peer)) {
                heights.add(height);
            }
        });
        heights.sort((a, b) -> Long.compare(b, a));
        int index = agreeing.quorum().oneHonest() - 1;
        return heights.size() > index ? heights.get(index) : 0;
    }

    private void ask() {
        askedNanos = now();
        long height = certifiedByOneHonest();
        String newest = OBJECT + (height - height % settings.checkpointInterval());
        String object = unfinished.orElse(newest);
        certified.keySet().forEach(peer -> transfers.ask(peer, object));
        if (!object.equals(newest) && now() - phaseNanos >= 3 * ASK_NANOS) {
            dropUnfinished(); // nobody has it any more
        }
    }

    private void dropUnfinished() {
        unfinished.ifPresent(object -> {
            resume.forget(object);
            delete(object + FileSink.PART);
        });
        unfinished = Optional.empty();
    }

    private void delete(String file) {
        try {
            if (place.disk().list().contains(file)) {
                place.disk().delete(file);
            }
        } catch (DiskException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "a state''s file is left file={0} reason={1}",
                    file,
                    e.getMessage());
        }
    }

    private void failed(String reason) {
        failedCount++;
        LOG.log(System.Logger.Level.WARNING, "no state was fetched reason={0}", reason);
        chosen = Optional.empty();
        enter(Phase.IDLE);
    }

    private final class TransferListener implements Transfers.Listener {
        @Override
        public void asked(int node, String object) {
            StateExchange.this.asked(node, object);
        }

        @Override
        public void offered(int node, Manifest manifest, Bytes note) {
            if (phase == Phase.ASKING || phase == Phase.RECEIVING) {
                StateExchange.this.offered(node, manifest, note);
            }
        }

        @Override
        public void ended(Download.Outcome outcome) {
            StateExchange.this.ended(outcome);
        }
    }

    private void offered(int node, Manifest manifest, Bytes note) {
        StateProof proof;
        try {
            proof = StateProof.fromRlp(note);
        } catch (RlpException e) {
            refuse(node, manifest, String.valueOf(e.getMessage()));
            return;
        }
        if (!manifest.object().equals(OBJECT + proof.height())) {
            refuse(node, manifest, "it is not the state its proof is for");
        } else if (refused.contains(manifest.version())) {
            refuse(node, manifest, "it proved wrong before");
        } else if (proof.height() > place.ledger().head().height()) {
            switch (verify.apply(proof)) {
                case ValidatorChain.Broken broken -> refuse(node, manifest, broken.reason());
                case ValidatorChain.Proven proven -> {
                    Offer offer =
                            new Offer(manifest, manifest.version(), proof, proven.validators());
                    offers.put(node, offer);
                    beginIfAgreed(offer);
                }
            }
        }
    }

    private static void refuse(int node, Manifest manifest, String reason) {
        LOG.log(
                System.Logger.Level.WARNING,
                "state refused peer={0} object={1} version={2} reason={3}",
                node,
                manifest.object(),
                manifest.version(),
                reason);
    }

    private void beginIfAgreed(Offer newest) {
        List<Integer> holders = new ArrayList<>();
        offers.forEach((node, offer) -> {
            // Who left, or has yet to join, is not among those of whom at most f lie.
            if (offer.isAs(newest) && offer.validators().isSeated(node)) {
                holders.add(node);
            }
        });
        Hash32 version = newest.version();
        boolean isOther = chosen.isPresent() && !chosen.get().isAs(newest);
        if (holders.size() < newest.validators().quorum().oneHonest() || isOther) {
            return;
        }
        Offer offer = Optional.ofNullable(offers.get(holders.getFirst())).orElseThrow();
        String object = offer.manifest().object();
        if (unfinished.isPresent() && !unfinished.get().equals(object)) {
            dropUnfinished();
        }
        chosen = Optional.of(offer);
        if (phase == Phase.ASKING) {
            enter(Phase.RECEIVING);
            LOG.log(
                    System.Logger.Level.INFO,
                    "fetching a state object={0} version={1} bytes={2} holders={3}",
                    object,
                    version,
                    Long.toString(offer.manifest().size()),
                    holders);
        }
        try {
            transfers.begin(
                    offer.manifest(),
                    () -> new FileSink(place.disk(), object, offer.manifest().size()),
                    limits(offer.manifest().size()),
                    holders,
                    now());
        } catch (TransferException e) {
            failed(String.valueOf(e.getMessage()));
        }
    }

    private static TransferLimits limits(long size) {
        TransferLimits usual = TransferLimits.USUAL;
        return new TransferLimits(
                usual.blocksInFlightMax(),
                Duration.ofSeconds(10),
                usual.itemTimeout().plusSeconds(size / BYTES_PER_SECOND_MIN),
                usual.attemptsMax(),
                usual.objectsMax());
    }

    private void ended(Download.Outcome outcome) {
        unfinished = Optional.empty();
        switch (outcome) {
            case Download.Outcome.Failed failed -> failed(failed.message());
            case Download.Outcome.Complete complete -> {
                enter(Phase.CHECKING);
                Offer offer = chosen.orElseThrow();
                LOG.log(
                        System.Logger.Level.INFO,
                        "state fetched object={0} bytes={1} blocksByHolder={2}",
                        complete.manifest().object(),
                        Long.toString(complete.manifest().size()),
                        complete.progress().blocksByHolder());
                surroundings.background().execute(() -> check(offer, complete.source()));
            }
        }
    }

    /// In the background.
    private void check(Offer offer, Source source) {
        Optional<String> problem;
        try (source) {
            problem = stateImport.check(source, place.ledger().genesisHash(), offer.proof());
        }
        if (problem.isEmpty()) {
            stateImport.await(offer.manifest().object(), offer.proof());
        }
        onOwner(() -> checked(offer, problem));
    }

    private void checked(Offer offer, Optional<String> problem) {
        String object = offer.manifest().object();
        if (problem.isPresent()) {
            refused.add(offer.version());
            delete(object);
            failed(
                    "%s of members %s proved wrong: %s"
                            .formatted(object, offers.keySet(), problem.get()));
            return;
        }
        fetchedCount++;
        publishCounts();
        enter(Phase.DONE);
        surroundings
                .restart()
                .accept(
                        "the state after block %d was fetched and waits to be installed"
                                .formatted(offer.proof().height()));
    }

    // Giving

    private void asked(int node, String object) {
        Optional<Long> height = height(object);
        if (height.isEmpty()) {
            return;
        }
        if (writing.isPresent()) {
            askers.add(node);
            return;
        }
        if (given.isPresent() && now() - given.get().atNanos() < GIVEN_NANOS_MIN) {
            transfers.offer(node, given.get().object());
            return;
        }
        Optional<StateProof> proof = place.ledger().stateProof(height.get());
        if (proof.isEmpty()) {
            return; // asked again when it may be there
        }
        Bytes note = proof.get().toRlp();
        if (note.size() > TransferMessage.NOTE_BYTES_MAX) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "no state is given, the proof of who agrees is too long bytes={0} max={1}",
                    Integer.toString(note.size()),
                    Integer.toString(TransferMessage.NOTE_BYTES_MAX));
            return;
        }
        pins.take(height.get())
                .ifPresent(view -> {
                    askers.add(node);
                    writing = Optional.of(object);
                    String file = GIVEN + height.get();
                    surroundings.background().execute(() -> write(object, file, view, note));
                });
    }

    private static Optional<Long> height(String object) {
        try {
            return object.startsWith(OBJECT)
                    ? Optional.of(Long.parseLong(object.substring(OBJECT.length())))
                    : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /// In the background.
    private void write(String object, String file, Snapshot view, Bytes note) {
        writingFrom = Optional.of(view);
        try (view) {
            DiskFile open = place.disk().create(file);
            StateExport export = new StateExport(place.store(), view);
            export.write(ordered.rows(view, export.timestampMillis()), open);
            Source source = new FileSource(open);
            Manifest manifest = Manifest.of(object, source, settings.blockBytes());
            Given next = new Given(object, file, source, now());
            onOwner(() -> written(next, manifest, note));
        } catch (StoreException | TransferException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "a state can''t be written for others object={0} reason={1}",
                    object,
                    e.getMessage());
            onOwner(() -> {
                writing = Optional.empty();
                askers.clear();
                delete(file);
            });
        }
    }

    private void written(Given next, Manifest manifest, Bytes note) {
        given.ifPresent(this::letGo);
        given = Optional.of(next);
        givenCount++;
        transfers.hold(manifest, next.source(), note);
        LOG.log(
                System.Logger.Level.INFO,
                "state written for others object={0} version={1} bytes={2} for={3}",
                next.object(),
                manifest.version(),
                Long.toString(manifest.size()),
                askers);
        askers.forEach(node -> transfers.offer(node, next.object()));
        askers.clear();
        writing = Optional.empty();
    }

    private void letGo(Given former) {
        transfers.letGo(former.object());
        former.source().close();
        delete(former.file());
    }

    /// What is on its way stays for the next start; what was written for others goes.
    @Override
    public void close() {
        // Writing a large state takes minutes; without its view it ends at once.
        writingFrom.ifPresent(Snapshot::close);
        onOwner(() -> {
            closed = true;
            transfers.suspend();
            given.ifPresent(this::letGo);
            pins.close();
        });
    }
}
