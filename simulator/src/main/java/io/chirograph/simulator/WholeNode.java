package io.chirograph.simulator;

import io.chirograph.batch.ParallelBatch;
import io.chirograph.consensus.pbft.Now;
import io.chirograph.consensus.pbft.Snapshot;
import io.chirograph.evm.Account;
import io.chirograph.ledger.ExecutedBlock;
import io.chirograph.ledger.Ledger;
import io.chirograph.ledger.SentTransaction;
import io.chirograph.ledger.ValidatorHandover;
import io.chirograph.ledger.pool.Admission;
import io.chirograph.ledger.pool.AdmissionRules;
import io.chirograph.ledger.pool.PoolLimits;
import io.chirograph.ledger.pool.TransactionPool;
import io.chirograph.network.Lane;
import io.chirograph.node.Bundles;
import io.chirograph.node.Replica;
import io.chirograph.node.StateExchange;
import io.chirograph.node.Surroundings;
import io.chirograph.node.config.NodeConfig;
import io.chirograph.proof.Certificate;
import io.chirograph.proof.MemberRegistry;
import io.chirograph.proof.MemberRoll;
import io.chirograph.proof.ValidatorChain;
import io.chirograph.proof.ValidatorChange;
import io.chirograph.simulator.PowerDisk.PowerCut;
import io.chirograph.store.Store;
import io.chirograph.store.StoreOptions;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/// A whole replica: agreement, pool, ledger and a store on a [PowerDisk], wired as in a node, with
/// simulated executors, clock and links. Left out are the links' and the API's own threads and sockets.
/// Single-owner.
final class WholeNode implements SimulatedNode {
    /// Writes tables every few blocks, and reads them from the disk.
    private static final StoreOptions NARROW_STORE =
            StoreOptions.small()
                    .withLogSegmentBytes(256 << 10)
                    .withTransactionBytesMax(128 << 10)
                    .withMemtableBytesMax(128 << 10);

    /// Writes tables now and then, as a node's does.
    private static final StoreOptions STORE =
            NARROW_STORE.withMemtableBytesMax(1 << 20).withBlockCacheBytesMax(1 << 20);

    /// In so many runs stores are narrow once.
    private static final int NARROW_EVERY = 4;

    private static final PoolLimits POOL =
            new PoolLimits(10_000, 16 << 20, 64, 128 << 10, 3_600_000 * Timeline.MILLI);
    private static final int BUNDLE_COUNT_MAX = 100;
    private static final long BUNDLE_BYTES_MAX = 512 << 10;

    private static final int TASK_MICROS_MAX = 200;
    private static final int SYNC_MICROS_MAX = 1_500;
    private static final int POWER_OPERATIONS_MAX = 12;
    private static final long LOOK_NANOS = 100 * Timeline.MILLI;
    private static final long STATE_TICK_NANOS = 20 * Timeline.MILLI;
    private static final int STATE_LAG_BLOCKS = 24;
    private static final int STATE_BLOCK_BYTES = 2_048;

    /// What one start made, until the next crash.
    private record Running(
            Store store,
            Ledger ledger,
            TransactionPool pool,
            Replica replica,
            Optional<StateExchange> states) {}

    private final Cluster cluster;
    private final WholeHabitat habitat;
    private final int index;
    private final boolean isHonest;

    private PowerDisk disk;

    /// For states on their way; only where they travel, so that other runs stay as they are.
    private Optional<PowerDisk> stateDisk;

    private Optional<Running> running = Optional.empty();
    private int life;
    private long wakeNanos;
    private long skewMillis;
    private int syncMillis;
    private long view;
    private long executedHeight;
    private long certifiedHeight;

    /// Until this block no further change of the members can be decided.
    private long boundary;

    WholeNode(Cluster cluster, WholeHabitat habitat, int index, boolean isHonest) {
        this.cluster = cluster;
        this.habitat = habitat;
        this.index = index;
        this.isHonest = isHonest;
        this.disk = new PowerDisk(cluster.newChance());
        this.stateDisk = newStateDisk();
    }

    private Optional<PowerDisk> newStateDisk() {
        return cluster.exchangesStates()
                ? Optional.of(new PowerDisk(cluster.newChance()))
                : Optional.empty();
    }

