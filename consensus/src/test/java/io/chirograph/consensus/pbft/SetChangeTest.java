package io.chirograph.consensus.pbft;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.consensus.Batch;
import io.chirograph.consensus.Request;
import io.chirograph.crypto.Hashes;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What one replica does around the last block of its validator set, which is block 4; its peers are made by
/// hand.
class SetChangeTest {
    private static final long BOUNDARY = 4;
    private static final PbftConfig CONFIG = withWindow(4, 2);

    private final TestNetwork founders = new TestNetwork(4);
    private final SetChange adding = founders.adding(BOUNDARY);
    private final TestNetwork five = founders.after(adding);

    private static PbftConfig withWindow(int window, int checkpointInterval) {
        PbftConfig usual = PbftConfig.defaults();
        return new PbftConfig(
                window,
                checkpointInterval,
                usual.blockIntervalMillis(),
                usual.batchDelayMillisMax(),
                usual.emptyBlockMillis(),
                usual.batchRequestsMax(),
                usual.batchBytesMax(),
                usual.requestBytesMax(),
                usual.pendingRequestsMax(),
                usual.pendingBytesMax(),
                usual.requestAgeMillisMax(),
                usual.requestFutureMillisMax(),
                usual.clockSkewMillisMax(),
                usual.viewTimeoutMillis(),
                usual.viewTimeoutMillisMax(),
                usual.requestTimeoutMillis(),
                usual.linkDownMillis(),
                usual.statusMillis(),
                usual.messageBytesMax());
    }

    private static Hash32 block(long height) {
        return Hashes.keccak256(Bytes.ofUtf8("block " + height));
    }

    /// The founders agree on heights up to `last`; `certified` of them get their certificates.
    private void agree(TestReplica replica, long last, long certified) {
        for (long height = 1; height <= last; height++) {
            Batch batch = founders.batch(0);
            replica.receive(0, founders.proposal(0, height, batch));
            replica.decide(0, height, batch.digest(), 0, 2, 3);
            replica.executed(height, block(height));
            if (height <= certified) {
                certify(replica, height);
            }
        }
    }

    private void certify(TestReplica replica, long height) {
        for (int other : new int[] {0, 2, 3}) {
            replica.receive(
                    other, founders.vote(other, Vote.Kind.EXECUTE, 0, height, block(height)));
        }
    }

    @Test
    void votesForNothingBehindTheLastBlockOfItsSetUntilThatIsCertified() {
        TestReplica replica = new TestReplica(founders, 1, CONFIG);
        replica.decided(adding);
        agree(replica, BOUNDARY, BOUNDARY - 1);

        replica.receive(0, founders.proposal(0, BOUNDARY + 1, founders.batch(0)));
        assertThat(replica.votes(Vote.Kind.PREPARE)).isEmpty();
        replica.receive(0, five.proposal(0, BOUNDARY + 1, five.batch(0)));
        assertThat(replica.votes(Vote.Kind.PREPARE)).isEmpty();

        certify(replica, BOUNDARY);
        replica.receive(0, founders.proposal(0, BOUNDARY + 1, founders.batch(0)));
        assertThat(replica.votes(Vote.Kind.PREPARE)).isEmpty();
        replica.receive(0, five.proposal(0, BOUNDARY + 1, five.batch(0)));
        assertThat(replica.votes(Vote.Kind.PREPARE))
                .singleElement()
                .satisfies(vote ->
                        assertThat(vote.signature())
                                .isEqualTo(
                                        five.vote(
                                                        1,
                                                        Vote.Kind.PREPARE,
                                                        0,
                                                        BOUNDARY + 1,
                                                        vote.hash())
                                                .signature()));
    }

    @Test
    void proposesNothingBehindTheLastBlockOfItsSetUntilThatIsCertified() {
        TestReplica primary = new TestReplica(founders, 0, CONFIG);
        primary.decided(adding);
        for (long height = 1; height <= BOUNDARY; height++) {
            primary.pass(CONFIG.emptyBlockMillis());
            Hash32 digest = proposed(primary).getFirst().batch().digest();
            primary.decide(0, height, digest, 1, 2, 3);
            primary.executed(height, block(height));
            if (height < BOUNDARY) {
                certifyAt0(primary, height);
            }
        }
        primary.pass(CONFIG.emptyBlockMillis());
        assertThat(proposed(primary)).isEmpty();

        certifyAt0(primary, BOUNDARY);
        assertThat(primary.effects(Effect.SetEntered.class))
                .containsExactly(new Effect.SetEntered(adding));
        primary.pass(CONFIG.emptyBlockMillis());
        assertThat(proposed(primary))
                .singleElement()
                .satisfies(proposal ->
                        assertThat(proposal)
                                .isEqualTo(five.proposal(0, BOUNDARY + 1, proposal.batch())));
    }

    private void certifyAt0(TestReplica primary, long height) {
        for (int other = 1; other <= 2; other++) {
            primary.receive(
                    other, founders.vote(other, Vote.Kind.EXECUTE, 0, height, block(height)));
        }
    }

