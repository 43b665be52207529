package io.chirograph.cli.demo;

import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Shows every second how the load goes, until closed.
final class LiveFigures implements AutoCloseable {
    private final DemoNetwork network;
    private final Confirmations confirmations;
    private final DemoScreen screen;
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofVirtual().name("figures").factory());
    private long shownCount;

    /// Starts at once.
    LiveFigures(DemoNetwork network, Confirmations confirmations, DemoScreen screen) {
        this.network = network;
        this.confirmations = confirmations;
        this.screen = screen;
        clock.scheduleWithFixedDelay(this::show, 1, 1, TimeUnit.SECONDS);
    }

    private void show() {
        long count = confirmations.count();
        long perSecond = count - shownCount;
        shownCount = count;
        StringBuilder line = new StringBuilder();
        line.append(
                String.format(
                        Locale.ROOT, "  %,d transfers confirmed, %,d/s; blocks", count, perSecond));
        for (DemoNode node : network.nodes()) {
            line.append(node.height().map(height -> " " + height).orElse(" -"));
        }
        screen.show(line.toString());
    }

    @Override
    public void close() {
        clock.shutdownNow();
        clock.close(); // waits, so that nothing is drawn after this
        screen.clear();
    }
}