    @Override
    public int index() {
        return index;
    }

    @Override
    public boolean isHonest() {
        return isHonest;
    }

    @Override
    public boolean isUp() {
        return running.isPresent();
    }

    @Override
    public void slowDown(int millis) {
        syncMillis = millis;
    }

    @Override
    public void setClock(long millis) {
        skewMillis = millis;
    }

    @Override
    public long view() {
        return view;
    }

    @Override
    public long executedHeight() {
        return executedHeight;
    }

    @Override
    public long certifiedHeight() {
        return certifiedHeight;
    }

    // Starting and stopping

    @Override
    public void start() {
        life++;
        inThisLife(this::open).run();
    }

    private void open() {
        Store store =
                Store.openInline(
                        disk,
                        cluster.seed() % NARROW_EVERY == 0 ? NARROW_STORE : STORE,
                        index,
                        task -> later(task, syncMillis * 1_000 + cluster.chance(SYNC_MICROS_MAX)));
        stateDisk.ifPresent(
                states -> StateExchange.installFetched(store, states, habitat.genesis().hash()));
        Ledger ledger = new Ledger(store, habitat.genesis(), habitat.reader());
        executedHeight = ledger.head().height();
        certifiedHeight = ledger.certifiedHeight();
        if (isHonest) {
            cluster.oracle().started(index, executedHeight);
        }
        TransactionPool pool =
                new TransactionPool(
                        POOL,
                        new AdmissionRules(
                                WholeHabitat.CHAIN_ID, WholeHabitat.GAS_LIMIT, UInt256.ZERO),
                        address ->
                                ledger.state(ledger.certifiedHeight())
                                        .flatMap(state -> state.account(address))
                                        .orElse(Account.EMPTY));
        Replica.Seat seat =
                new Replica.Seat(
                        habitat.members(index).own(),
                        cluster.config(),
                        habitat.signatures().signerOf(index),
                        habitat.signatures(),
                        ParallelBatch.sequential());
        Replica replica =
                Replica.open(
                        seat,
                        store,
                        ledger,
                        new Bundles(
                                pool,
                                BUNDLE_BYTES_MAX,
                                WholeHabitat.GAS_LIMIT,
                                new NodeConfig.Bundling(5, 500, BUNDLE_COUNT_MAX)),
                        new Replica.Executors(
                                task -> later(task, 0),
                                new InOrder(),
                                task -> later(task, cluster.chance(TASK_MICROS_MAX))),
                        new World());
        ledger.onCertified(block -> {
            pool.onBlock(block);
            replica.transactionsWait();
            certified(ledger, block);
        });
        Optional<StateExchange> states =
                stateDisk.map(own -> exchange(new StateExchange.Place(store, ledger, own)));
        states.ifPresent(replica::watch);
        running = Optional.of(new Running(store, ledger, pool, replica, states));
        replica.start();
        states.ifPresent(this::tick);
        look();
    }

    private StateExchange exchange(StateExchange.Place place) {
        return new StateExchange(
                new StateExchange.Settings(
                        STATE_LAG_BLOCKS, cluster.config().checkpointInterval(), STATE_BLOCK_BYTES),
                place,
                habitat::verify,
                cluster.config().retentionMillis(),
                new StateExchange.Surroundings(
                        task -> later(task, 0),
                        task -> later(task, cluster.chance(10 * TASK_MICROS_MAX)),
                        cluster::nanos,
                        (peer, frame) -> {
                            cluster.sendBulk(this, peer, frame);
                            return true;
                        },
                        why -> later(() -> cluster.restarts(this, why), 0)));
    }

    private void tick(StateExchange states) {
        states.tick();
        cluster.after(STATE_TICK_NANOS, inThisLife(() -> tick(states)));
    }

    /// Runs tasks in the order given, each a while after it was given.
    private final class InOrder implements Executor {
        private long lastNanos;

        @Override
        public void execute(Runnable task) {
            long at =
                    Math.max(
                            lastNanos,
                            cluster.nanos() + cluster.chance(10 * TASK_MICROS_MAX) * 1_000L);
            lastNanos = at;
            cluster.after(at - cluster.nanos(), inThisLife(task));
        }
    }

