package io.chirograph.crypto.signing;

import io.chirograph.batch.ParallelBatch;
import java.util.List;
import java.util.function.Function;

/// Checks each claim for itself, several at once: for schemes whose signatures have nothing to share.
final class ClaimsOneByOne {
    private ClaimsOneByOne() {}

    /// @param kind of the keys that the scheme knows
    static List<Boolean> verify(
            Class<? extends Verifier> kind, List<SignatureClaim> claims, ParallelBatch workers) {
        claims.forEach(claim -> requireKind(kind, claim.signer()));
        return results(workers.process(claims, SignatureClaim::holds), Function.identity());
    }

    static void requireKind(Class<? extends Verifier> kind, Verifier key) {
        if (!kind.isInstance(key)) {
            throw new IllegalArgumentException(
                    "a signature by %s can't be checked as one by a %s"
                            .formatted(key, kind.getSimpleName()));
        }
    }

    /// What the work gave, in order; what it threw is thrown again.
    static <R, S> List<S> results(
            List<ParallelBatch.Outcome<R>> outcomes, Function<R, S> conversion) {
        return outcomes.stream()
                .map(outcome ->
                        switch (outcome) {
                            case ParallelBatch.Outcome.Done<R>(R value) -> conversion.apply(value);
                            case ParallelBatch.Outcome.Failed<R>(RuntimeException reason) ->
                                    throw reason;
                        })
                .toList();
    }
}
