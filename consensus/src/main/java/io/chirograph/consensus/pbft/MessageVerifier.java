package io.chirograph.consensus.pbft;

import io.chirograph.batch.ParallelBatch;
import io.chirograph.consensus.Batch;
import io.chirograph.consensus.Request;
import io.chirograph.crypto.Signature;
import io.chirograph.proof.Certificate;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.RlpException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Turns a peer's bytes into a message that a replica may trust in form: every signature and nested proof
/// is checked here, and all that can be judged without the replica's state. Costs up to milliseconds, so
/// a driver runs it on several threads, and the parts of a large one are checked side by side. Thread-safe.
///
/// Batches that come with a quorum's word ([Message.Blocks]) or that a replica asked for by digest
/// ([Message.BatchCopy]) are not searched for bad requests again: an honest validator of that quorum did.
public final class MessageVerifier {
    /// Why a check fails; unwinds to [#verify], costs no stack trace.
    private static final class Failure extends RuntimeException {
        private final Refusal reason;
        private final String detail;

        Failure(Refusal reason, String detail) {
            super(detail, null, false, false);
            this.reason = reason;
            this.detail = detail;
        }
    }

    /// What is said about a height at which this replica does not know who agrees: unwinds to [#verify].
    private static final class NotKnown extends RuntimeException {
        private NotKnown() {
            super("", null, false, false);
        }
    }

    private final PbftConfig config;
    private final Succession succession;
    private final SignerRecovery recovery;
    private final ParallelBatch parallel;
    private final Settled settled;
    private final VoteDigests digests = new VoteDigests();

    /// Checks everything, on the caller's thread alone, where the validators never change.
    public MessageVerifier(PbftConfig config, Membership members, SignerRecovery recovery) {
        this(config, Succession.only(members), recovery);
    }

    /// As above, where the validators may change.
    public MessageVerifier(PbftConfig config, Succession succession, SignerRecovery recovery) {
        this(config, succession, recovery, ParallelBatch.sequential(), Settled.nothing());
    }

    /// As above, where the validators never change.
    public MessageVerifier(
            PbftConfig config,
            Membership members,
            SignerRecovery recovery,
            ParallelBatch parallel,
            Settled settled) {
        this(config, Succession.only(members), recovery, parallel, settled);
    }

    /// @param succession tells who agrees at which height
    /// @param parallel works on those checks of a message that do not depend on one another
    /// @param settled tells what need not be checked
    public MessageVerifier(
            PbftConfig config,
            Succession succession,
            SignerRecovery recovery,
            ParallelBatch parallel,
            Settled settled) {
        this.config = config;
        this.succession = succession;
        this.recovery = recovery;
        this.parallel = parallel;
        this.settled = settled;
    }

    /// @param from the index of the validator on whose link the bytes came
    public Verification verify(int from, Bytes wire) {
        if (wire.size() > config.messageBytesMax()) {
            return new Verification.Rejected(
                    from,
                    Refusal.TOO_LARGE,
                    "message has %d bytes, messageBytesMax is %d"
                            .formatted(wire.size(), config.messageBytesMax()));
        }
        try {
            return verify(from, MessageCodec.decode(wire));
        } catch (RlpException e) {
            return new Verification.Rejected(
                    from, Refusal.MALFORMED, "not a message: " + e.getMessage());
        }
    }

    /// As above, for a message that was not sent as bytes.
    public Verification verify(int from, Message message) {
        if (settled.isNeedless(message)) {
            return new Verification.Needless(from);
        }
        try {
            check(message);
            return new VerifiedMessage(from, message);
        } catch (NotKnown e) {
            return new Verification.Needless(from);
        } catch (Failure e) {
            return new Verification.Rejected(from, e.reason, e.detail);
        }
    }

