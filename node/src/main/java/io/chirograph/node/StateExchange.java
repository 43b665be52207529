package io.chirograph.node;

import io.chirograph.ledger.Ledger;
import io.chirograph.ledger.StateImport;
import io.chirograph.ledger.StateProof;
import io.chirograph.proof.ValidatorChain;
import io.chirograph.store.Disk;
import io.chirograph.store.DiskException;
import io.chirograph.store.Store;
import io.chirograph.store.StoreException;
import io.chirograph.transfer.Download;
import io.chirograph.transfer.Manifest;
import io.chirograph.transfer.Port;
import io.chirograph.transfer.Progress;
import io.chirograph.transfer.TransferException;
import io.chirograph.transfer.TransferLimits;
import io.chirograph.transfer.Transfers;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/// States that change hands between members, whole, by bulk transfer: those that others need are written and held
/// ([StateGiving]), and one is fetched when this member lags itself ([StateFetch]).
///
/// `owner` runs one task after another and owns everything here; other calls come from any thread.
public final class StateExchange implements StateWatch, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(StateExchange.class.getName());

    private static final String OBJECT = "state-";

    /// Slower than that a state need not come.
    private static final long BYTES_PER_SECOND_MIN = 4 << 20;

    /// @param lagBlocks a member that lags by more fetches a state
    /// @param checkpointInterval blocks between checkpoints, the same on all
    /// @param blockBytes of a block of a state on its way, the same on all
    public record Settings(int lagBlocks, int checkpointInterval, int blockBytes) {}

    /// @param disk for states on their way, and nothing else
    public record Place(Store store, Ledger ledger, Disk disk) {
        /// Removes a file that may be there; what can't be removed goes at the next start.
        void discard(String file) {
            try {
                if (disk.list().contains(file)) {
                    disk.delete(file);
                }
            } catch (DiskException e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "a state''s file is left file={0} reason={1}",
                        file,
                        e.getMessage());
            }
        }
    }

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

    /// Where fetching a state is.
    public enum Phase {
        /// Blocks are executed as they come.
        IDLE,
        ASKING,
        RECEIVING,
        CHECKING,
        /// The state is right, and installed when the replica is opened again.
        DONE
    }

    /// @param given states written for others
    /// @param fetched states received, checked and noted for the next start
    /// @param failed tries to fetch a state that failed
    /// @param bytes of the state that is being received; 0 when there is none
    /// @param bytesDone of these, how many are here
    public record Report(
            Phase phase,
            long given,
            long fetched,
            long failed,
            long bytesSent,
            long bytes,
            long bytesDone) {}

    private final Executor owner;
    private final LongSupplier nanos;
    private final Transfers transfers;
    private final StateFetch fetch;
    private final StateGiving giving;

    /// As of the last tick.
    private volatile long bytesSent;

    /// As of the last tick.
    private volatile Optional<Progress> receiving = Optional.empty();

    private boolean closed;

    /// @param verify who certified the block of a proof, see [StateProof#verify]
    /// @param retentionMillis how far back the agreement remembers what was ordered
    public StateExchange(
            Settings settings,
            Place place,
            Function<StateProof, ValidatorChain> verify,
            long retentionMillis,
            Surroundings surroundings) {
        this.owner = surroundings.owner();
        this.nanos = surroundings.nanos();
        ResumeTable resume = new ResumeTable(place.store());
        OrderedTable ordered = new OrderedTable(place.store(), retentionMillis);
        this.transfers =
                new Transfers(
                        TransferLimits.USUAL, surroundings.port(), resume, new TransferListener());
        Surroundings own =
                new Surroundings(
                        this::onOwner,
                        surroundings.background(),
                        nanos,
                        surroundings.port(),
                        surroundings.restart());
        this.fetch =
                new StateFetch(
                        settings,
                        place,
                        own,
                        new StateOffers(verify),
                        new StateImport(place.store(), ordered.table()),
                        resume,
                        transfers);
        this.giving = new StateGiving(settings, place, own, ordered, transfers);
        removeLeftovers(place.disk(), fetch.unfinishedFile());
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

    private static void removeLeftovers(Disk disk, Optional<String> kept) {
        for (String name : disk.list()) {
            boolean isOurs = name.startsWith(OBJECT) || name.startsWith(StateGiving.FILE);
            if (isOurs && !kept.equals(Optional.of(name))) {
                disk.delete(name);
            }
        }
    }

    /// The name under which the state after the block at `height` travels.
    static String object(long height) {
        return OBJECT + height;
    }

    /// The height in such a name.
    static Optional<Long> height(String object) {
        try {
            return object.startsWith(OBJECT)
                    ? Optional.of(Long.parseLong(object.substring(OBJECT.length())))
                            .filter(height -> object(height).equals(object))
                    : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /// How long a state of `bytes` may be on its way.
    static Duration timeFor(long bytes) {
        return TransferLimits.USUAL.itemTimeout().plusSeconds(bytes / BYTES_PER_SECOND_MIN);
    }

    // What the replica and the links tell

    @Override
    public void durable(long height, long version) {
        giving.durable(height, version);
    }

    @Override
    public void heard(int peer, long certifiedHeight) {
        fetch.heard(peer, certifiedHeight);
    }

    @Override
    public boolean isFetching() {
        return fetch.holdsBlocksBack();
    }

    /// A frame came on the bulk lane. Called on the owner.
    public void receive(int peer, Bytes frame) {
        guarded(() ->
                transfers
                        .receive(peer, frame, nanos.getAsLong())
                        .ifPresent(problem ->
                                LOG.log(
                                        System.Logger.Level.DEBUG,
                                        "transfer frame refused peer={0} reason={1}",
                                        peer,
                                        problem)));
    }

    public void peerUp(int peer) {
        onOwner(() -> transfers.nodeIsBack(peer, nanos.getAsLong()));
    }

    public void peerDown(int peer) {
        fetch.gone(peer);
        onOwner(() -> transfers.nodeIsGone(peer, nanos.getAsLong()));
    }

    /// To be called regularly, some fifty times a second.
    public void tick() {
        onOwner(() -> {
            transfers.tick(nanos.getAsLong());
            fetch.tick();
            giving.tick();
            bytesSent = transfers.counts().bytesSent();
            receiving = transfers.progress().stream().findFirst();
        });
    }

    public Report report() {
        Optional<Progress> now = receiving;
        return new Report(
                fetch.phase(),
                giving.givenCount(),
                fetch.fetchedCount(),
                fetch.failedCount(),
                bytesSent,
                now.map(Progress::bytes).orElse(0L),
                now.map(Progress::bytesDone).orElse(0L));
    }

    private void onOwner(Runnable task) {
        owner.execute(() -> guarded(task));
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
            fetch.broken(String.valueOf(e.getMessage()));
        }
    }

    private final class TransferListener implements Transfers.Listener {
        @Override
        public void asked(int node, String object) {
            giving.asked(node, object);
        }

        @Override
        public void offered(int node, Manifest manifest, Bytes note) {
            fetch.offered(node, manifest, note);
        }

        @Override
        public void ended(Download.Outcome outcome) {
            fetch.ended(outcome);
        }
    }

    /// What is on its way stays for the next start; what was written for others goes.
    @Override
    public void close() {
        giving.stopWriting();
        fetch.stopChecking();
        onOwner(() -> {
            closed = true;
            transfers.suspend();
            giving.close();
        });
    }
}