    private static List<Message.Proposal> proposed(TestReplica replica) {
        return replica.effects(Effect.Broadcast.class).stream()
                .map(Effect.Broadcast::message)
                .filter(Message.Proposal.class::isInstance)
                .map(Message.Proposal.class::cast)
                .toList();
    }

    @Test
    void needsAQuorumOfTheNewSetBehindTheBoundary() {
        TestReplica replica = new TestReplica(founders, 1, CONFIG);
        replica.decided(adding);
        agree(replica, BOUNDARY, BOUNDARY);
        Batch batch = five.batch(0, five.request(4, 1));
        replica.receive(0, five.proposal(0, BOUNDARY + 1, batch));

        for (int other : new int[] {2, 4}) {
            replica.receive(
                    other, five.vote(other, Vote.Kind.PREPARE, 0, BOUNDARY + 1, batch.digest()));
        }
        assertThat(replica.votes(Vote.Kind.COMMIT)).hasSize(1);
        for (int other : new int[] {0, 4}) {
            replica.receive(
                    other, five.vote(other, Vote.Kind.COMMIT, 0, BOUNDARY + 1, batch.digest()));
        }
        assertThat(replica.snapshot().delivered()).isEqualTo(BOUNDARY);
        replica.receive(2, five.vote(2, Vote.Kind.COMMIT, 0, BOUNDARY + 1, batch.digest()));
        assertThat(replica.snapshot().delivered()).isEqualTo(BOUNDARY + 1);
    }

    @Test
    void asksTheNewSetForWhatTheOldOneProposedInVain() {
        TestReplica replica = new TestReplica(founders, 1, CONFIG);
        replica.decided(adding);
        agree(replica, BOUNDARY - 1, BOUNDARY - 1);
        Request request = founders.request(1, 1);
        replica.submit(request);
        replica.receive(0, founders.proposal(0, BOUNDARY, founders.batch(0, request)));

        // In view 1, which it has not heard of, the others decided on another batch.
        Batch other = founders.batch(0);
        replica.receive(
                2,
                new Message.Blocks(
                        List.of(
                                new DecidedBatch(
                                        BOUNDARY,
                                        1,
                                        other,
                                        founders.signatures(
                                                Vote.Kind.COMMIT,
                                                1,
                                                BOUNDARY,
                                                other.digest(),
                                                0,
                                                2,
                                                3))),
                        List.of()));
        replica.executed(BOUNDARY, block(BOUNDARY));
        certify(replica, BOUNDARY);
        replica.pass(CONFIG.viewTimeoutMillis());

        assertThat(replica.effects(Effect.Broadcast.class))
                .contains(new Effect.Broadcast(new Message.Forward(List.of(request))));
    }

    @Test
    void aRemovedValidatorVotesNoMore() {
        TestNetwork whole = new TestNetwork(5);
        SetChange removing = whole.removing(BOUNDARY, 1);
        TestReplica replica = new TestReplica(whole, 1, CONFIG);
        TestNetwork without = whole.after(removing);
        replica.decided(removing);
        for (long height = 1; height <= BOUNDARY; height++) {
            Batch batch = whole.batch(0);
            replica.receive(0, whole.proposal(0, height, batch));
            replica.decide(0, height, batch.digest(), 0, 2, 3, 4);
            replica.executed(height, block(height));
            for (int other : new int[] {0, 2, 3, 4}) {
                replica.receive(
                        other, whole.vote(other, Vote.Kind.EXECUTE, 0, height, block(height)));
            }
        }

        Batch batch = without.batch(0);
        replica.receive(0, without.proposal(0, BOUNDARY + 1, batch));
        assertThat(replica.votes(Vote.Kind.PREPARE)).isEmpty();
        for (int other : new int[] {0, 2, 3}) {
            replica.receive(
                    other, without.vote(other, Vote.Kind.COMMIT, 0, BOUNDARY + 1, batch.digest()));
        }
        assertThat(replica.snapshot().delivered()).isEqualTo(BOUNDARY + 1);
        replica.executed(BOUNDARY + 1, block(BOUNDARY + 1));
        assertThat(replica.votes(Vote.Kind.EXECUTE)).isEmpty();
        replica.pass(60_000);
        assertThat(replica.snapshot().phase()).isEqualTo(Message.Phase.ACTIVE);
    }

    @Test
    void aJoinerFollowsAndVotesFromTheFirstBlockOfItsSet() {
        TestReplica joiner = new TestReplica(founders, 4, CONFIG);
        joiner.decided(adding);
        for (long height = 1; height <= BOUNDARY; height++) {
            Batch batch = founders.batch(0);
            joiner.receive(0, founders.proposal(0, height, batch));
            assertThat(joiner.votes(Vote.Kind.PREPARE)).isEmpty();
            joiner.decide(0, height, batch.digest(), 0, 1, 2);
            joiner.executed(height, block(height));
            assertThat(joiner.votes(Vote.Kind.EXECUTE)).isEmpty();
            for (int other = 0; other < 3; other++) {
                joiner.receive(
                        other, founders.vote(other, Vote.Kind.EXECUTE, 0, height, block(height)));
            }
        }

        joiner.receive(0, five.proposal(0, BOUNDARY + 1, five.batch(0)));

        assertThat(joiner.votes(Vote.Kind.PREPARE)).hasSize(1);
    }

