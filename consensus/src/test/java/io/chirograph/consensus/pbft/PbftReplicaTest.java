package io.chirograph.consensus.pbft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.consensus.Batch;
import io.chirograph.consensus.Request;
import io.chirograph.crypto.Hashes;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.InvariantViolation;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// One backup (validator 1 of 4) whose peers are made by hand.
class PbftReplicaTest {
    private static final Hash32 BLOCK = Hashes.keccak256(Bytes.ofUtf8("block"));
    private static final Hash32 OTHER_BLOCK = Hashes.keccak256(Bytes.ofUtf8("other block"));
    private static final Base GENESIS = new Base.Genesis();

    private final TestNetwork network = new TestNetwork(4);
    private final TestReplica replica = new TestReplica(network, 1);

    @Test
    void persistsTheProposalBeforeItPreparesIt() {
        Batch batch = network.batch(0, network.request(2, 1));

        List<Effect> effects = replica.receive(0, network.proposal(0, 1, batch));

        assertThat(effects.get(0)).isEqualTo(new Effect.Persist(new LogRecord.BatchBody(1, batch)));
        assertThat(effects.get(1)).isInstanceOf(Effect.Persist.class);
        assertThat(effects.get(2)).isInstanceOf(Effect.Broadcast.class);
        assertThat(replica.votes(Vote.Kind.PREPARE))
                .singleElement()
                .satisfies(vote -> assertThat(vote.hash()).isEqualTo(batch.digest()));
    }

    @Test
    void persistsTheProofBeforeItCommits() {
        Batch batch = network.batch(0);
        replica.receive(0, network.proposal(0, 1, batch));

        List<Effect> effects =
                replica.receive(2, network.vote(2, Vote.Kind.PREPARE, 0, 1, batch.digest()));

        assertThat(effects.get(0))
                .isInstanceOfSatisfying(
                        Effect.Persist.class,
                        persist ->
                                assertThat(persist.record())
                                        .isInstanceOf(LogRecord.Prepared.class));
        assertThat(replica.votes(Vote.Kind.COMMIT)).hasSize(1);
    }

    @Test
    void showsHowFarABatchHasCome() {
        Batch batch = network.batch(0, network.request(2, 1));
        replica.receive(0, network.proposal(0, 1, batch));
        assertThat(onlyBatch().state()).isEqualTo(Snapshot.BatchState.PRE_PREPARED);
        assertThat(onlyBatch().requests()).isEqualTo(1);

        replica.receive(2, network.vote(2, Vote.Kind.PREPARE, 0, 1, batch.digest()));
        assertThat(onlyBatch().state()).isEqualTo(Snapshot.BatchState.PREPARED);

        replica.decide(0, 1, batch.digest(), 0, 2);
        assertThat(onlyBatch().state()).isEqualTo(Snapshot.BatchState.COMMITTED);

        replica.executed(1, BLOCK);
        assertThat(onlyBatch().state()).isEqualTo(Snapshot.BatchState.EXECUTED);
    }

    private Snapshot.BatchStatus onlyBatch() {
        return replica.snapshot().batches().getFirst();
    }

    @Test
    void deliversInOrderWhatWasCommittedOutOfOrder() {
        Batch first = network.batch(0, network.request(2, 1));
        Batch second = network.batch(0, network.request(2, 2));
        replica.receive(0, network.proposal(0, 2, second));
        replica.decide(0, 2, second.digest(), 0, 2);
        assertThat(replica.snapshot().delivered()).isZero();

        replica.receive(0, network.proposal(0, 1, first));
        replica.receive(2, network.vote(2, Vote.Kind.PREPARE, 0, 1, first.digest()));
        replica.receive(0, network.vote(0, Vote.Kind.COMMIT, 0, 1, first.digest()));
        replica.receive(2, network.vote(2, Vote.Kind.COMMIT, 0, 1, first.digest()));

        assertThat(replica.effects(Effect.Deliver.class))
                .extracting(Effect.Deliver::height)
                .containsExactly(1L, 2L);
    }

