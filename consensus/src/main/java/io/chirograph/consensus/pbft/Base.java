package io.chirograph.consensus.pbft;

import io.chirograph.proof.Certificate;

/// The highest block a replica can prove: everything up to it is decided for good.
public sealed interface Base {
    long height();

    /// The genesis block, which needs no proof.
    record Genesis() implements Base {
        @Override
        public long height() {
            return 0;
        }
    }

    /// A block a quorum has executed.
    record Certified(Certificate certificate) implements Base {
        @Override
        public long height() {
            return certificate.height();
        }
    }
}
