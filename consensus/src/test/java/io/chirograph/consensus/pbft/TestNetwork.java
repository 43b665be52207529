package io.chirograph.consensus.pbft;

import io.chirograph.batch.ParallelBatch;
import io.chirograph.consensus.Batch;
import io.chirograph.consensus.Request;
import io.chirograph.crypto.Hashes;
import io.chirograph.crypto.Signature;
import io.chirograph.proof.Certificate;
import io.chirograph.proof.ValidatorSet;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// The keys of a small network, to make any message by hand.
final class TestNetwork {
    static final Hash32 GENESIS = Hashes.keccak256(Bytes.ofUtf8("test genesis"));
    static final long WALL_MILLIS = 1_700_000_000_000L;

    private final SimulatedSignatures signatures;
    private final ValidatorSet validators;
    private final long since;

    TestNetwork(int size) {
        this(
                new SimulatedSignatures(),
                new ValidatorSet(
                        IntStream.range(0, size).mapToObj(TestNetwork::addressOf).toList()),
                0);
    }

    private TestNetwork(SimulatedSignatures signatures, ValidatorSet validators, long since) {
        this.signatures = signatures;
        this.validators = validators;
        this.since = since;
    }

    private static Address addressOf(int index) {
        byte[] address = new byte[Address.SIZE];
        address[0] = (byte) (index + 1);
        return Address.of(address);
    }

    /// The next set, with one more validator.
    SetChange adding(long height) {
        List<Address> next = new ArrayList<>(validators.validators());
        next.add(addressOf(next.size()));
        return new SetChange(height, new ValidatorSet(next));
    }

    /// The next set, without the validator `index`.
    SetChange removing(long height, int index) {
        List<Address> next = new ArrayList<>(validators.validators());
        next.set(index, Address.ZERO);
        return new SetChange(height, new ValidatorSet(next));
    }

    /// The same keys behind a change.
    TestNetwork after(SetChange change) {
        return new TestNetwork(signatures, change.next(), change.height());
    }

    /// The defaults but for the room for waiting requests.
    static PbftConfig configWithPending(int requestsMax) {
        PbftConfig usual = PbftConfig.defaults();
        return new PbftConfig(
                usual.window(),
                usual.checkpointInterval(),
                usual.blockIntervalMillis(),
                usual.batchDelayMillisMax(),
                usual.emptyBlockMillis(),
                usual.batchRequestsMax(),
                usual.batchBytesMax(),
                usual.requestBytesMax(),
                requestsMax,
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

    Membership members(int index) {
        return Membership.of(GENESIS, validators, since, addressOf(index));
    }

    Signer signer(int index) {
        return signatures.signerOf(addressOf(index));
    }

    MessageVerifier verifier(PbftConfig config) {
        return new MessageVerifier(config, members(0), signatures);
    }

    MessageVerifier verifier(PbftConfig config, Succession succession) {
        return new MessageVerifier(
                config, succession, signatures, ParallelBatch.sequential(), Settled.nothing());
    }

    Vote vote(int signer, Vote.Kind kind, long view, long height, Hash32 hash) {
        return new Voter(members(signer), signer(signer)).vote(kind, view, height, hash);
    }

    Request request(int client, long number, long timestampMillis, Bytes payload) {
        Address address = addressOf(client);
        Hash32 hash = Request.hashOf(address, number, timestampMillis, payload);
        Signature signature = signer(client).sign(Request.signingDigest(GENESIS, hash));
        return new Request(address, number, timestampMillis, payload, signature);
    }

    Request request(int client, long number) {
        return request(client, number, WALL_MILLIS, Bytes.ofUtf8("payload " + number));
    }

    Batch batch(int proposer, Request... requests) {
        return new Batch(addressOf(proposer), WALL_MILLIS, List.of(requests));
    }

    Message.Proposal proposal(long view, long height, Batch batch) {
        int primary = members(0).primary(view);
        return new Message.Proposal(
                vote(primary, Vote.Kind.PROPOSE, view, height, batch.digest()), batch);
    }

    SortedMap<Integer, Signature> signatures(
            Vote.Kind kind, long view, long height, Hash32 hash, int... signers) {
        SortedMap<Integer, Signature> votes = new TreeMap<>();
        for (int signer : signers) {
            votes.put(signer, vote(signer, kind, view, height, hash).signature());
        }
        return votes;
    }

    PreparedProof proof(long view, long height, Batch batch, int... backups) {
        Vote proposal = proposal(view, height, batch).vote();
        return new PreparedProof(
                view,
                height,
                batch.digest(),
                proposal.signature(),
                signatures(Vote.Kind.PREPARE, view, height, batch.digest(), backups));
    }

    Certificate certificate(long height, Hash32 block, int... signers) {
        return new Certificate(
                validators.id(),
                height,
                block,
                signatures(Vote.Kind.EXECUTE, 0, height, block, signers));
    }

    DecidedBatch decided(long height, Batch batch, int... signers) {
        return new DecidedBatch(
                height, 0, batch, signatures(Vote.Kind.COMMIT, 0, height, batch.digest(), signers));
    }

    ViewChange viewChange(int signer, long view, Base base, PreparedProof... prepared) {
        return ViewChange.sign(members(signer), signer(signer), view, base, List.of(prepared));
    }

    NewView newView(long view, ViewChange... changes) {
        int primary = members(0).primary(view);
        return NewView.sign(members(primary), signer(primary), view, List.of(changes));
    }
}