    @Test
    void doesNotDeliverWithOneCommitTooFew() {
        Batch batch = network.batch(0);
        replica.receive(0, network.proposal(0, 1, batch));
        replica.receive(2, network.vote(2, Vote.Kind.PREPARE, 0, 1, batch.digest()));
        replica.receive(2, network.vote(2, Vote.Kind.COMMIT, 0, 1, batch.digest()));
        replica.receive(2, network.vote(2, Vote.Kind.COMMIT, 0, 1, batch.digest()));

        assertThat(replica.snapshot().delivered()).isZero();
    }

    @Test
    void givesEvidenceOfAPrimaryThatProposesTwoBatchesForOneHeight() {
        Message.Proposal first = network.proposal(0, 1, network.batch(0));
        Message.Proposal second = network.proposal(0, 1, network.batch(0, network.request(2, 1)));
        replica.receive(0, first);

        replica.receive(0, second);

        assertThat(replica.effects(Effect.Evidence.class))
                .containsExactly(new Effect.Evidence(first.vote(), second.vote()));
        assertThat(replica.votes(Vote.Kind.PREPARE)).isEmpty();
        assertThat(replica.receive(0, second)).isEmpty();
        assertThat(replica.snapshot().counters().evidence()).isEqualTo(1);
    }

    @Test
    void givesEvidenceOfTwoVotesForOneHeight() {
        for (Vote.Kind kind : List.of(Vote.Kind.PREPARE, Vote.Kind.COMMIT, Vote.Kind.EXECUTE)) {
            Vote first = network.vote(2, kind, 0, 1, BLOCK);
            Vote second = network.vote(2, kind, 0, 1, OTHER_BLOCK);
            replica.receive(2, first);

            replica.receive(3, second);

            assertThat(replica.effects(Effect.Evidence.class))
                    .containsExactly(new Effect.Evidence(first, second));
        }
    }

    @Test
    void preparesNoOtherProposalOfTheViewAfterARestart() {
        Batch batch = network.batch(0);
        replica.receive(0, network.proposal(0, 1, batch));
        replica.restart();

        replica.receive(0, network.proposal(0, 1, network.batch(0, network.request(2, 1))));

        assertThat(replica.votes(Vote.Kind.PREPARE)).isEmpty();
        assertThat(replica.effects(Effect.Evidence.class)).hasSize(1);
    }

    @Test
    void keepsItsPreparedProofOverARestart() {
        Batch batch = network.batch(0);
        replica.receive(0, network.proposal(0, 1, batch));
        replica.receive(2, network.vote(2, Vote.Kind.PREPARE, 0, 1, batch.digest()));
        replica.restart();
        replica.receive(2, network.viewChange(2, 1, GENESIS));

        replica.receive(3, network.viewChange(3, 1, GENESIS));

        NewView newView = onlyBroadcast(NewView.class);
        assertThat(NewViewPlan.of(newView.changes()).digests()).containsExactly(batch.digest());
    }

