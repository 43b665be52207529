package io.chirograph.simulator;

import io.chirograph.consensus.Batch;
import io.chirograph.consensus.Request;
import io.chirograph.consensus.pbft.Base;
import io.chirograph.consensus.pbft.DecidedBatch;
import io.chirograph.consensus.pbft.Membership;
import io.chirograph.consensus.pbft.Message;
import io.chirograph.consensus.pbft.NewView;
import io.chirograph.consensus.pbft.PreparedProof;
import io.chirograph.consensus.pbft.Signer;
import io.chirograph.consensus.pbft.ViewChange;
import io.chirograph.consensus.pbft.Vote;
import io.chirograph.consensus.pbft.Voter;
import io.chirograph.crypto.Hashes;
import io.chirograph.crypto.Signature;
import io.chirograph.proof.Certificate;
import io.chirograph.types.Hash32;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/// Alters what an honest replica would send: small changes of one message are enough to reach most
/// protocol bugs (Winter et al., "Randomized Testing of Byzantine Fault Tolerant Algorithms", OOPSLA
/// 2023). It signs with its own key only, and knows what it was sent. Single-owner.
final class Traitor {
    private static final int REMEMBERED_MAX = 64;

    private Membership members;
    private final CheapSignatures signatures;
    private final Signer signer;
    private final SplittableRandom chance;

    /// What it sent before, to send again.
    private final List<Message> sent = new ArrayList<>();

    /// Requests it has proposed already.
    private List<Request> former = List.of();

    Traitor(Membership members, CheapSignatures signatures, SplittableRandom chance) {
        this.members = members;
        this.signatures = signatures;
        this.signer = signatures.signerOf(members.self());
        this.chance = chance;
    }

    /// From now on these agree.
    void turnTo(Membership next) {
        members = next;
    }

    /// What goes out to one peer in place of `message`.
    List<Message> alter(Message message) {
        if (!members.hasVote()) {
            return List.of(message); // it lost its seat, and nothing it could sign counts
        }
        if (sent.size() < REMEMBERED_MAX) {
            sent.add(message);
        } else {
            sent.set(chance.nextInt(REMEMBERED_MAX), message);
        }
        return switch (chance.nextInt(8)) {
            case 0 -> List.of();
            case 1, 2 -> List.of(mutated(message));
            case 3, 4 -> List.of(message, mutated(message));
            case 5 -> List.of(message, sent.get(chance.nextInt(sent.size())));
            default -> List.of(message);
        };
    }

    private Message mutated(Message message) {
        return switch (message) {
            case Message.Proposal(Vote vote, Batch batch) -> proposal(vote, batch);
            case Vote vote -> vote.signer() == members.self() ? vote(vote) : vote;
            case ViewChange change -> change.signer() == members.self() ? change(change) : change;
            case NewView newView -> newView.signer() == members.self() ? newView(newView) : newView;
            case Message.Status(long view, _, long delivered, long executed, long certified) ->
                    new Message.Status(
                            view + chance.nextInt(2),
                            Message.Phase.SUSPECTING,
                            delivered,
                            executed + chance.nextInt(100),
                            certified + chance.nextInt(100));
            case Message.Blocks(var batches, var certificates) -> blocks(batches, certificates);
            case Message.BatchCopy(long height, Batch batch) ->
                    new Message.BatchCopy(height, other(batch));
            case Message.Forward(List<Request> requests) -> {
                List<Request> doubled = new ArrayList<>(requests);
                doubled.addAll(requests);
                yield new Message.Forward(doubled);
            }
            case Message.FetchBlocks _, Message.FetchBatch _ -> message;
        };
    }

    private Vote signed(Vote.Kind kind, long view, long height, Hash32 hash) {
        return new Voter(members, signer).vote(kind, view, Math.max(1, height), hash);
    }

    private Batch other(Batch batch) {
        return new Batch(
                batch.proposer(),
                batch.timestampMillis() + 1 + chance.nextInt(3),
                chance.nextBoolean() ? List.of() : batch.requests());
    }

    private Message proposal(Vote vote, Batch batch) {
        if (former.isEmpty()) {
            former = batch.requests();
        }
        Batch other = other(batch);
        return switch (chance.nextInt(6)) {
            case 0 -> new Message.Proposal(vote, other);
            case 1 -> {
                long far = vote.height() + 10 + chance.nextInt(200);
                yield new Message.Proposal(
                        signed(vote.kind(), vote.view(), far, other.digest()), other);
            }
            case 2 -> {
                long old = Math.max(0, vote.view() - members.validators().size());
                yield new Message.Proposal(
                        signed(vote.kind(), old, vote.height(), other.digest()), other);
            }
            case 3 -> {
                List<Request> twice = new ArrayList<>(batch.requests());
                twice.addAll(chance.nextBoolean() ? batch.requests() : former);
                former = batch.requests();
                Batch doubled = new Batch(batch.proposer(), batch.timestampMillis(), twice);
                yield new Message.Proposal(
                        signed(vote.kind(), vote.view(), vote.height(), doubled.digest()), doubled);
            }
            default ->
                    new Message.Proposal(
                            signed(vote.kind(), vote.view(), vote.height(), other.digest()), other);
        };
    }

