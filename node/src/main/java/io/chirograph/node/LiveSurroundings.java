package io.chirograph.node;

import io.chirograph.consensus.pbft.Now;
import io.chirograph.network.Lane;
import io.chirograph.network.Links;
import io.chirograph.types.Bytes;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;

/// The real world: the machine's clocks and the links to other members. Thread-safe.
final class LiveSurroundings implements Surroundings {
    private final LongConsumer wishTick;
    private final CompletableFuture<String> halted = new CompletableFuture<>();
    private volatile Optional<Links> links = Optional.empty();
    private volatile Optional<Topology> topology = Optional.empty();

    /// @param wishTick takes the time of the wished tick; called on the core
    LiveSurroundings(LongConsumer wishTick) {
        this.wishTick = wishTick;
    }

    /// From now on frames travel by `links`, and round those that are broken; before, they are lost.
    void connect(Links connected, Topology detours) {
        topology = Optional.of(detours);
        links = Optional.of(connected);
    }

    /// Opens or closes a peer's lane, once there are links.
    void setOpen(int peer, Lane lane, boolean open) {
        links.ifPresent(each -> {
            if (open) {
                each.resume(peer, lane);
            } else {
                each.pause(peer, lane);
            }
        });
    }

    /// Completes with the reason when the replica stops by itself.
    CompletableFuture<String> halted() {
        return halted;
    }

    @Override
    public Now now() {
        return new Now(System.nanoTime(), System.currentTimeMillis());
    }

    @Override
    public void wakeAt(long nanos) {
        wishTick.accept(nanos);
    }

    @Override
    public void send(int peer, Lane lane, Bytes frame) {
        boolean isRouted = topology.isPresent() && topology.get().isReached(peer);
        if (isRouted) {
            topology.get().route(peer, lane, frame);
        } else {
            links.ifPresent(each -> each.send(peer, lane, frame));
        }
    }

    /// False when the peer can't be reached or has no room for it.
    boolean sendBulk(int peer, Bytes frame) {
        return links.map(each -> each.send(peer, Lane.BULK, frame)).orElse(false);
    }

    @Override
    public void broadcast(Lane lane, Bytes frame) {
        links.ifPresent(each -> each.broadcast(lane, frame));
        topology.ifPresent(each -> each.reached().forEach(peer -> each.route(peer, lane, frame)));
    }

    @Override
    public void halt(String reason) {
        halted.complete(reason);
    }
}