    /// What is wrong with a request of this node's own, judged at the time `wallMillis`.
    public Optional<Refusal> refusalOf(Request request, long wallMillis) {
        try {
            checkAge(request, wallMillis);
            requireClient(request, succession.isSeated(request.client()));
            checkRequestForm(request);
            return Optional.empty();
        } catch (Failure e) {
            return Optional.of(e.reason);
        }
    }

    private void check(Message message) {
        switch (message) {
            case Message.Proposal proposal -> checkProposal(proposal);
            case Vote vote -> {
                require(
                        vote.kind() != Vote.Kind.PROPOSE,
                        Refusal.MALFORMED,
                        () -> "a proposal comes with its batch");
                checkVote(at(vote.height()), vote);
            }
            case ViewChange change -> checkViewChange(behind(change), change);
            case NewView newView -> checkNewView(newView);
            case Message.Forward(List<Request> requests) -> {
                require(
                        requests.size() <= config.batchRequestsMax(),
                        Refusal.TOO_LARGE,
                        () ->
                                "%d requests are forwarded at once, batchRequestsMax is %d"
                                        .formatted(requests.size(), config.batchRequestsMax()));
                checkEach(
                        requests,
                        request -> {
                            requireClient(request, succession.isSeated(request.client()));
                            checkRequestForm(request);
                        });
            }
            case Message.Blocks blocks -> checkBlocks(blocks);
            case Message.Status _,
                    Message.FetchBlocks _,
                    Message.FetchBatch _,
                    Message.BatchCopy _ -> {}
        }
    }

    /// Who agrees at `height`.
    private Membership at(long height) {
        if (!succession.isKnown(height)) {
            throw new NotKnown();
        }
        return succession.at(height);
    }

    /// Who agrees behind what `change` proves.
    private Membership behind(ViewChange change) {
        return at(change.base().height() + 1);
    }

    private void checkProposal(Message.Proposal proposal) {
        Vote vote = proposal.vote();
        Membership members = at(vote.height());
        Batch batch = proposal.batch();
        require(
                vote.kind() == Vote.Kind.PROPOSE,
                Refusal.MALFORMED,
                () -> "a batch comes with a vote of kind " + vote.kind());
        requirePrimary(members, vote.view(), vote.signer());
        checkVote(members, vote);
        require(
                batch.digest().equals(vote.hash()),
                Refusal.WRONG_DIGEST,
                () ->
                        "batch has digest %s, the proposal names %s"
                                .formatted(batch.digest(), vote.hash()));
        require(
                batch.proposer().equals(members.address(vote.signer())),
                Refusal.WRONG_PROPOSER,
                () ->
                        "batch names proposer %s, it is proposed by validator %d"
                                .formatted(batch.proposer(), vote.signer()));
        require(
                batch.requests().size() <= config.batchRequestsMax()
                        && batch.sizeBytes() <= config.batchBytesMax(),
                Refusal.TOO_LARGE,
                () ->
                        "batch has %d requests and %d bytes, batchRequestsMax is %d and batchBytesMax %d"
                                .formatted(
                                        batch.requests().size(),
                                        batch.sizeBytes(),
                                        config.batchRequestsMax(),
                                        config.batchBytesMax()));
        Set<Hash32> seen = new HashSet<>();
        for (Request request : batch.requests()) {
            require(
                    seen.add(request.hash()),
                    Refusal.DUPLICATE,
                    () -> request + " is twice in a batch");
        }
        checkEach(
                batch.requests(),
                request -> {
                    checkAge(request, batch.timestampMillis());
                    requireClient(request, members.isSeated(request.client()));
                    checkRequestForm(request);
                });
    }

    /// Checks all of `items` at once; what is wrong with the first bad one is what counts.
    private <T> void checkEach(List<T> items, Consumer<T> check) {
        List<ParallelBatch.Outcome<T>> outcomes =
                parallel.process(
                        items,
                        item -> {
                            check.accept(item);
                            return item;
                        });
        for (ParallelBatch.Outcome<T> outcome : outcomes) {
            if (outcome instanceof ParallelBatch.Outcome.Failed(RuntimeException reason)) {
                throw reason;
            }
        }
    }