    private void later(Runnable task, int micros) {
        cluster.after(micros * 1_000L, inThisLife(task));
    }

    /// What is left to do when a life ends is not done.
    private Runnable inThisLife(Runnable task) {
        int sameLife = life;
        return () -> {
            if (life != sameLife) {
                return;
            }
            try {
                task.run();
            } catch (PowerCut cut) {
                // What to do about it is the same as when somebody else caught it.
            }
            if (life == sameLife && disk.isCut()) {
                cluster.tore(this);
            }
        };
    }

    @Override
    public void crash() {
        life++;
        boolean isPowerGone = disk.isCut() || stateDisk.filter(PowerDisk::isCut).isPresent();
        disk = isPowerGone ? disk.afterPowerCut() : disk.afterKill();
        stateDisk = stateDisk.map(own -> isPowerGone ? own.afterPowerCut() : own.afterKill());
        running = Optional.empty();
        if (isHonest) {
            cluster.oracle().crashed(index);
        }
    }

    @Override
    public void loseDisk() {
        disk = new PowerDisk(cluster.newChance());
        stateDisk = newStateDisk();
    }

    @Override
    public void crashTorn() {
        disk.cutPowerAfter(cluster.chance(POWER_OPERATIONS_MAX));
    }

    /// Looks regularly where the replica stands, as an operator does.
    private void look() {
        running.ifPresent(now ->
                now.replica()
                        .snapshot()
                        .thenAccept(snapshot -> {
                            look(snapshot);
                            cluster.after(LOOK_NANOS, inThisLife(this::look));
                        }));
    }

    private void look(Snapshot snapshot) {
        if (snapshot.view() != view) {
            view = snapshot.view();
            cluster.entered(this, view, snapshot.primary());
        }
    }

    // What reaches the replica

    @Override
    public void receive(Parcel parcel) {
        running.ifPresent(now -> {
            if (parcel.isBulk()) {
                now.states()
                        .ifPresent(states ->
                                later(() -> states.receive(parcel.from(), parcel.wire()), 0));
            } else {
                inThisLife(() -> check(now.replica(), parcel)).run();
            }
        });
    }

    private void check(Replica replica, Parcel parcel) {
        long before = replica.counts().rejectedFrames();
        replica.check(parcel.from(), parcel.wire());
        if (replica.counts().rejectedFrames() > before
                && isHonest
                && !cluster.mayBeRefused(parcel.from(), parcel.message())) {
            throw new Violation(
                    Violation.Kind.ACCUSATION,
                    "validator %d refuses a message of validator %d: %s"
                            .formatted(index, parcel.from(), parcel.message()));
        }
    }

    @Override
    public void submit(Plan.Submission submission) {
        running.ifPresent(now ->
                inThisLife(
                                () -> {
                                    SentTransaction sent = habitat.transaction(submission.number());
                                    Admission admission = now.pool().add(sent, cluster.nanos());
                                    if (admission instanceof Admission.Added) {
                                        cluster.submitted(this, sent.transaction().hash());
                                        now.replica().transactionsWait();
                                    }
                                })
                        .run());
    }

    @Override
    public void support(Plan.Change change) {
        running.ifPresent(now -> inThisLife(() -> support(now, change)).run());
    }

    private void support(Running now, Plan.Change change) {
        MemberRoll roll = now.ledger().memberRoll().orElseThrow();
        Optional<MemberRoll.Proposal> open =
                roll.proposals().stream()
                        .filter(proposal -> isFor(proposal.change(), change))
                        .findFirst();
        if (open.isEmpty()) {
            call(
                    now,
                    switch (change.kind()) {
                        case JOINS -> MemberRegistry.proposeAddCall(habitat.member(change.seat()));
                        case LEAVES -> MemberRegistry.proposeRemoveCall(change.seat());
                    });
        } else if (!open.get().approvals().contains(index)) {
            call(now, MemberRegistry.approveCall(open.get().id()));
        }
    }

    private boolean isFor(MemberRoll.Change proposed, Plan.Change change) {
        return switch (proposed) {
            case MemberRoll.Change.Add(Address signer, _, _) ->
                    signer.equals(habitat.member(change.seat()).validator());
            case MemberRoll.Change.Remove(int seat) -> seat == change.seat();
        };
    }

