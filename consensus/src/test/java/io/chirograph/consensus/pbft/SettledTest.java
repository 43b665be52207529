package io.chirograph.consensus.pbft;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.batch.ParallelBatch;
import io.chirograph.consensus.Batch;
import io.chirograph.crypto.Hashes;
import io.chirograph.crypto.Signature;
import io.chirograph.proof.Certificate;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SettledTest {
    private static final Hash32 OTHER = Hashes.keccak256(Bytes.ofUtf8("other"));
    private static final Hash32 BLOCK = Hashes.keccak256(Bytes.ofUtf8("block"));

    private final TestNetwork network = new TestNetwork(4);
    private final PbftConfig config = PbftConfig.defaults();
    private final Settled settled = new Settled(config, 0);
    private final MessageVerifier verifier =
            new MessageVerifier(
                    config,
                    network.members(0),
                    (_, _) -> {
                        throw new IllegalStateException("a signature is looked at");
                    },
                    ParallelBatch.sequential(),
                    settled);
    private final Batch batch = new Batch(network.members(0).address(0), 7, List.of());

    private boolean isNeedless(Vote.Kind kind, long view, long height, Hash32 hash) {
        return settled.isNeedless(network.vote(1, kind, view, height, hash));
    }

    private void decide(long height, long view) {
        DecidedBatch decided = new DecidedBatch(height, view, batch, new TreeMap<>());
        settled.follow(new Effect.Deliver(decided, 7, List.of(), List.of()));
    }

    @Test
    void wantsAllVotesForWhatIsNotDecided() {
        assertThat(isNeedless(Vote.Kind.PREPARE, 0, 1, batch.digest())).isFalse();
        assertThat(isNeedless(Vote.Kind.EXECUTE, 0, 1, BLOCK)).isFalse();
    }

    @Test
    void needsNoFurtherVoteForWhatIsDecidedAndLooksAtNoSignature() {
        decide(1, 3);
        assertThat(isNeedless(Vote.Kind.COMMIT, 3, 1, batch.digest())).isTrue();
        Vote vote = network.vote(1, Vote.Kind.PREPARE, 2, 1, batch.digest());
        assertThat(verifier.verify(1, MessageCodec.encode(vote)))
                .isEqualTo(new Verification.Needless(1));
    }

    @Test
    void wantsVotesThatContradictWhatIsDecidedSinceTheyAreEvidence() {
        decide(1, 3);
        assertThat(isNeedless(Vote.Kind.COMMIT, 3, 1, OTHER)).isFalse();
        TreeMap<Integer, Signature> signatures = new TreeMap<>();
        signatures.put(1, network.vote(1, Vote.Kind.EXECUTE, 0, 1, BLOCK).signature());
        settled.follow(
                new Effect.Certified(
                        new Certificate(network.members(0).setId(), 1, BLOCK, signatures)));
        assertThat(isNeedless(Vote.Kind.EXECUTE, 0, 1, OTHER)).isFalse();
        assertThat(isNeedless(Vote.Kind.EXECUTE, 0, 1, BLOCK)).isTrue();
    }

    @Test
    void wantsVotesOfLaterViewsInWhichOthersMayHaveToDecideAgain() {
        decide(1, 3);
        assertThat(isNeedless(Vote.Kind.PREPARE, 4, 1, batch.digest())).isFalse();
    }

    @Test
    void needsNothingOutsideTheWindow() {
        settled.follow(new Effect.PruneLog(16));
        assertThat(isNeedless(Vote.Kind.COMMIT, 0, 16, OTHER)).isTrue();
        assertThat(isNeedless(Vote.Kind.COMMIT, 0, 17, OTHER)).isFalse();
        assertThat(isNeedless(Vote.Kind.COMMIT, 0, 16 + 2L * config.window(), OTHER)).isFalse();
        assertThat(isNeedless(Vote.Kind.COMMIT, 0, 17 + 2L * config.window(), OTHER)).isTrue();
    }
}
