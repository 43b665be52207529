package io.chirograph.benchmarks.network;

import io.chirograph.benchmarks.harness.BenchmarkException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Transfers that are signed before anybody measures, the same for every endpoint: by sender, in the order of their
/// nonces from 0 on. Extended by one thread while nobody reads.
final class SignedSupply {
    private final Transfers transfers;
    private final boolean endless;
    private final List<List<Transfers.Signed>> bySender;

    SignedSupply(Transfers transfers) {
        this(transfers, false);
    }

    /// @param endless for whoever takes the same transfer again: after a sender's last comes its first
    SignedSupply(Transfers transfers, boolean endless) {
        this.transfers = transfers;
        this.endless = endless;
        this.bySender =
                Stream.<List<Transfers.Signed>>generate(ArrayList::new)
                        .limit(transfers.senderCount())
                        .toList();
    }

    /// Signs until every sender has `count`.
    void extendTo(long count) {
        IntStream.range(0, bySender.size())
                .parallel()
                .forEach(sender -> {
                    List<Transfers.Signed> own = bySender.get(sender);
                    for (long nonce = own.size(); nonce < count; nonce++) {
                        own.add(transfers.transfer(sender, nonce));
                    }
                });
    }

    int senderCount() {
        return bySender.size();
    }

    Transfers.Signed get(int sender, int nonce) {
        List<Transfers.Signed> own = bySender.get(sender);
        if (endless) {
            return own.get(nonce % own.size());
        }
        if (nonce >= own.size()) {
            throw new BenchmarkException(
                    "all %d signed transfers of a sender are sent; sign more with --rate"
                            .formatted(own.size()));
        }
        return own.get(nonce);
    }
}
