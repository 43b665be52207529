package io.chirograph.consensus.pbft;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.consensus.Batch;
import io.chirograph.consensus.Request;
import io.chirograph.crypto.Hashes;
import io.chirograph.crypto.Signature;
import io.chirograph.crypto.SigningKey;
import io.chirograph.proof.ValidatorSet;
import io.chirograph.testkit.Seed;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MessageVerifierTest {
    private static final Hash32 BLOCK = Hashes.keccak256(Bytes.ofUtf8("block"));
    private static final Base GENESIS = new Base.Genesis();
    private static final Bytes PAYLOAD = Bytes.ofUtf8("payload");

    private final TestNetwork network = new TestNetwork(4);
    private final MessageVerifier verifier = network.verifier(PbftConfig.defaults());

    private void accepts(Message message) {
        assertThat(verifier.verify(3, MessageCodec.encode(message)))
                .isInstanceOfSatisfying(
                        VerifiedMessage.class,
                        verified -> {
                            assertThat(verified.message()).isEqualTo(message);
                            assertThat(verified.from()).isEqualTo(3);
                        });
    }

    private void rejects(Refusal reason, Message message) {
        assertThat(verifier.verify(3, MessageCodec.encode(message)))
                .isInstanceOfSatisfying(
                        Verification.Rejected.class,
                        rejected ->
                                assertThat(rejected.reason())
                                        .as(rejected.detail())
                                        .isEqualTo(reason));
    }

    /// One valid message of each sort.
    private List<Message> valid() {
        Batch batch = network.batch(0, network.request(2, 1), network.request(3, 2));
        PreparedProof proof = network.proof(0, 17, batch, 1, 2);
        Base certified = new Base.Certified(network.certificate(16, BLOCK, 0, 2, 3));
        return List.of(
                network.proposal(0, 1, batch),
                network.vote(1, Vote.Kind.PREPARE, 0, 1, batch.digest()),
                network.vote(0, Vote.Kind.COMMIT, 5, 9, batch.digest()),
                network.vote(0, Vote.Kind.EXECUTE, 0, 9, BLOCK),
                network.viewChange(2, 3, certified, proof),
                network.newView(
                        3,
                        network.viewChange(0, 3, GENESIS),
                        network.viewChange(1, 3, certified),
                        network.viewChange(2, 3, certified, proof)),
                new Message.Forward(batch.requests()),
                new Message.Status(4, Message.Phase.CHANGING_SUSPECTING, 8, 7, 6),
                new Message.FetchBlocks(3, 5, 64),
                new Message.Blocks(
                        List.of(
                                network.decided(1, batch, 0, 1, 2),
                                network.decided(2, Batch.NULL, 1, 2, 3)),
                        List.of(network.certificate(1, BLOCK, 0, 1, 2))),
                new Message.FetchBatch(3, BLOCK),
                new Message.BatchCopy(3, batch));
    }

    @Test
    void acceptsEveryValidMessageUnchanged() {
        valid().forEach(this::accepts);
    }

    @Test
    void acceptsWhatRealKeysSign() {
        List<SigningKey> keys =
                IntStream.rangeClosed(1, 4)
                        .mapToObj(i -> SigningKey.of(Hashes.keccak256(Bytes.ofUtf8("key " + i))))
                        .toList();
        ValidatorSet validators = new ValidatorSet(keys.stream().map(SigningKey::address).toList());
        Membership members = Membership.of(TestNetwork.GENESIS, validators, 0);
        MessageVerifier real =
                new MessageVerifier(
                        PbftConfig.defaults(),
                        members,
                        (digest, signature) -> signature.signer(digest));
        Request request =
                Request.sign(TestNetwork.GENESIS, keys.get(2), 1, TestNetwork.WALL_MILLIS, PAYLOAD);
        Batch batch = new Batch(members.address(0), TestNetwork.WALL_MILLIS, List.of(request));
        Vote vote =
                new Voter(members, keys.get(0)::sign).vote(Vote.Kind.PROPOSE, 0, 1, batch.digest());

        assertThat(real.verify(0, MessageCodec.encode(new Message.Proposal(vote, batch))))
                .isInstanceOf(VerifiedMessage.class);

        Membership elsewhere = Membership.of(BLOCK, validators, 0);
        MessageVerifier other =
                new MessageVerifier(
                        PbftConfig.defaults(),
                        elsewhere,
                        (digest, signature) -> signature.signer(digest));
        assertThat(other.verify(0, MessageCodec.encode(new Message.Proposal(vote, batch))))
                .isInstanceOfSatisfying(
                        Verification.Rejected.class,
                        rejected -> assertThat(rejected.reason()).isEqualTo(Refusal.BAD_SIGNATURE));
    }

    @Test
    void neverThrowsOnHostileBytes() {
        Seed.of(0xbad)
                .run(
                        "consensus",
                        MessageVerifierTest.class,
                        random -> {
                            List<Message> valid = valid();
                            for (int i = 0; i < 20_000; i++) {
                                Message message = valid.get(i % valid.size());
                                byte[] wire = MessageCodec.encode(message).toArray();
                                for (int flips = random.nextInt(1, 4); flips > 0; flips--) {
                                    wire[random.nextInt(wire.length)] ^=
                                            (byte) random.nextInt(1, 256);
                                }
                                Bytes cut =
                                        Bytes.owning(wire)
                                                .slice(0, random.nextInt(wire.length) + 1);
                                check(random.nextBoolean() ? cut : Bytes.owning(wire));
                            }
                        });
    }

    /// A message that passes must be what its bytes say, so that no two forms of it exist.
    private void check(Bytes wire) {
        if (verifier.verify(0, wire) instanceof VerifiedMessage verified) {
            assertThat(MessageCodec.encode(verified.message())).isEqualTo(wire);
        }
    }

    @Test
    void rejectsBytesBeyondTheLimit() {
        assertThat(verifier.verify(0, Bytes.owning(new byte[(16 << 20) + 1])))
                .isEqualTo(
                        new Verification.Rejected(
                                0,
                                Refusal.TOO_LARGE,
                                "message has 16777217 bytes, messageBytesMax is 16777216"));
    }

    @Test
    void rejectsBatchesThatBreakTheRules() {
        rejects(Refusal.EMPTY, proposing(request(TestNetwork.WALL_MILLIS, Bytes.EMPTY)));
        rejects(Refusal.TOO_OLD, proposing(request(TestNetwork.WALL_MILLIS - 3_600_001, PAYLOAD)));
        accepts(proposing(request(TestNetwork.WALL_MILLIS - 3_600_000, PAYLOAD)));
        rejects(
                Refusal.FROM_THE_FUTURE,
                proposing(request(TestNetwork.WALL_MILLIS + 10_001, PAYLOAD)));
        accepts(proposing(request(TestNetwork.WALL_MILLIS + 10_000, PAYLOAD)));
        rejects(
                Refusal.TOO_LARGE,
                proposing(request(TestNetwork.WALL_MILLIS, Bytes.owning(new byte[(1 << 20) + 1]))));
        Request request = network.request(2, 1);
        rejects(Refusal.DUPLICATE, network.proposal(0, 1, network.batch(0, request, request)));
        rejects(
                Refusal.TOO_LARGE,
                network.proposal(
                        0,
                        1,
                        network.batch(
                                0,
                                IntStream.range(0, 4_097)
                                        .mapToObj(number -> network.request(2, number))
                                        .toArray(Request[]::new))));
    }

    private Request request(long timestampMillis, Bytes payload) {
        return network.request(2, 1, timestampMillis, payload);
    }

    private Message proposing(Request request) {
        return network.proposal(0, 1, network.batch(0, request));
    }

    @Test
    void rejectsARequestItsClientDidNotSign() {
        Request signed = network.request(2, 1);
        Request forged =
                new Request(
                        signed.client(),
                        2,
                        signed.timestampMillis(),
                        signed.payload(),
                        signed.signature());

        rejects(Refusal.BAD_SIGNATURE, proposing(forged));
        rejects(Refusal.BAD_SIGNATURE, new Message.Forward(List.of(forged)));
    }

    @Test
    void rejectsARequestOfAStranger() {
        Request strange = new TestNetwork(5).request(4, 1);

        rejects(Refusal.NOT_A_MEMBER, new Message.Forward(List.of(strange)));
    }

    @Test
    void rejectsAProposalThatIsNotItsPrimarysOwn() {
        Batch batch = network.batch(0);
        Vote byBackup = network.vote(1, Vote.Kind.PROPOSE, 0, 1, batch.digest());
        Vote otherDigest = network.vote(0, Vote.Kind.PROPOSE, 0, 1, BLOCK);
        Vote prepare = network.vote(0, Vote.Kind.PREPARE, 0, 1, batch.digest());

        rejects(Refusal.WRONG_PROPOSER, new Message.Proposal(byBackup, batch));
        rejects(Refusal.WRONG_PROPOSER, network.proposal(0, 1, network.batch(1)));
        rejects(Refusal.WRONG_DIGEST, new Message.Proposal(otherDigest, batch));
        rejects(Refusal.MALFORMED, new Message.Proposal(prepare, batch));
        rejects(Refusal.MALFORMED, network.vote(0, Vote.Kind.PROPOSE, 0, 1, BLOCK));
    }

    @Test
    void rejectsVotesOfOthersThanTheirSigner() {
        Vote vote = network.vote(1, Vote.Kind.COMMIT, 0, 1, BLOCK);

        rejects(Refusal.BAD_SIGNATURE, with(vote, 2));
        rejects(Refusal.NOT_A_MEMBER, with(vote, 4));
    }

    private static Vote with(Vote vote, int signer) {
        return new Vote(
                vote.kind(), vote.view(), vote.height(), vote.hash(), signer, vote.signature());
    }

    @Test
    void rejectsProofsWithoutAQuorum() {
        Batch batch = network.batch(0);
        Base certified = new Base.Certified(network.certificate(1, BLOCK, 0, 2));

        rejects(Refusal.NO_QUORUM, network.viewChange(2, 1, certified));
        rejects(
                Refusal.NO_QUORUM,
                network.viewChange(2, 1, GENESIS, network.proof(0, 1, batch, 2)));
        rejects(
                Refusal.MALFORMED,
                network.viewChange(2, 1, GENESIS, network.proof(0, 1, batch, 0, 2)));
        rejects(
                Refusal.NO_QUORUM,
                new Message.Blocks(List.of(network.decided(1, batch, 0, 1)), List.of()));
        rejects(
                Refusal.NO_QUORUM,
                new Message.Blocks(List.of(), List.of(network.certificate(1, BLOCK, 0, 1))));
        rejects(
                Refusal.NO_QUORUM,
                network.newView(
                        1, network.viewChange(0, 1, GENESIS), network.viewChange(1, 1, GENESIS)));
    }

    @Test
    void rejectsViewChangesThatMakeNoSense() {
        Batch batch = network.batch(0);
        PreparedProof first = network.proof(0, 1, batch, 1, 2);
        PreparedProof second = network.proof(0, 2, batch, 1, 2);
        PreparedProof tooHigh = network.proof(0, 65, batch, 1, 2);
        PreparedProof tooNew = network.proof(4, 1, batch, 1, 2);

        rejects(Refusal.MALFORMED, network.viewChange(2, 0, GENESIS));
        rejects(Refusal.MALFORMED, network.viewChange(2, 1, GENESIS, second, first));
        rejects(Refusal.MALFORMED, network.viewChange(2, 1, GENESIS, tooHigh));
        rejects(Refusal.MALFORMED, network.viewChange(2, 4, GENESIS, tooNew));
    }

    @Test
    void rejectsANewViewThatLeavesOutWhatItsChangesProve() {
        Batch batch = network.batch(0);
        ViewChange withProof = network.viewChange(3, 1, GENESIS, network.proof(0, 1, batch, 2, 3));
        List<ViewChange> changes =
                List.of(
                        network.viewChange(0, 1, GENESIS),
                        network.viewChange(1, 1, GENESIS),
                        withProof);
        Signature otherProposal =
                network.vote(1, Vote.Kind.PROPOSE, 1, 1, Batch.NULL.digest()).signature();

        rejects(Refusal.MALFORMED, newView(changes, List.of()));
        rejects(Refusal.BAD_SIGNATURE, newView(changes, List.of(otherProposal)));
        List<ViewChange> twice = new ArrayList<>(changes);
        twice.set(1, changes.get(0));
        rejects(Refusal.MALFORMED, newView(twice, List.of(otherProposal)));
        List<ViewChange> unordered = new ArrayList<>(changes);
        Collections.reverse(unordered);
        rejects(Refusal.MALFORMED, newView(unordered, List.of(otherProposal)));
    }

    private NewView newView(List<ViewChange> changes, List<Signature> proposals) {
        return NewView.sign(network.members(1), network.signer(1), 1, changes, proposals);
    }

    @Test
    void rejectsBlocksThatLeaveAGap() {
        Batch batch = network.batch(0);

        rejects(
                Refusal.MALFORMED,
                new Message.Blocks(
                        List.of(
                                network.decided(1, batch, 0, 1, 2),
                                network.decided(3, batch, 0, 1, 2)),
                        List.of()));
    }
}
