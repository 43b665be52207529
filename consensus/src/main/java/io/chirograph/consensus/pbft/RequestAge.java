package io.chirograph.consensus.pbft;

import io.chirograph.consensus.Request;
import java.util.Optional;

/// Whether a request's timestamp allows it into a batch of a given time. A function of the two times and
/// of limits that all replicas share, so all judge alike.
final class RequestAge {
    private RequestAge() {}

    static Optional<Refusal> refusalOf(PbftConfig config, Request request, long batchMillis) {
        long age = batchMillis - request.timestampMillis();
        if (age > config.requestAgeMillisMax()) {
            return Optional.of(Refusal.TOO_OLD);
        }
        return -age > config.requestFutureMillisMax()
                ? Optional.of(Refusal.FROM_THE_FUTURE)
                : Optional.empty();
    }
}
