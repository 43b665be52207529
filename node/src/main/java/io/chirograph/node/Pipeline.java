package io.chirograph.node;

import io.chirograph.batch.BatchMetrics;
import io.chirograph.consensus.pbft.Snapshot;
import io.chirograph.node.config.NodeConfig;
import io.chirograph.node.http.HttpException;
import io.chirograph.node.rest.PipelineSource;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The stages of one node's replica.
final class Pipeline implements PipelineSource {
    private static final long ANSWER_MILLIS_MAX = 2_000;

    private final Replica replica;
    private final BatchMetrics checks;

    /// @param checks of the signatures on what other members send
    Pipeline(Replica replica, BatchMetrics checks) {
        this.replica = replica;
        this.checks = checks;
    }

    @Override
    public SequencedMap<String, BatchMetrics.Snapshot> stages() throws InterruptedException {
        Snapshot agreement = answered(replica::snapshot);
        long now = System.nanoTime();
        SequencedMap<String, BatchMetrics.Snapshot> stages = new LinkedHashMap<>();
        stages.put("bundle", replica.bundles().snapshot(now));
        stages.put("verify", checks.snapshot(now));
        stages.put("order", agreement.proposals());
        stages.put("execute", replica.stages().execution().snapshot(now));
        stages.put("persist", replica.stages().persistence().snapshot(now));
        stages.put("certify", replica.stages().certification().snapshot(now));
        return stages;
    }

    @Override
    public NodeConfig.Bundling bundling() throws InterruptedException {
        return answered(replica::bundlingRules);
    }

    @Override
    public void change(NodeConfig.Bundling rules) throws InterruptedException {
        answered(() -> replica.changeBundling(rules));
    }

    /// Asks the core.
    private interface Question<T> {
        CompletableFuture<T> ask();
    }

    private static <T> T answered(Question<T> question) throws InterruptedException {
        try {
            return question.ask().get(ANSWER_MILLIS_MAX, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException | TimeoutException e) {
            throw new HttpException(
                    503,
                    "the node's core has stopped or did not answer within %d ms; /health says more"
                            .formatted(ANSWER_MILLIS_MAX));
        } catch (ExecutionException e) {
            throw new IllegalStateException("the core could not do what was asked", e);
        }
    }
}
