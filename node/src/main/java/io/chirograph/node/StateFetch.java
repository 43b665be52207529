package io.chirograph.node;

import io.chirograph.ledger.Ledger;
import io.chirograph.ledger.StateImport;
import io.chirograph.proof.ValidatorSet;
import io.chirograph.store.StoreException;
import io.chirograph.transfer.Download;
import io.chirograph.transfer.FileSink;
import io.chirograph.transfer.Manifest;
import io.chirograph.transfer.Progress;
import io.chirograph.transfer.Source;
import io.chirograph.transfer.TransferException;
import io.chirograph.transfer.TransferLimits;
import io.chirograph.transfer.Transfers;
import io.chirograph.types.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;

/// Fetches a state when this member lags by more than it would be sensible to execute again.
///
/// The height is the newest checkpoint that an honest member has certified. Every peer is asked for the state after
/// it. One version that f + 1 offer (see [StateOffers]) is received from all of them at once, and must prove itself
/// ([StateImport#check]). Then the replica is to be opened again, on the new state. Whatever fails is tried again
/// after a pause in which single blocks are fetched as usual.
///
/// Single-owner, but for what says otherwise.
final class StateFetch {
    private static final System.Logger LOG = System.getLogger(StateFetch.class.getName());

    private static final long SECOND = 1_000_000_000L;
    private static final long ASK_NANOS = SECOND;
    private static final long RESUME_NANOS_MAX = 3 * SECOND;
    private static final long OFFERS_NANOS_MAX = 30 * SECOND;
    private static final long TELL_NANOS = 10 * SECOND;
    private static final long PAUSE_NANOS = 10 * SECOND;

    /// What others ordered while a state was on its way is fetched block by block: another one would take as long
    /// again.
    private static final long INSTALLED_NANOS = 120 * SECOND;

    /// Links to all who can be reached are up by then.
    private static final long HEAR_NANOS_MAX = 6 * SECOND;

    private final StateExchange.Settings settings;
    private final StateExchange.Place place;
    private final StateExchange.Surroundings surroundings;
    private final StateOffers offers;
    private final StateImport stateImport;
    private final ResumeTable resume;
    private final Transfers transfers;

    private final Map<Integer, Long> certified = new ConcurrentHashMap<>();
    private volatile StateExchange.Phase phase = StateExchange.Phase.IDLE;

    /// When somebody was heard after nobody was. Any thread.
    private volatile long heardNanos;

    /// What is being checked in the background.
    private volatile Optional<Source> checking = Optional.empty();

    private long phaseNanos;

    /// Until then all that lags is fetched block by block.
    private volatile long resumeNanos;

    private long askedNanos;
    private long toldNanos;
    private String wished = "";
    private Optional<StateOffers.Offer> chosen = Optional.empty();

    /// The object of which a part came before this node started.
    private Optional<String> unfinished;

    private final LongAdder fetchedCount = new LongAdder();
    private final LongAdder failedCount = new LongAdder();

    StateFetch(
            StateExchange.Settings settings,
            StateExchange.Place place,
            StateExchange.Surroundings surroundings,
            StateOffers offers,
            StateImport stateImport,
            ResumeTable resume,
            Transfers transfers) {
        this.settings = settings;
        this.place = place;
        this.surroundings = surroundings;
        this.offers = offers;
        this.stateImport = stateImport;
        this.resume = resume;
        this.transfers = transfers;
        this.unfinished = resume.any();
        Ledger ledger = place.ledger();
        boolean isInstalled =
                ledger.firstHeight() > 0 && ledger.firstHeight() == ledger.head().height();
        this.resumeNanos = now() + (isInstalled ? INSTALLED_NANOS : 0);
    }

    /// The file that is kept to go on from.
    Optional<String> unfinishedFile() {
        return unfinished.map(object -> object + FileSink.PART);
    }

    /// Any thread.
    void heard(int peer, long certifiedHeight) {
        if (certified.isEmpty()) {
            heardNanos = now();
        }
        certified.put(peer, certifiedHeight);
    }

    /// Any thread.
    void gone(int peer) {
        certified.remove(peer);
    }