    private Vote vote(Vote vote) {
        Hash32 hash = chance.nextBoolean() ? vote.hash() : Hashes.keccak256(vote.hash().bytes());
        long view = vote.kind() == Vote.Kind.EXECUTE ? 0 : vote.view() + chance.nextInt(2);
        return switch (chance.nextInt(4)) {
            case 0 -> {
                int someone = chance.nextInt(members.validators().size());
                yield new Vote(
                        vote.kind(),
                        vote.view(),
                        vote.height(),
                        vote.hash(),
                        someone,
                        vote.signature());
            }
            case 1 -> signed(vote.kind(), view, vote.height() + chance.nextInt(200), hash);
            default -> signed(vote.kind(), view, vote.height() + chance.nextInt(3) - 1, hash);
        };
    }

    private ViewChange change(ViewChange change) {
        Base base = chance.nextInt(3) == 0 ? inventedBase(change.base()) : change.base();
        List<PreparedProof> prepared =
                switch (chance.nextInt(3)) {
                    case 0 -> List.of();
                    case 1 -> change.prepared().stream().map(this::inventedProof).toList();
                    default -> change.prepared();
                };
        long view = change.view() + (chance.nextInt(3) == 0 ? chance.nextInt(3) : 0);
        List<PreparedProof> above =
                prepared.stream().filter(proof -> proof.height() > base.height()).toList();
        return ViewChange.sign(members, signer, view, base, above);
    }

    /// A block that nobody has, under signatures for another.
    private Base inventedBase(Base base) {
        Hash32 nothing = Hashes.keccak256(Hash32.ZERO.bytes());
        return switch (base) {
            case Base.Genesis() -> {
                SortedMap<Integer, Signature> own = new TreeMap<>();
                own.put(members.self(), signer.sign(nothing));
                yield new Base.Certified(new Certificate(members.setId(), 5, nothing, own));
            }
            case Base.Certified(Certificate proof) ->
                    new Base.Certified(
                            new Certificate(
                                    proof.validatorSetId(),
                                    proof.height() + 2,
                                    nothing,
                                    proof.signatures()));
        };
    }

    private PreparedProof inventedProof(PreparedProof proof) {
        SortedMap<Integer, Signature> prepares = new TreeMap<>(proof.prepares());
        if (chance.nextBoolean() && prepares.size() > 1) {
            prepares.remove(prepares.firstKey());
        }
        return new PreparedProof(
                proof.view(),
                proof.height(),
                chance.nextBoolean() ? Batch.NULL.digest() : proof.digest(),
                proof.proposal(),
                prepares);
    }

    /// From a choice of the view changes, or from ones that others never made.
    private NewView newView(NewView newView) {
        List<ViewChange> changes = new ArrayList<>(newView.changes());
        switch (chance.nextInt(3)) {
            case 0 -> changes.remove(chance.nextInt(changes.size()));
            case 1 ->
                    changes.replaceAll(change ->
                            new ViewChange(
                                    change.view(),
                                    change.base(),
                                    List.of(),
                                    change.signer(),
                                    change.signature()));
            default ->
                    changes.replaceAll(
                            change -> change.signer() == members.self() ? change(change) : change);
        }
        return NewView.sign(members, signer, newView.view(), changes);
    }

    private Message blocks(List<DecidedBatch> batches, List<Certificate> certificates) {
        return switch (chance.nextInt(4)) {
            case 0 -> new Message.Blocks(batches.reversed(), certificates);
            case 1 ->
                    new Message.Blocks(
                            batches.stream()
                                    .map(decided ->
                                            new DecidedBatch(
                                                    decided.height(),
                                                    decided.view(),
                                                    other(decided.batch()),
                                                    decided.commits()))
                                    .toList(),
                            certificates);
            case 2 ->
                    new Message.Blocks(batches.stream().map(this::ownWord).toList(), certificates);
            default ->
                    new Message.Blocks(batches, certificates.stream().map(this::strange).toList());
        };
    }

    /// Another batch, with no commit vote but its own.
    private DecidedBatch ownWord(DecidedBatch decided) {
        Batch batch = other(decided.batch());
        SortedMap<Integer, Signature> own = new TreeMap<>();
        own.put(
                members.self(),
                signed(Vote.Kind.COMMIT, decided.view(), decided.height(), batch.digest())
                        .signature());
        return new DecidedBatch(decided.height(), decided.view(), batch, own);
    }

    /// Signatures for another block, or the certificate that the same validators gave another block in
    /// another network.
    private Certificate strange(Certificate certificate) {
        Hash32 block = Hashes.keccak256(certificate.blockHash().bytes());
        if (chance.nextBoolean()) {
            return new Certificate(
                    certificate.validatorSetId(),
                    certificate.height(),
                    block,
                    certificate.signatures());
        }
        Hash32 digest =
                Certificate.voteHash(
                        Hashes.keccak256(members.genesisHash().bytes()),
                        certificate.validatorSetId(),
                        certificate.height(),
                        block);
        SortedMap<Integer, Signature> elsewhere = new TreeMap<>();
        for (int signer : certificate.signatures().keySet()) {
            elsewhere.put(signer, signatures.signerOf(signer).sign(digest));
        }
        return new Certificate(
                certificate.validatorSetId(), certificate.height(), block, elsewhere);
    }
}
