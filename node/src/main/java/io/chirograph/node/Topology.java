package io.chirograph.node;

import io.chirograph.network.Lane;
import io.chirograph.network.LinkStatistics;
import io.chirograph.network.Links;
import io.chirograph.network.Peer;
import io.chirograph.network.overlay.Announcement;
import io.chirograph.network.overlay.Announcement.Kind;
import io.chirograph.network.overlay.Overlay;
import io.chirograph.network.overlay.OverlayEffect;
import io.chirograph.node.config.Endpoint;
import io.chirograph.node.members.Neighbours;
import io.chirograph.node.rest.PeerStatus;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// Where this node's peers are: tells them where it is and that it stops, hears the same of them, and calls who
/// has moved at the new place. While the link to a peer is broken, frames for it go over another.
/// One thread owns the [Overlay]. Thread-safe.
final class Topology implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Topology.class.getName());
    private static final long FAREWELL_MILLIS_MAX = 1_000;

    /// Frames that wait to be signed and sent over others; what is more is lost.
    private static final long ROUTED_BYTES_MAX = 32L << 20;

    /// Told of peers by their indexes.
    ///
    /// @param up its votes are heard, over its own link or another's
    /// @param down they are not any more
    /// @param routed takes a frame that came over another
    record Listener(IntConsumer up, IntConsumer down, Inbox routed) {}

    /// Takes a peer's frame.
    interface Inbox {
        void receive(int peer, Lane lane, Bytes frame);
    }

    private final Overlay overlay; // owned by the thread
    private final Neighbours neighbours;
    private final ConcurrentMap<Address, Endpoint> announced;
    private final ConcurrentMap<Address, Announcement> newest = new ConcurrentHashMap<>();
    private final ScheduledExecutorService thread;
    private final Intake intake;
    private volatile Optional<Links> links = Optional.empty();
    private volatile Overlay.Counts counts = new Overlay.Counts(0, 0, 0);
    private final Listener listener;

    /// Whose votes come by a link of their own. To change it and [#over] takes its lock.
    private final Set<Integer> direct = ConcurrentHashMap.newKeySet();

    /// Who is reached over whom.
    private final ConcurrentMap<Integer, Address> over = new ConcurrentHashMap<>();

    private final AtomicLong routedBytes = new AtomicLong();
    private final LongAdder routed = new LongAdder();

    /// @param overlay of this node
    /// @param neighbours whom the ledger names
    /// @param announced kept by this: where each peer said last that it is
    Topology(
            Overlay overlay,
            Neighbours neighbours,
            ConcurrentMap<Address, Endpoint> announced,
            Listener listener) {
        this.listener = listener;
        this.overlay = overlay;
        this.neighbours = neighbours;
        this.announced = announced;
        this.thread =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().name("topology").factory());
        this.intake =
                new Intake(
                        thread,
                        this::check,
                        (peer, lane, open) ->
                                links.ifPresent(each -> {
                                    if (open) {
                                        each.resume(peer, lane);
                                    } else {
                                        each.pause(peer, lane);
                                    }
                                }));
    }

    /// From now on frames go by `connected`, and peers are told of this node.
    void start(Links connected) {
        links = Optional.of(connected);
        onThread(() -> {
            for (LinkStatistics.PeerLane each : connected.statistics().peers()) {
                if (each.lane() == Lane.TOPOLOGY && each.connected()) {
                    address(each.peer()).ifPresent(peer -> perform(overlay.connected(peer)));
                }
                if (each.lane() == Lane.VOTES && each.connected()) {
                    address(each.peer()).ifPresent(overlay::heard);
                }
            }
        });
        thread.scheduleWithFixedDelay(
                () -> guarded(() -> perform(overlay.tick(System.currentTimeMillis()))),
                0,
                Overlay.TICK_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    /// The ledger may name others than before.
    void membersChanged() {
        replacePeers();
        Neighbours.Roster roster = neighbours.roster();
        onThread(() -> {
            overlay.replaceMembers(new HashSet<>(roster.signers().values()));
            newest.keySet().retainAll(roster.signers().values());
            announced.keySet().retainAll(roster.signers().values());
            over.keySet().retainAll(roster.signers().keySet());
        });
    }

    private synchronized void replacePeers() {
        Neighbours.Roster roster = neighbours.refresh();
        links.ifPresent(each -> each.replacePeers(roster.self(), roster.peers()));
    }

    // ---- round broken links

    /// The link for a peer's votes works.
    void heard(int peer) {
        synchronized (direct) {
            direct.add(peer);
            listener.up().accept(peer);
        }
        onThread(() -> address(peer).ifPresent(overlay::heard));
    }

    /// It broke.
    void unheard(int peer) {
        synchronized (direct) {
            direct.remove(peer);
            listener.down().accept(peer);
            if (over.containsKey(peer)) {
                listener.up().accept(peer);
            }
        }
        onThread(() -> address(peer).ifPresent(overlay::unheard));
    }

    private void reached(int peer, Address relay) {
        synchronized (direct) {
            boolean isNew = over.put(peer, relay) == null;
            if (isNew && !direct.contains(peer)) {
                LOG.log(
                        System.Logger.Level.INFO,
                        "peer reached over another peer={0} over={1}",
                        peer,
                        relay);
                listener.up().accept(peer);
            }
        }
    }

    private void lost(int peer) {
        synchronized (direct) {
            if (over.remove(peer) != null && !direct.contains(peer)) {
                LOG.log(System.Logger.Level.INFO, "peer not reached over another peer={0}", peer);
                listener.down().accept(peer);
            }
        }
    }

    /// Whether frames for `peer` have to go over another, and can.
    boolean isReached(int peer) {
        return over.containsKey(peer) && !direct.contains(peer);
    }

    /// Those who are.
    List<Integer> reached() {
        return over.isEmpty() ? List.of() : over.keySet().stream().filter(this::isReached).toList();
    }

    /// Sends, or loses, a frame for a peer that is reached over another.
    void route(int peer, Lane lane, Bytes frame) {
        Optional<Address> member = address(peer);
        if (member.isEmpty() || routedBytes.get() > ROUTED_BYTES_MAX) {
            return;
        }
        routedBytes.addAndGet(frame.size());
        routed.increment();
        onThread(() -> {
            routedBytes.addAndGet(-frame.size());
            perform(overlay.send(member.get(), kind(lane), frame, System.currentTimeMillis()));
        });
    }

    private static int kind(Lane lane) {
        return switch (lane) {
            case VOTES -> 0;
            case SYNC -> 1;
            case BULK, TOPOLOGY ->
                    throw new IllegalArgumentException(lane + " does not go over others");
        };
    }

    private void delivered(int peer, int kind, Bytes frame) {
        switch (kind) {
            case 0 -> listener.routed().receive(peer, Lane.VOTES, frame);
            case 1 -> listener.routed().receive(peer, Lane.SYNC, frame);
            default -> LOG.log(System.Logger.Level.DEBUG, "parcel of kind {0} ignored", kind);
        }
    }

    /// Frames that were given to [#route].
    long routed() {
        return routed.sum();
    }

    // ---- what the links tell

    void connected(int peer) {
        onThread(() -> address(peer).ifPresent(each -> perform(overlay.connected(each))));
    }

    void disconnected(int peer) {
        onThread(() -> address(peer).ifPresent(overlay::disconnected));
    }

    void received(int peer, Bytes frame) {
        intake.receive(peer, Lane.TOPOLOGY, frame);
    }

    private void check(int peer, Bytes frame) {
        guarded(() ->
                address(peer)
                        .ifPresent(each ->
                                perform(
                                        overlay.received(
                                                each, frame, System.currentTimeMillis()))));
    }

    /// Ledger and links may tell something while the node stops, which nobody needs to know then.
    private void onThread(Runnable task) {
        try {
            thread.execute(() -> guarded(task));
        } catch (RejectedExecutionException e) {
            LOG.log(System.Logger.Level.DEBUG, "the topology has stopped: {0}", e.getMessage());
        }
    }

    /// What goes wrong here must not keep the thread from its next task.
    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "the topology of peers failed", e);
        }
    }

    private Optional<Address> address(int peer) {
        return Optional.ofNullable(neighbours.roster().signers().get(peer));
    }

    private void perform(List<OverlayEffect> effects) {
        boolean isAnyMoved = false;
        for (OverlayEffect effect : effects) {
            switch (effect) {
                case OverlayEffect.Send(Address neighbour, Bytes frame) -> send(neighbour, frame);
                case OverlayEffect.Moved(Address member) -> isAnyMoved |= moved(member);
                case OverlayEffect.Reached(Address member, Address relay) ->
                        index(member).ifPresent(peer -> reached(peer, relay));
                case OverlayEffect.Lost(Address member) -> index(member).ifPresent(this::lost);
                case OverlayEffect.Delivered(Address origin, int kind, Bytes payload) ->
                        index(origin).ifPresent(peer -> delivered(peer, kind, payload));
            }
        }
        counts = overlay.counts();
        if (isAnyMoved) {
            replacePeers();
        }
    }

    private void send(Address neighbour, Bytes frame) {
        index(neighbour)
                .ifPresent(peer -> links.ifPresent(each -> each.send(peer, Lane.TOPOLOGY, frame)));
    }

    private OptionalInt index(Address member) {
        return neighbours.roster().signers().entrySet().stream()
                .filter(each -> each.getValue().equals(member))
                .mapToInt(Map.Entry::getKey)
                .findFirst();
    }

    /// @return whether it is elsewhere than before
    private boolean moved(Address member) {
        Optional<Announcement> said = overlay.announcement(member);
        if (said.isEmpty()) {
            newest.remove(member);
            return announced.remove(member) != null;
        }
        Announcement announcement = said.get();
        Announcement before = newest.put(member, announcement);
        Endpoint endpoint = new Endpoint(announcement.host(), announcement.port());
        if (before == null || before.kind() != announcement.kind()) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "member says that it {0} member={1} endpoint={2}",
                    announcement.kind() == Kind.JOIN ? "runs" : "stops",
                    member,
                    endpoint);
        }
        return !endpoint.equals(announced.put(member, endpoint));
    }

    // ---- what others want to know

    /// All peers that the ledger names, and what is known of them.
    List<PeerStatus> peers() {
        List<LinkStatistics.PeerLane> lanes =
                links.map(each -> each.statistics().peers()).orElse(List.of());
        Neighbours.Roster roster = neighbours.roster();
        List<PeerStatus> peers = new ArrayList<>();
        for (Peer peer : roster.peers()) {
            Address address = Objects.requireNonNull(roster.signers().get(peer.index()));
            Announcement said = newest.get(address);
            List<Lane> connected =
                    lanes.stream()
                            .filter(each -> each.peer() == peer.index() && each.connected())
                            .map(LinkStatistics.PeerLane::lane)
                            .toList();
            peers.add(
                    new PeerStatus(
                            peer.index(),
                            peer.name(),
                            address,
                            new Endpoint(peer.host(), peer.port()),
                            connected,
                            isReached(peer.index()) ? name(over.get(peer.index())) : "",
                            said == null
                                    ? new PeerStatus.Word.None()
                                    : new PeerStatus.Word.Said(
                                            said.kind() == Kind.JOIN,
                                            new Endpoint(said.host(), said.port()),
                                            Instant.ofEpochMilli(said.sequence()))));
        }
        return peers;
    }

    /// Of the peer with this signing key; empty when there is none.
    private String name(@Nullable Address relay) {
        Neighbours.Roster roster = neighbours.roster();
        return roster.peers().stream()
                .filter(each -> Objects.equals(relay, roster.signers().get(each.index())))
                .map(Peer::name)
                .findFirst()
                .orElse("");
    }

    /// Peers whose newest word is that they run.
    long peersAnnounced() {
        return newest.values().stream().filter(each -> each.kind() == Kind.JOIN).count();
    }

    Overlay.Counts counts() {
        return counts;
    }

    /// Tells the peers that this node stops, and hears nothing any more.
    @Override
    public void close() {
        try {
            thread.submit(() -> perform(overlay.leave(System.currentTimeMillis())))
                    .get(FAREWELL_MILLIS_MAX, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
            LOG.log(System.Logger.Level.DEBUG, "left without a word: {0}", e.getMessage());
        }
        thread.shutdownNow();
    }
}