    /// Whether single blocks are not wanted, as a whole state is on its way, or likely will be. Any thread.
    ///
    /// A member that starts hears one peer after another. When the first say that it lags far behind, it waits a moment
    /// for others to say so too, instead of executing what it would throw away.
    boolean holdsBlocksBack() {
        if (phase != StateExchange.Phase.IDLE) {
            return true;
        }
        if (now() - resumeNanos < 0 || certified.values().stream().noneMatch(this::isFarAhead)) {
            return false;
        }
        return !hasHeardOthers() || isFarAhead(certifiedByOneHonest());
    }

    /// Whether those who agree have told where they are, or had the time to. A height chosen by what the first few say
    /// may be an old one.
    private boolean hasHeardOthers() {
        ValidatorSet agreeing = agreeing();
        long heard = certified.keySet().stream().filter(agreeing::isSeated).count();
        return heard >= agreeing.size() - 1 || now() - heardNanos >= HEAR_NANOS_MAX;
    }

    private boolean isFarAhead(long height) {
        return height - place.ledger().head().height() > settings.lagBlocks();
    }

    /// Any thread.
    StateExchange.Phase phase() {
        return phase;
    }

    /// States received and found right. Any thread.
    long fetchedCount() {
        return fetchedCount.sum();
    }

    /// Any thread.
    long failedCount() {
        return failedCount.sum();
    }

    private long now() {
        return surroundings.nanos().getAsLong();
    }

    private void enter(StateExchange.Phase next) {
        phase = next;
        phaseNanos = now();
        toldNanos = phaseNanos;
    }

    /// Does what is due.
    void tick() {
        long elapsed = now() - phaseNanos;
        switch (phase) {
            case IDLE -> {
                if (holdsBlocksBack() && hasHeardOthers()) {
                    begin();
                }
            }
            case ASKING -> {
                if (elapsed >= OFFERS_NANOS_MAX) {
                    failed(
                            "no version of %s was offered by %d members"
                                    .formatted(wished, agreeing().quorum().oneHonest()));
                } else if (unfinished.isPresent() && elapsed >= RESUME_NANOS_MAX) {
                    dropUnfinished(); // nobody has it any more
                    wished = newest();
                    ask();
                } else if (now() - askedNanos >= ASK_NANOS) {
                    ask();
                }
            }
            case RECEIVING -> {
                if (now() - toldNanos >= TELL_NANOS) {
                    toldNanos = now();
                    transfers.progress().forEach(StateFetch::tell);
                }
            }
            case CHECKING, DONE -> {}
        }
    }

