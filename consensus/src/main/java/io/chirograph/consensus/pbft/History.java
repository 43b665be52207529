package io.chirograph.consensus.pbft;

import io.chirograph.consensus.Batch;
import io.chirograph.consensus.Request;
import io.chirograph.types.Hash32;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// The requests ordered lately, so that none is executed twice. What it holds and what it decides follow
/// from the ordered batches alone, so every replica decides alike.
///
/// A request is remembered until its timestamp is too old for the newest block; from then on its age
/// refuses it, since block times never go back. So nothing is forgotten that could still be executed.
final class History {
    /// What remains of a batch.
    ///
    /// @param timestampMillis the block's time: the batch's, but never below the parent's
    record Selection(long timestampMillis, List<Request> requests, List<SkippedRequest> skipped) {}

    private static final long BUCKET_MILLIS = 1_000;

    private final PbftConfig config;
    private final Set<Hash32> known = new HashSet<>();

    /// The known hashes by their request's timestamp in whole buckets, to forget the oldest first.
    private final SortedMap<Long, List<Hash32>> buckets = new TreeMap<>();

    private long timestampMillis;

    History(PbftConfig config) {
        this.config = config;
    }

    /// Adds a request that was executed before the start, in a block below those to be restored.
    void restore(Recovery.Ordered ordered) {
        remember(ordered.hash(), ordered.timestampMillis());
    }

    /// Adds a block that was executed before the start.
    void restore(Recovery.Block block) {
        timestampMillis = Math.max(timestampMillis, block.timestampMillis());
        append(block.batch());
    }

    /// Adds the next batch and tells what of it to execute.
    Selection append(Batch batch) {
        timestampMillis = Math.max(timestampMillis, batch.timestampMillis());
        forgetOld();
        List<Request> requests = new ArrayList<>();
        List<SkippedRequest> skipped = new ArrayList<>();
        for (Request request : batch.requests()) {
            Optional<Refusal> refusal = RequestAge.refusalOf(config, request, timestampMillis);
            if (refusal.isEmpty() && known.contains(request.hash())) {
                refusal = Optional.of(Refusal.DUPLICATE);
            }
            if (refusal.isPresent()) {
                skipped.add(new SkippedRequest(request.hash(), refusal.get()));
            } else {
                remember(request.hash(), request.timestampMillis());
                requests.add(request);
            }
        }
        return new Selection(timestampMillis, requests, skipped);
    }

    private void remember(Hash32 hash, long requestMillis) {
        if (known.add(hash)) {
            buckets.computeIfAbsent(requestMillis / BUCKET_MILLIS, _ -> new ArrayList<>())
                    .add(hash);
        }
    }

    private void forgetOld() {
        long oldest = timestampMillis - config.requestAgeMillisMax();
        while (!buckets.isEmpty() && (buckets.firstKey() + 1) * BUCKET_MILLIS <= oldest) {
            long bucket = buckets.firstKey();
            buckets.getOrDefault(bucket, List.of()).forEach(known::remove);
            buckets.remove(bucket);
        }
    }

    boolean contains(Hash32 requestHash) {
        return known.contains(requestHash);
    }

    /// The time of the newest block.
    long timestampMillis() {
        return timestampMillis;
    }
}
