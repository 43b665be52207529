package io.chirograph.node;

import io.chirograph.ledger.Ledger;
import io.chirograph.ledger.StateExport;
import io.chirograph.ledger.StateProof;
import io.chirograph.store.DiskFile;
import io.chirograph.store.Snapshot;
import io.chirograph.store.StoreException;
import io.chirograph.transfer.FileSource;
import io.chirograph.transfer.Manifest;
import io.chirograph.transfer.Source;
import io.chirograph.transfer.TransferException;
import io.chirograph.transfer.TransferMessage;
import io.chirograph.transfer.Transfers;
import io.chirograph.types.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.LongAdder;

/// Writes states for members that lag, each into a file, and holds it while they fetch it.
///
/// A state is written in the background, one at a time, on the first question for it. Who was given one gets no
/// other until the time is over in which it can be fetched, and no more than f + 1 states are held: so those f that
/// may ask for no good reason keep this member neither busy for long nor from whoever needs a state.
///
/// Single-owner, but for what says otherwise.
final class StateGiving {
    static final String FILE = "given-";

    private static final System.Logger LOG = System.getLogger(StateGiving.class.getName());

    private record Writing(String object, Snapshot view, Set<Integer> askers) {
        String file() {
            return FILE + object;
        }
    }

    private record Given(Writing written, Source source, long untilNanos) {}

    private final StateExchange.Settings settings;
    private final StateExchange.Place place;
    private final StateExchange.Surroundings surroundings;
    private final StatePins pins;
    private final OrderedTable ordered;
    private final Transfers transfers;

    private volatile Optional<Writing> writing = Optional.empty();
    private volatile boolean closing;
    private final LongAdder givenCount = new LongAdder();
    private final List<Given> given = new ArrayList<>();

    StateGiving(
            StateExchange.Settings settings,
            StateExchange.Place place,
            StateExchange.Surroundings surroundings,
            OrderedTable ordered,
            Transfers transfers) {
        this.settings = settings;
        this.place = place;
        this.surroundings = surroundings;
        this.pins = new StatePins(place.store(), settings.checkpointInterval());
        this.ordered = ordered;
        this.transfers = transfers;
    }

    /// The block at `height` became durable as `version` of the store. Any thread.
    void durable(long height, long version) {
        pins.durable(height, version);
    }

    /// States written. Any thread.
    long givenCount() {
        return givenCount.sum();
    }

    private long now() {
        return surroundings.nanos().getAsLong();
    }

    /// A peer asks for an object that is not held. It asks again as long as it wants it.
    void asked(int node, String object) {
        if (writing.isPresent()) {
            writing.filter(each -> each.object().equals(object))
                    .ifPresent(each -> each.askers().add(node));
            return;
        }
        Optional<Given> own =
                given.stream().filter(each -> each.written().askers().contains(node)).findFirst();
        if (own.isPresent()) {
            transfers.offer(node, own.get().written().object());
            return;
        }
        Ledger ledger = place.ledger();
        int heldMax = ledger.validatorsBehind(ledger.certifiedHeight()).next().quorum().oneHonest();
        if (given.size() < heldMax) {
            StateExchange.height(object).ifPresent(height -> write(node, object, height));
        }
    }

    private void write(int node, String object, long height) {
        if (!pins.has(height)) {
            return; // before a proof is made, which costs more than to ask for it
        }
        Optional<StateProof> proof = place.ledger().stateProof(height);
        if (proof.isEmpty()) {
            return; // not certified yet
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
        pins.take(height)
                .ifPresent(view -> {
                    Writing next = new Writing(object, view, new TreeSet<>(Set.of(node)));
                    writing = Optional.of(next);
                    surroundings.background().execute(() -> write(next, note));
                });
    }

    /// In the background.
    private void write(Writing next, Bytes note) {
        try (Snapshot view = next.view()) {
            if (closing) {
                return;
            }
            DiskFile file = place.disk().create(next.file());
            try {
                StateExport export = new StateExport(place.store(), view);
                export.write(ordered.rows(view, export.timestampMillis()), file);
                Source source = new FileSource(file);
                Manifest manifest = Manifest.of(next.object(), source, settings.blockBytes());
                surroundings.owner().execute(() -> written(next, source, manifest, note));
            } catch (RuntimeException e) {
                file.close();
                throw e;
            }
        } catch (StoreException | TransferException | IllegalArgumentException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "a state can''t be written for others object={0} reason={1}",
                    next.object(),
                    e.getMessage());
            giveUp(next);
        } catch (RuntimeException e) {
            // Whatever it is: without this nobody would be given a state again.
            LOG.log(System.Logger.Level.ERROR, "writing a state for others failed", e);
            giveUp(next);
        }
    }

    private void giveUp(Writing failed) {
        surroundings
                .owner()
                .execute(() -> {
                    writing = Optional.empty();
                    place.discard(failed.file());
                });
    }

    private void written(Writing done, Source source, Manifest manifest, Bytes note) {
        writing = Optional.empty();
        // Whoever asked may just pause, and then takes as long as it may.
        long nanos = 2 * StateExchange.timeFor(manifest.size()).toNanos();
        given.add(new Given(done, source, now() + nanos));
        givenCount.increment();
        transfers.hold(manifest, source, note);
        LOG.log(
                System.Logger.Level.INFO,
                "state written for others object={0} version={1} bytes={2} for={3}",
                done.object(),
                manifest.version(),
                Long.toString(manifest.size()),
                done.askers());
        done.askers().forEach(node -> transfers.offer(node, done.object()));
    }

    /// Does what is due.
    void tick() {
        long now = now();
        given.removeIf(each -> {
            boolean isOver = each.untilNanos() - now <= 0;
            if (isOver) {
                letGo(each);
            }
            return isOver;
        });
    }

    private void letGo(Given former) {
        transfers.letGo(former.written().object());
        former.source().close();
        place.discard(former.written().file());
    }

    /// Writing a large state takes minutes; without its view it ends at once. Any thread.
    void stopWriting() {
        closing = true;
        writing.map(Writing::view).ifPresent(Snapshot::close);
    }

    void close() {
        given.forEach(this::letGo);
        given.clear();
        pins.close();
    }
}
