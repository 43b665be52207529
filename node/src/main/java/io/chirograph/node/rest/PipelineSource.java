package io.chirograph.node.rest;

import io.chirograph.batch.BatchMetrics;
import io.chirograph.node.config.NodeConfig;
import java.util.SequencedMap;

/// The stages that a transaction passes in a node, and what may be changed about them while it runs.
/// Thread-safe; each method may block, and throws an [io.chirograph.node.http.HttpException] with status 503
/// when the node's core does not answer.
public interface PipelineSource {
    /// What each stage does, by its name, in the order in which a transaction passes them.
    SequencedMap<String, BatchMetrics.Snapshot> stages() throws InterruptedException;

    NodeConfig.Bundling bundling() throws InterruptedException;

    /// From when it returns until the node stops, `rules` hold.
    void change(NodeConfig.Bundling rules) throws InterruptedException;
}