    private static void tell(Progress progress) {
        LOG.log(
                System.Logger.Level.INFO,
                "state on its way object={0} bytes={1} done={2} retries={3} blocksByHolder={4}",
                progress.object(),
                Long.toString(progress.bytes()),
                Long.toString(progress.bytesDone()),
                Long.toString(progress.retries()),
                progress.blocksByHolder());
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

    private void begin() {
        LOG.log(
                System.Logger.Level.INFO,
                "lagging far behind, asking for a state height={0} certified={1}",
                Long.toString(place.ledger().head().height()),
                Long.toString(certifiedByOneHonest()));
        offers.clear();
        // One height until it is there or failed: else members would offer different ones.
        wished = unfinished.orElseGet(this::newest);
        enter(StateExchange.Phase.ASKING);
        ask();
    }

    private String newest() {
        long height = certifiedByOneHonest();
        return StateExchange.object(height - height % settings.checkpointInterval());
    }

    private void ask() {
        askedNanos = now();
        certified
                .keySet()
                .forEach(peer -> {
                    offers.asked(peer);
                    transfers.ask(peer, wished);
                });
    }

    private void dropUnfinished() {
        unfinished.ifPresent(object -> {
            resume.forget(object);
            place.discard(object + FileSink.PART);
        });
        unfinished = Optional.empty();
    }

    /// The disk does not do what it should: gives up what is on its way.
    void broken(String reason) {
        switch (phase) {
            case ASKING, RECEIVING -> failed(reason);
            case IDLE, CHECKING, DONE -> {}
        }
    }

    private void failed(String reason) {
        failedCount.increment();
        LOG.log(System.Logger.Level.WARNING, "no state was fetched reason={0}", reason);
        Optional<StateOffers.Offer> given = chosen;
        chosen = Optional.empty();
        resumeNanos = now() + PAUSE_NANOS;
        enter(StateExchange.Phase.IDLE);
        try {
            given.ifPresent(offer -> transfers.cancel(offer.manifest().object()));
            dropUnfinished();
        } catch (StoreException | TransferException e) {
            LOG.log(System.Logger.Level.WARNING, "what was fetched of a state is left", e);
        }
    }

    /// A peer says what it has.
    void offered(int node, Manifest manifest, Bytes note) {
        if (phase != StateExchange.Phase.ASKING && phase != StateExchange.Phase.RECEIVING) {
            return;
        }
        switch (offers.take(node, manifest, note)) {
            case StateOffers.Unasked _ -> {}
            case StateOffers.Refused(String reason) ->
                    LOG.log(
                            System.Logger.Level.WARNING,
                            "state refused peer={0} object={1} version={2} reason={3}",
                            node,
                            manifest.object(),
                            manifest.version(),
                            reason);
            case StateOffers.Offer offer -> receiveIfAgreed(offer);
        }
    }

    private void receiveIfAgreed(StateOffers.Offer offer) {
        List<Integer> holders = offers.holders(offer);
        boolean isOther = chosen.isPresent() && !chosen.get().isAs(offer);
        if (holders.isEmpty() || isOther) {
            return;
        }
        if (offer.proof().height() <= place.ledger().head().height()) {
            failed("this member has what others offer, " + offer.manifest().object());
            return;
        }
        String object = offer.manifest().object();
        long size = offer.manifest().size();
        if (chosen.isEmpty()) {
            if (unfinished.isPresent() && !unfinished.get().equals(object)) {
                dropUnfinished();
            }
            chosen = Optional.of(offer);
            enter(StateExchange.Phase.RECEIVING);
            LOG.log(
                    System.Logger.Level.INFO,
                    "fetching a state object={0} version={1} bytes={2} holders={3}",
                    object,
                    offer.version(),
                    Long.toString(size),
                    holders);
        }
        transfers.begin(
                offer.manifest(),
                () -> new FileSink(place.disk(), object, size),
                limits(size),
                holders,
                now());
    }

    private static TransferLimits limits(long size) {
        TransferLimits usual = TransferLimits.USUAL;
        return new TransferLimits(
                usual.blocksInFlightMax(),
                Duration.ofSeconds(10),
                StateExchange.timeFor(size),
                usual.attemptsMax(),
                usual.objectsMax());
    }

    /// What was received is whole, or is not to be had.
    void ended(Download.Outcome outcome) {
        unfinished = Optional.empty();
        if (chosen.isEmpty()) {
            return; // given up here
        }
        StateOffers.Offer offer = chosen.get();
        switch (outcome) {
            case Download.Outcome.Failed failed -> failed(failed.message());
            case Download.Outcome.Complete complete -> {
                enter(StateExchange.Phase.CHECKING);
                LOG.log(
                        System.Logger.Level.INFO,
                        "state fetched object={0} bytes={1} blocksByHolder={2}",
                        complete.manifest().object(),
                        Long.toString(complete.manifest().size()),
                        complete.progress().blocksByHolder());
                checking = Optional.of(complete.source());
                surroundings.background().execute(() -> check(offer, complete.source()));
            }
        }
    }

    /// In the background.
    private void check(StateOffers.Offer offer, Source source) {
        Executor owner = surroundings.owner();
        try (source) {
            Optional<String> problem =
                    stateImport.check(source, place.ledger().genesisHash(), offer.proof());
            if (problem.isEmpty()) {
                stateImport.await(offer.manifest().object(), offer.proof());
            }
            owner.execute(() -> checked(offer, problem));
        } catch (StoreException e) {
            owner.execute(() -> failed(String.valueOf(e.getMessage())));
        } catch (RuntimeException e) {
            // Whatever it is: without this blocks would be held back for a state that never comes.
            LOG.log(System.Logger.Level.ERROR, "checking a state failed", e);
            owner.execute(() -> failed("checking it failed: " + e));
        }
    }

    private void checked(StateOffers.Offer offer, Optional<String> problem) {
        checking = Optional.empty();
        if (problem.isPresent()) {
            offers.refuse(offer);
            place.discard(offer.manifest().object());
            failed("%s proved wrong: %s".formatted(offer.manifest().object(), problem.get()));
            return;
        }
        fetchedCount.increment();
        enter(StateExchange.Phase.DONE);
        surroundings
                .restart()
                .accept(
                        "the state after block %d was fetched and waits to be installed"
                                .formatted(offer.proof().height()));
    }

    /// What is being checked would take long, and is fetched again. Any thread.
    void stopChecking() {
        checking.ifPresent(Source::close);
    }
}