    @Test
    void doesNotForgetWhatItSaidInTheNewSetWhenTheBoundarysCertificateIsLost() {
        TestReplica replica = new TestReplica(founders, 1, CONFIG);
        replica.decided(adding);
        agree(replica, BOUNDARY, BOUNDARY);
        Batch batch = five.batch(0);
        replica.receive(0, five.proposal(0, BOUNDARY + 1, batch));
        assertThat(replica.votes(Vote.Kind.PREPARE)).hasSize(1);

        List<Recovery.Block> blocks = new ArrayList<>();
        for (long height = 2; height <= BOUNDARY; height++) {
            blocks.add(
                    new Recovery.Block(
                            height, block(height), TestNetwork.WALL_MILLIS, founders.batch(0)));
        }
        replica.restart(new Base.Certified(founders.certificate(2, block(2), 0, 2, 3)), blocks);
        certify(replica, 3);
        certify(replica, BOUNDARY);
        replica.receive(0, five.proposal(0, BOUNDARY + 1, five.batch(0, five.request(2, 1))));

        assertThat(replica.votes(Vote.Kind.PREPARE)).isEmpty();
        assertThat(replica.effects(Effect.Evidence.class)).hasSize(1);
    }

    @Test
    void refusesWhatTheNewSetSaysABlockEarlyAndTheOldOneABlockLate() {
        Succession succession = new Succession(CONFIG, List.of(founders.members(1)), BOUNDARY);
        succession.executed(BOUNDARY, Optional.of(adding));
        MessageVerifier verifier = founders.verifier(CONFIG, succession);

        assertThat(verifier.verify(0, blocksWith(five, BOUNDARY, 0, 1, 2, 3)))
                .isInstanceOf(Verification.Rejected.class);
        assertThat(verifier.verify(0, blocksWith(founders, BOUNDARY + 1, 0, 1, 2)))
                .isInstanceOf(Verification.Rejected.class);
        assertThat(verifier.verify(0, blocksWith(founders, BOUNDARY, 0, 1, 2)))
                .isInstanceOf(VerifiedMessage.class);
        assertThat(verifier.verify(0, blocksWith(five, BOUNDARY + 1, 0, 1, 2, 3)))
                .isInstanceOf(VerifiedMessage.class);
        Base boundary =
                new Base.Certified(founders.certificate(BOUNDARY, block(BOUNDARY), 0, 1, 2));
        assertThat(verifier.verify(0, founders.viewChange(0, 1, boundary)))
                .isInstanceOf(Verification.Rejected.class);
        assertThat(verifier.verify(0, five.viewChange(4, 1, boundary)))
                .isInstanceOf(VerifiedMessage.class);
    }

    /// Without it, nobody who restarts there could follow the others into another view.
    @Test
    void takesTheOldSetsLastBlockForABaseAfterARestartBehindIt() {
        Succession succession =
                new Succession(CONFIG, List.of(founders.members(1), five.members(1)), BOUNDARY);
        MessageVerifier verifier = founders.verifier(CONFIG, succession);
        Base boundary =
                new Base.Certified(founders.certificate(BOUNDARY, block(BOUNDARY), 0, 1, 2));

        assertThat(verifier.verify(0, five.viewChange(4, 1, boundary)))
                .isInstanceOf(VerifiedMessage.class);
        assertThat(verifier.verify(0, founders.viewChange(0, 1, boundary)))
                .isInstanceOf(Verification.Rejected.class);
    }

    @Test
    void doesNotJudgeHeightsOfSetsItNoLongerKnows() {
        Succession succession = new Succession(CONFIG, List.of(five.members(1)), BOUNDARY);
        MessageVerifier verifier = founders.verifier(CONFIG, succession);

        assertThat(verifier.verify(0, blocksWith(founders, BOUNDARY, 0, 1, 2)))
                .isInstanceOf(Verification.Needless.class);
    }

    private static Message blocksWith(TestNetwork network, long height, int... signers) {
        return new Message.Blocks(
                List.of(), List.of(network.certificate(height, block(height), signers)));
    }

    @Test
    void doesNotJudgeHeightsAtWhichItCannotKnowWhoAgrees() {
        Succession succession = new Succession(CONFIG, List.of(founders.members(1)), 10);
        MessageVerifier verifier = founders.verifier(CONFIG, succession);

        assertThat(verifier.verify(0, blocksWith(founders, 10 + CONFIG.window(), 0, 1, 2)))
                .isInstanceOf(VerifiedMessage.class);
        assertThat(verifier.verify(0, blocksWith(founders, 11 + CONFIG.window(), 0, 1, 2)))
                .isInstanceOf(Verification.Needless.class);
    }
}