    private void checkAge(Request request, long batchMillis) {
        RequestAge.refusalOf(config, request, batchMillis)
                .ifPresent(reason -> {
                    throw new Failure(
                            reason,
                            "%s has timestamp %d ms, its batch %d ms"
                                    .formatted(request, request.timestampMillis(), batchMillis));
                });
    }

    private static void requireClient(Request request, boolean isMember) {
        require(isMember, Refusal.NOT_A_MEMBER, () -> request + " is of a stranger");
    }

    private void checkRequestForm(Request request) {
        require(!request.payload().isEmpty(), Refusal.EMPTY, () -> request + " has no payload");
        require(
                request.payload().size() <= config.requestBytesMax(),
                Refusal.TOO_LARGE,
                () -> request + " is larger than requestBytesMax " + config.requestBytesMax());
        Hash32 digest = Request.signingDigest(succession.genesisHash(), request.hash());
        require(
                recovery.signer(digest, request.signature()).equals(Optional.of(request.client())),
                Refusal.BAD_SIGNATURE,
                () -> request + " is not signed by its client");
    }

    private void checkViewChange(Membership members, ViewChange change) {
        requireSigner(members, change.signer(), change.signedDigest(members), change.signature());
        require(change.view() > 0, Refusal.MALFORMED, () -> "nobody votes for view 0");
        checkBase(change.base());
        long previous = change.base().height();
        long last = previous + config.window();
        for (PreparedProof proof : change.prepared()) {
            long before = previous;
            require(
                    proof.height() > before && proof.height() <= last,
                    Refusal.MALFORMED,
                    () ->
                            "a proof for height %d follows height %d, the window ends at %d"
                                    .formatted(proof.height(), before, last));
            require(
                    proof.view() < change.view(),
                    Refusal.MALFORMED,
                    () ->
                            "a proof of view %d in a change to view %d"
                                    .formatted(proof.view(), change.view()));
            require(
                    at(proof.height()).equals(members),
                    Refusal.MALFORMED,
                    () -> "a proof for height %d, where others agree".formatted(proof.height()));
            checkProof(members, proof);
            previous = proof.height();
        }
    }

    private void checkBase(Base base) {
        switch (base) {
            case Base.Genesis() -> {}
            case Base.Certified(Certificate certificate) -> checkCertificate(certificate);
        }
    }

    private void checkProof(Membership members, PreparedProof proof) {
        int primary = members.primary(proof.view());
        requireSigner(
                members,
                primary,
                Digests.vote(
                        members, Vote.Kind.PROPOSE, proof.view(), proof.height(), proof.digest()),
                proof.proposal());
        require(
                !proof.prepares().containsKey(primary),
                Refusal.MALFORMED,
                () -> "the primary of view " + proof.view() + " prepares its own proposal");
        checkVotes(
                members,
                Digests.vote(
                        members, Vote.Kind.PREPARE, proof.view(), proof.height(), proof.digest()),
                proof.prepares(),
                members.quorum().size() - 1);
    }

