package io.chirograph.node.observe;

import io.chirograph.node.http.HttpRequest;
import io.chirograph.node.http.HttpResponse;
import io.chirograph.node.http.Router;
import io.chirograph.node.rest.StateProgress;
import io.chirograph.types.Bytes;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Says whether this node takes part as it should, and if not, why. Thread-safe.
public final class Health {
    private final NodeProbe probe;
    private final BlockProgress progress;
    private final CompletableFuture<String> failed;
    private final Duration gapMax;

    /// @param failed completes with the reason when the node can't go on by itself
    /// @param gapMax the longest normal time between two certified blocks: some empty blocks' worth
    public Health(
            NodeProbe probe,
            BlockProgress progress,
            CompletableFuture<String> failed,
            Duration gapMax) {
        this.probe = probe;
        this.progress = progress;
        this.failed = failed;
        this.gapMax = gapMax;
    }

    public void addTo(Router router) {
        router.exact("GET", "/health", this::answer);
    }

    private HttpResponse answer(HttpRequest request) throws InterruptedException {
        Optional<String> problem = problem();
        ObjectNode json =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("status", problem.isEmpty() ? "up" : "down");
        problem.ifPresent(reason -> json.put("reason", reason));
        json.put("height", probe.ledger().certifiedHeight())
                .put("peers", probe.peersConnected())
                .put(
                        "secondsSinceLastBlock",
                        TimeUnit.NANOSECONDS.toSeconds(progress.nanosSinceLast()));
        return HttpResponse.json(problem.isEmpty() ? 200 : 503, Bytes.ofUtf8(json.toString()));
    }

    /// The worst first: what stands above the others explains them.
    private Optional<String> problem() throws InterruptedException {
        if (failed.isDone()) {
            return Optional.of("halted: " + failed.getNow(""));
        }
        if (probe.agreement().isEmpty()) {
            return Optional.of("the core has stopped or does not answer");
        }
        int peers = probe.peersConnected();
        int needed = probe.ledger().genesis().validatorSet().quorum().size() - 1;
        if (peers < needed) {
            return Optional.of(
                    "connected to %d other members, a quorum needs %d".formatted(peers, needed));
        }
        StateProgress state = probe.states();
        if (!state.phase().equals(StateProgress.IDLE)) {
            return Optional.of(
                    "far behind, fetching a state: %s, %d of %d bytes are here"
                            .formatted(state.phase(), state.bytesDone(), state.bytes()));
        }
        long nanos = progress.nanosSinceLast();
        return nanos > gapMax.toNanos()
                ? Optional.of(
                        "no certified block for %d s, at most %d s are normal"
                                .formatted(
                                        TimeUnit.NANOSECONDS.toSeconds(nanos), gapMax.toSeconds()))
                : Optional.empty();
    }
}