    private <T extends Message> T onlyBroadcast(Class<T> type) {
        List<T> found =
                replica.effects(Effect.Broadcast.class).stream()
                        .map(Effect.Broadcast::message)
                        .filter(type::isInstance)
                        .map(type::cast)
                        .toList();
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    @Test
    void joinsAHigherViewWhenOneHonestReplicaMustHaveLeft() {
        replica.receive(2, network.viewChange(2, 7, GENESIS));
        assertThat(replica.snapshot().view()).isZero();

        replica.receive(3, network.viewChange(3, 9, GENESIS));

        assertThat(replica.snapshot().view()).isEqualTo(7);
        assertThat(onlyBroadcast(ViewChange.class).view()).isEqualTo(7);
    }

    /// As time passes for a replica that is woken when it wishes to be.
    private void passSlowly(long millis) {
        for (long passed = 0; passed < millis; passed += 50) {
            replica.pass(50);
        }
    }

    @Test
    void blamesNobodyForTimeInWhichItStoodStillItself() {
        replica.receive(0, network.proposal(0, 1, network.batch(0)));
        replica.pass(60_000);

        assertThat(replica.snapshot().phase()).isEqualTo(Message.Phase.ACTIVE);
    }

    @Test
    void waitsAgainWhenTheNextBatchCameCloser() {
        replica.receive(0, network.proposal(0, 1, network.batch(0)));
        passSlowly(1_500);
        replica.receive(2, network.vote(2, Vote.Kind.PREPARE, 0, 1, network.batch(0).digest()));
        passSlowly(1_500);

        assertThat(replica.snapshot().phase()).isEqualTo(Message.Phase.ACTIVE);
        passSlowly(600);
        assertThat(replica.snapshot().phase()).isEqualTo(Message.Phase.SUSPECTING);
    }

    @Test
    void staysInItsViewWhenItAloneLacksProgress() {
        replica.receive(0, network.proposal(0, 1, network.batch(0)));
        passSlowly(1_900);
        assertThat(replica.snapshot().phase()).isEqualTo(Message.Phase.ACTIVE);
        passSlowly(200);

        assertThat(replica.snapshot().view()).isZero();
        assertThat(replica.snapshot().phase()).isEqualTo(Message.Phase.SUSPECTING);
    }

    @Test
    void leavesItsViewWhenAnotherOneLacksProgressToo() {
        replica.receive(0, network.proposal(0, 1, network.batch(0)));
        passSlowly(2_100);

        replica.receive(2, new Message.Status(0, Message.Phase.SUSPECTING, 0, 0, 0));

        assertThat(replica.snapshot().view()).isEqualTo(1);
        assertThat(onlyBroadcast(ViewChange.class).signer()).isEqualTo(1);
    }

    @Test
    void suspectsThePrimarySoonerWhenItsLinkBroke() {
        replica.step(new Event.PeerDown(replica.now(), 0));
        replica.pass(99);
        assertThat(replica.snapshot().phase()).isEqualTo(Message.Phase.ACTIVE);
        replica.pass(1);
        assertThat(replica.snapshot().phase()).isEqualTo(Message.Phase.SUSPECTING);
    }

    @Test
    void waitsForANewViewNoLongerThanTheLimitHoweverManyFailed() {
        for (long view : new long[] {2, 3, 4, 6, 7, 8, 10}) { // of others as primaries
            replica.receive(2, network.viewChange(2, view, GENESIS));
            replica.receive(3, network.viewChange(3, view, GENESIS));
        }
        long limit = PbftConfig.defaults().viewTimeoutMillisMax();
        passSlowly(limit - 200);
        assertThat(replica.snapshot().phase()).isEqualTo(Message.Phase.CHANGING);
        passSlowly(300);
        assertThat(replica.snapshot().phase()).isEqualTo(Message.Phase.CHANGING_SUSPECTING);
    }

    @Test
    void votesNoMoreInAViewItLeft() {
        replica.receive(2, network.viewChange(2, 1, GENESIS));
        replica.receive(3, network.viewChange(3, 1, GENESIS));
        replica.receive(0, network.proposal(0, 1, network.batch(0)));

        assertThat(replica.votes(Vote.Kind.PREPARE)).isEmpty();
    }

    @Test
    void takesInANewViewAndPreparesWhatItProposesAgain() {
        Batch batch = network.batch(0, network.request(2, 1));
        replica.receive(0, network.proposal(0, 2, batch));
        ViewChange withProof = network.viewChange(3, 2, GENESIS, network.proof(0, 2, batch, 1, 3));

        replica.receive(
                2,
                network.newView(
                        2,
                        network.viewChange(0, 2, GENESIS),
                        network.viewChange(2, 2, GENESIS),
                        withProof));

        assertThat(replica.snapshot().view()).isEqualTo(2);
        assertThat(replica.votes(Vote.Kind.PREPARE))
                .extracting(Vote::hash)
                .containsExactly(Batch.NULL.digest(), batch.digest());
    }

    @Test
    void asksForABatchThatANewViewNamesAndItLacks() {
        Batch batch = network.batch(0, network.request(2, 1));
        ViewChange withProof = network.viewChange(3, 2, GENESIS, network.proof(0, 1, batch, 2, 3));
        replica.receive(
                2,
                network.newView(
                        2,
                        network.viewChange(0, 2, GENESIS),
                        network.viewChange(2, 2, GENESIS),
                        withProof));
        assertThat(replica.votes(Vote.Kind.PREPARE)).isEmpty();

        replica.pass(200);
        assertThat(replica.effects(Effect.Send.class))
                .extracting(Effect.Send::message)
                .contains(new Message.FetchBatch(1, batch.digest()));
        replica.receive(3, new Message.BatchCopy(1, batch));

        assertThat(replica.votes(Vote.Kind.PREPARE)).hasSize(1);
    }

    @Test
    void stopsWhenAQuorumCertifiedAnotherBlock() {
        Batch batch = network.batch(0);
        replica.receive(0, network.proposal(0, 1, batch));
        replica.decide(0, 1, batch.digest(), 0, 2);
        replica.executed(1, BLOCK);
        for (int other : List.of(0, 2, 3)) {
            replica.receive(other, network.vote(other, Vote.Kind.EXECUTE, 0, 1, OTHER_BLOCK));
        }

        assertThat(replica.effects(Effect.Diverged.class))
                .singleElement()
                .satisfies(diverged -> {
                    assertThat(diverged.ours()).isEqualTo(BLOCK);
                    assertThat(diverged.theirs().blockHash()).isEqualTo(OTHER_BLOCK);
                });
        assertThat(replica.pass(10_000)).isEmpty();
    }

    @Test
    void certifiesABlockWithAQuorumAndPrunesAtACheckpoint() {
        for (long height = 1; height <= 16; height++) {
            Batch batch = network.batch(0, network.request(2, height));
            replica.receive(0, network.proposal(0, height, batch));
            replica.decide(0, height, batch.digest(), 0, 2);
            replica.executed(height, BLOCK);
            replica.receive(0, network.vote(0, Vote.Kind.EXECUTE, 0, height, BLOCK));
            replica.receive(2, network.vote(2, Vote.Kind.EXECUTE, 0, height, BLOCK));
            assertThat(replica.effects(Effect.Certified.class))
                    .extracting(certified -> certified.certificate().height())
                    .containsExactly(height);
        }

        assertThat(replica.effects(Effect.PruneLog.class)).containsExactly(new Effect.PruneLog(16));
        assertThat(replica.snapshot().stable()).isEqualTo(16);
        assertThat(replica.snapshot().high()).isEqualTo(80);
    }

    @Test
    void skipsWhatWasExecutedBefore() {
        Request request = network.request(2, 1);
        Batch first = network.batch(0, request);
        Batch second = network.batch(0, request, network.request(2, 2));
        replica.receive(0, network.proposal(0, 1, first));
        replica.decide(0, 1, first.digest(), 0, 2);
        replica.receive(0, network.proposal(0, 2, second));
        replica.receive(2, network.vote(2, Vote.Kind.PREPARE, 0, 2, second.digest()));
        replica.receive(0, network.vote(0, Vote.Kind.COMMIT, 0, 2, second.digest()));
        replica.receive(2, network.vote(2, Vote.Kind.COMMIT, 0, 2, second.digest()));

        Effect.Deliver delivery = replica.effects(Effect.Deliver.class).getFirst();
        assertThat(delivery.skipped())
                .containsExactly(new SkippedRequest(request.hash(), Refusal.DUPLICATE));
        assertThat(delivery.requests()).extracting(Request::number).containsExactly(2L);
    }

    @Test
    void refusesAProposalFarFromItsClock() {
        Batch late =
                new Batch(
                        network.members(0).address(0), TestNetwork.WALL_MILLIS + 10_001, List.of());

        replica.receive(0, network.proposal(0, 1, late));

        assertThat(replica.effects(Effect.ProposalRefused.class))
                .containsExactly(new Effect.ProposalRefused(0, 0, 1, Refusal.CLOCK_SKEW));
        assertThat(replica.votes(Vote.Kind.PREPARE)).isEmpty();
        assertThat(replica.snapshot().counters().refusals()).containsEntry(Refusal.CLOCK_SKEW, 1L);
    }

    @Test
    void sendsItsOwnRequestToThePrimaryAndThenToAll() {
        Request request = network.request(1, 1);
        replica.submit(request);
        assertThat(replica.effects(Effect.Send.class))
                .containsExactly(new Effect.Send(0, new Message.Forward(List.of(request))));

        replica.pass(250);

        assertThat(onlyBroadcast(Message.Forward.class).requests()).containsExactly(request);
    }

    @Test
    void asksAgainForWhatThePrimaryProposedToItAloneInPlaceOfWhatTheOthersDecided() {
        Request request = network.request(1, 1);
        replica.submit(request);
        replica.receive(0, network.proposal(0, 1, network.batch(0, request)));

        Batch other = network.batch(0);
        replica.receive(
                2, new Message.Blocks(List.of(network.decided(1, other, 0, 2, 3)), List.of()));
        replica.pass(250);

        assertThat(onlyBroadcast(Message.Forward.class).requests()).containsExactly(request);
    }

    /// The primary may have proposed it to this replica alone.
    @Test
    void tellsAllOfItsRequestThatIsProposedAndNotOrderedForLong() {
        Request request = network.request(1, 1);
        replica.submit(request);
        replica.receive(0, network.proposal(0, 1, network.batch(0, request)));
        replica.pass(250);
        assertThat(replica.effects(Effect.Broadcast.class))
                .doesNotContain(new Effect.Broadcast(new Message.Forward(List.of(request))));

        replica.pass(1_050);

        assertThat(replica.effects(Effect.Broadcast.class))
                .contains(new Effect.Broadcast(new Message.Forward(List.of(request))));
    }

    /// Whoever made the request may have stopped before it told the primary.
    @Test
    void tellsThePrimaryOfOthersRequestsBeforeItBlamesItForThem() {
        Request request = network.request(2, 1);
        Effect.Send reminder = new Effect.Send(0, new Message.Forward(List.of(request)));
        replica.receive(2, new Message.Forward(List.of(request)));
        replica.pass(1_000);
        assertThat(replica.effects(Effect.Send.class)).doesNotContain(reminder);

        replica.pass(300);

        assertThat(replica.effects(Effect.Send.class)).contains(reminder);
    }

    @Test
    void refusesRequestsItCannotOrder() {
        long old = TestNetwork.WALL_MILLIS - 3_600_001;
        long future = TestNetwork.WALL_MILLIS + 10_001;
        Bytes payload = Bytes.ofUtf8("x");
        Request once = network.request(1, 1);
        replica.submit(once);

        assertThat(refusalOf(once)).isEqualTo(Refusal.DUPLICATE);
        assertThat(refusalOf(network.request(1, 2, TestNetwork.WALL_MILLIS, Bytes.EMPTY)))
                .isEqualTo(Refusal.EMPTY);
        assertThat(
                        refusalOf(
                                network.request(
                                        1,
                                        3,
                                        TestNetwork.WALL_MILLIS,
                                        Bytes.owning(new byte[(1 << 20) + 1]))))
                .isEqualTo(Refusal.TOO_LARGE);
        assertThat(refusalOf(network.request(1, 4, old, payload))).isEqualTo(Refusal.TOO_OLD);
        assertThat(refusalOf(network.request(1, 5, future, payload)))
                .isEqualTo(Refusal.FROM_THE_FUTURE);
        assertThat(refusalOf(network.request(2, 6))).isEqualTo(Refusal.NOT_A_MEMBER);
    }

    private Refusal refusalOf(Request request) {
        replica.submit(request);
        return replica.effects(Effect.RequestRefused.class).getFirst().reason();
    }

    @Test
    void keepsRoomForOtherClientsWhenOneFloods() {
        TestReplica small = new TestReplica(network, 1, TestNetwork.configWithPending(40));
        small.receive(
                2,
                new Message.Forward(
                        LongStream.range(0, 50)
                                .mapToObj(number -> network.request(2, number))
                                .toList()));
        assertThat(small.snapshot().pendingRequests()).isEqualTo(10);
        assertThat(small.snapshot().counters().refusals()).containsEntry(Refusal.QUEUE_FULL, 40L);

        small.receive(3, new Message.Forward(List.of(network.request(3, 1))));

        assertThat(small.snapshot().pendingRequests()).isEqualTo(11);
    }

    @Test
    void keepsNothingOfHeightsBeyondTheWindow() {
        for (long height = 65; height < 200; height++) {
            replica.receive(2, network.vote(2, Vote.Kind.COMMIT, 0, height, BLOCK));
            replica.receive(0, network.proposal(0, height, network.batch(0)));
        }

        assertThat(replica.snapshot().batches()).isEmpty();
    }

    @Test
    void fetchesWhatItMissedFromWhoeverIsAhead() {
        replica.receive(3, new Message.Status(0, Message.Phase.ACTIVE, 2, 2, 2));
        replica.pass(200);
        assertThat(replica.effects(Effect.Send.class))
                .contains(new Effect.Send(3, new Message.FetchBlocks(1, 1, 2)));
        Batch first = network.batch(0);
        Batch second = network.batch(0, network.request(2, 1));

        replica.receive(
                3,
                new Message.Blocks(
                        List.of(
                                network.decided(1, first, 0, 2, 3),
                                network.decided(2, second, 0, 2, 3)),
                        List.of(network.certificate(2, BLOCK, 0, 2, 3))));

        assertThat(replica.effects(Effect.Deliver.class))
                .extracting(Effect.Deliver::height)
                .containsExactly(1L, 2L);
    }

    /// To whoever joins when all the founders have left, everybody else is a stranger.
    @Test
    void fetchesFromStrangersWhenNoneOfThoseItKnowsIsThere() {
        replica.receive(9, new Message.Status(0, Message.Phase.ACTIVE, 2, 2, 2));
        replica.pass(200);
        assertThat(replica.effects(Effect.Send.class))
                .contains(new Effect.Send(9, new Message.FetchBlocks(1, 1, 2)));
    }

    @Test
    void asksNoStrangersWhenSomebodyItKnowsIsThere() {
        replica.receive(9, new Message.Status(0, Message.Phase.ACTIVE, 2, 2, 2));
        replica.receive(3, new Message.Status(0, Message.Phase.ACTIVE, 0, 0, 0));
        replica.pass(200);
        assertThat(replica.effects(Effect.Send.class))
                .noneMatch(each -> each.message() instanceof Message.FetchBlocks);
    }

    @Test
    void answersAFetchFromItsArchiveOnly() {
        replica.receive(3, new Message.FetchBlocks(1, 1, 64));
        assertThat(replica.effects(Effect.Serve.class)).isEmpty();
        Batch batch = network.batch(0);
        replica.receive(0, network.proposal(0, 1, batch));
        replica.decide(0, 1, batch.digest(), 0, 2);
        replica.executed(1, BLOCK);

        replica.receive(3, new Message.FetchBlocks(1, 1, 64));

        assertThat(replica.effects(Effect.Serve.class))
                .containsExactly(new Effect.Serve(3, 1, 1, 64, 8 << 20));
    }

    @Test
    void rejectsADriverThatExecutesWhatWasNotDelivered() {
        assertThatThrownBy(() -> replica.executed(1, BLOCK))
                .isInstanceOf(InvariantViolation.class)
                .hasMessage("block 1 was executed after block 0, delivered are 0");
    }

    /// While the clock is behind, a waiting request is from the future and is dropped; it comes again.
    @Test
    void proposesARequestOnceThatItDroppedAndTookInAgain() {
        TestReplica primary = new TestReplica(network, 0);
        Request early =
                network.request(
                        2, 1, TestNetwork.WALL_MILLIS + 9_000, Bytes.ofUtf8("of a fast clock"));
        primary.pass(185);
        primary.submit(network.request(0, 1));
        primary.pass(5);
        primary.pass(5);
        primary.receive(2, new Message.Forward(List.of(early)));
        assertThat(primary.snapshot().pendingRequests()).isEqualTo(2);

        primary.setClockBack(5_000);
        primary.pass(5);
        assertThat(primary.snapshot().pendingRequests()).isEqualTo(1);

        primary.setClockBack(0);
        primary.receive(2, new Message.Forward(List.of(early)));
        primary.pass(60);
        assertThat(primary.effects(Effect.Broadcast.class))
                .extracting(Effect.Broadcast::message)
                .filteredOn(Message.Proposal.class::isInstance)
                .singleElement()
                .satisfies(message ->
                        assertThat(((Message.Proposal) message).batch().requests())
                                .containsExactly(early));
    }
}