    private void checkNewView(NewView newView) {
        require(
                !newView.changes().isEmpty(),
                Refusal.NO_QUORUM,
                () -> "new view %d rests on nothing".formatted(newView.view()));
        Membership members = behind(newView.changes().getFirst());
        requirePrimary(members, newView.view(), newView.signer());
        requireSigner(
                members, newView.signer(), newView.signedDigest(members), newView.signature());
        require(
                newView.changes().size() >= members.quorum().size(),
                Refusal.NO_QUORUM,
                () ->
                        "new view %d rests on %d view changes, a quorum is %d"
                                .formatted(
                                        newView.view(),
                                        newView.changes().size(),
                                        members.quorum().size()));
        int previous = -1;
        for (ViewChange change : newView.changes()) {
            int before = previous;
            require(
                    change.view() == newView.view() && change.signer() > before,
                    Refusal.MALFORMED,
                    () ->
                            "new view %d holds validator %d's change to view %d behind validator %d's"
                                    .formatted(
                                            newView.view(),
                                            change.signer(),
                                            change.view(),
                                            before));
            require(
                    behind(change).equals(members),
                    Refusal.MALFORMED,
                    () ->
                            "new view %d holds votes of different validator sets"
                                    .formatted(newView.view()));
            checkViewChange(members, change);
            previous = change.signer();
        }
        NewViewPlan plan = NewViewPlan.of(newView.changes());
        require(
                newView.proposals().size() == plan.digests().size(),
                Refusal.MALFORMED,
                () ->
                        "new view %d makes %d proposals, its view changes require %d"
                                .formatted(
                                        newView.view(),
                                        newView.proposals().size(),
                                        plan.digests().size()));
        checkEach(plan.proposals(newView), vote -> checkVote(members, vote));
    }

    private void checkBlocks(Message.Blocks blocks) {
        for (int i = 0; i < blocks.batches().size(); i++) {
            DecidedBatch decided = blocks.batches().get(i);
            require(
                    decided.height() == blocks.batches().getFirst().height() + i,
                    Refusal.MALFORMED,
                    () -> "batches leave a gap before height " + decided.height());
        }
        checkEach(blocks.batches(), this::checkDecided);
        checkEach(blocks.certificates(), this::checkCertificate);
    }

    private void checkDecided(DecidedBatch decided) {
        Membership members = at(decided.height());
        checkVotes(
                members,
                Digests.vote(
                        members,
                        Vote.Kind.COMMIT,
                        decided.view(),
                        decided.height(),
                        decided.batch().digest()),
                decided.commits(),
                members.quorum().size());
    }

    private void checkCertificate(Certificate certificate) {
        Membership members = at(certificate.height());
        require(
                certificate.validatorSetId().equals(members.setId()),
                Refusal.NO_QUORUM,
                () ->
                        "certificate of height %d is of validator set %s, expected %s"
                                .formatted(
                                        certificate.height(),
                                        certificate.validatorSetId(),
                                        members.setId()));
        checkVotes(
                members,
                Digests.vote(
                        members,
                        Vote.Kind.EXECUTE,
                        0,
                        certificate.height(),
                        certificate.blockHash()),
                certificate.signatures(),
                members.quorum().size());
    }

    private void checkVotes(
            Membership members, Hash32 digest, Map<Integer, Signature> votes, int needed) {
        require(
                votes.size() >= needed,
                Refusal.NO_QUORUM,
                () -> "a proof has %d signatures, %d are needed".formatted(votes.size(), needed));
        votes.forEach((signer, signature) -> requireSigner(members, signer, digest, signature));
    }

    private void checkVote(Membership members, Vote vote) {
        requireSigner(members, vote.signer(), digests.of(members, vote), vote.signature());
    }

    private static void requirePrimary(Membership members, long view, int signer) {
        require(
                signer == members.primary(view),
                Refusal.WRONG_PROPOSER,
                () ->
                        "validator %d speaks as primary of view %d, which is validator %d"
                                .formatted(signer, view, members.primary(view)));
    }

    private void requireSigner(Membership members, int signer, Hash32 digest, Signature signature) {
        require(
                members.isSeated(signer),
                Refusal.NOT_A_MEMBER,
                () ->
                        "validator %d is not one of the %d of that height"
                                .formatted(signer, members.size()));
        require(
                recovery.signer(digest, signature).equals(Optional.of(members.address(signer))),
                Refusal.BAD_SIGNATURE,
                () -> "a signature is not by validator " + signer);
    }

    private static void require(boolean holds, Refusal reason, Supplier<String> detail) {
        if (!holds) {
            throw new Failure(reason, detail.get());
        }
    }
}
