package io.chirograph.network;

import static org.assertj.core.api.Assertions.fail;

import io.chirograph.types.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Keeps what links tell, for a test to wait on.
final class Events implements LinkHandler {
    private static final long WAIT_SECONDS_MAX = 20;

    sealed interface Event {}

    record Connected(int peer, Lane lane) implements Event {}

    record Disconnected(int peer, Lane lane, String reason) implements Event {}

    record Received(int peer, Lane lane, Bytes frame) implements Event {}

    private final BlockingQueue<Event> queue = new LinkedBlockingQueue<>();

    @Override
    public void connected(int peer, Lane lane) {
        queue.add(new Connected(peer, lane));
    }

    @Override
    public void disconnected(int peer, Lane lane, String reason) {
        queue.add(new Disconnected(peer, lane, reason));
    }

    @Override
    public void received(int peer, Lane lane, Bytes frame) {
        queue.add(new Received(peer, lane, frame));
    }

    /// Waits for the next event of `type`, leaving out all others.
    <T extends Event> T next(Class<T> type) throws InterruptedException {
        List<Event> others = new ArrayList<>();
        while (true) {
            Event event = queue.poll(WAIT_SECONDS_MAX, TimeUnit.SECONDS);
            if (event == null) {
                return fail("no " + type.getSimpleName() + " in time, only " + others);
            }
            if (type.isInstance(event)) {
                return type.cast(event);
            }
            others.add(event);
        }
    }

    void awaitConnected(int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            next(Connected.class);
        }
    }
}