    private void call(Running now, Bytes data) {
        Account account =
                now.ledger()
                        .state(now.ledger().certifiedHeight())
                        .flatMap(state -> state.account(habitat.member(index).account()))
                        .orElse(Account.EMPTY);
        SentTransaction sent = habitat.memberCall(index, account.nonce(), data);
        if (now.pool().add(sent, cluster.nanos()) instanceof Admission.Added) {
            cluster.asked(sent.transaction().hash());
            now.replica().transactionsWait();
        }
    }

    @Override
    public void link(int peer, boolean works) {
        running.ifPresent(now -> {
            if (works) {
                now.states().ifPresent(states -> states.peerUp(peer));
                now.replica().peerUp(peer);
            } else {
                now.states().ifPresent(states -> states.peerDown(peer));
                now.replica().peerDown(peer);
            }
        });
    }

    private void certified(Ledger ledger, ExecutedBlock block) {
        certifiedHeight = block.height();
        executedHeight = ledger.head().height();
        if (cluster.isGoverned() && certifiedHeight > boundary) {
            ledger.pendingHandover(certifiedHeight).ifPresent(this::decided);
        }
        List<Hash32> transactions =
                block.block().transactions().stream()
                        .map(sent -> sent.transaction().hash())
                        .toList();
        cluster.executed(this, block.height(), block.hash(), transactions);
        if (isHonest) {
            ledger.certificate(block.height())
                    .ifPresent(proof -> cluster.oracle().certified(index, proof));
        }
    }

    private void decided(ValidatorHandover change) {
        boundary = change.height();
        cluster.decided(this, change.height(), change.next());
    }

    /// The world as the replica sees it.
    private final class World implements Surroundings {
        private final int ownLife = life;

        @Override
        public Now now() {
            return cluster.now(skewMillis);
        }

        @Override
        public void wakeAt(long nanos) {
            wakeNanos = nanos;
            cluster.after(
                    nanos - cluster.nanos(),
                    inThisLife(() -> {
                        if (wakeNanos == nanos) {
                            running.ifPresent(now -> now.replica().tick());
                        }
                    }));
        }

        @Override
        public void send(int peer, Lane lane, Bytes frame) {
            cluster.counted();
            cluster.send(WholeNode.this, peer, Parcel.of(index, frame));
        }

        @Override
        public void broadcast(Lane lane, Bytes frame) {
            cluster.counted();
            cluster.broadcast(WholeNode.this, Parcel.of(index, frame));
        }

        @Override
        public void halt(String reason) {
            if (life == ownLife && !disk.isCut()) {
                cluster.halted(WholeNode.this, reason);
            }
        }
    }

    @Override
    public Hash32 stateAt(long height) {
        Ledger ledger = running.orElseThrow().ledger();
        return ledger.block(height).orElseThrow().block().header().stateRoot();
    }

    /// Walks from the genesis to the block's certificate, as anybody does who has nothing else at hand.
    @Override
    public void checkProof(long height) {
        Ledger ledger = running.orElseThrow().ledger();
        List<ValidatorChange> changes =
                ledger.validatorChanges(height).stream()
                        .map(change ->
                                new ValidatorChange(
                                        change.header(),
                                        habitat.withRealSignatures(change.certificate()),
                                        change.next()))
                        .toList();
        Certificate certificate =
                habitat.withRealSignatures(ledger.certificate(height).orElseThrow());
        Optional<String> problem =
                switch (ValidatorChain.walk(habitat.genesis(), changes)) {
                    case ValidatorChain.Broken(String reason) -> Optional.of(reason);
                    case ValidatorChain.Proven proven ->
                            proven.problem(ledger.genesisHash(), certificate);
                };
        problem.ifPresent(reason -> {
            throw new Violation(
                    Violation.Kind.CERTIFICATE,
                    "validator %d can't prove block %d: %s".formatted(index, height, reason));
        });
    }

    @Override
    public String describe() {
        return running.map(now ->
                        "view %d, executed %d, certified %d"
                                .formatted(view, executedHeight, certifiedHeight))
                .orElse("down");
    }
}
