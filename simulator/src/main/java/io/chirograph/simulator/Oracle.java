package io.chirograph.simulator;

import io.chirograph.consensus.pbft.Membership;
import io.chirograph.consensus.pbft.Message;
import io.chirograph.consensus.pbft.PreparedProof;
import io.chirograph.consensus.pbft.ViewChange;
import io.chirograph.consensus.pbft.Vote;
import io.chirograph.consensus.pbft.Voter;
import io.chirograph.crypto.Signature;
import io.chirograph.proof.Certificate;
import io.chirograph.proof.ValidatorSet;
import io.chirograph.types.Address;
import io.chirograph.types.Hash32;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/// Knows what may never happen, hears all that honest replicas do and say, and stops a run at the first
/// wrong thing by a [Violation]. Single-owner.
final class Oracle {
    private record Said(Vote.Kind kind, long view, long height) {}

    /// What one honest validator said in all its lives.
    private static final class Testimony {
        private final Map<Said, Hash32> votes = new HashMap<>();

        /// The commit vote of the highest view for each height.
        private final TreeMap<Long, Vote> commits = new TreeMap<>();

        /// What it said of views: each set of validators counts its own, so by the block behind which they
        /// agree.
        private final Map<Long, Views> views = new HashMap<>();

        private long executedHeight;

        Views views(long since) {
            return views.computeIfAbsent(since, _ -> new Views());
        }
    }

    private static final class Views {
        private final Map<Long, ViewChange> changes = new HashMap<>();
        private long changed;
    }

    /// Who agrees, by the height of the block behind which they do.
    private final TreeMap<Long, Membership> sets = new TreeMap<>();

    private final CheapSignatures signatures;
    private final int window;
    private final List<Testimony> testimonies = new ArrayList<>();
    private final Map<Long, Object> deliveries = new HashMap<>();
    private final Map<Long, Hash32> blocks = new HashMap<>();
    private final Map<Long, Hash32> states = new HashMap<>();
    private final Map<Hash32, Long> executedAt = new HashMap<>();
    private final Set<Hash32> requested = new HashSet<>();
    private final Map<Hash32, Integer> open = new HashMap<>();
    private final Set<Certificate> checked = new HashSet<>();
    private long highestExecuted;
    private long highestCertified;

    /// @param founders who agree from the first block on
    /// @param seats how many validators there are ever
    Oracle(Membership founders, CheapSignatures signatures, int seats, int window) {
        this.sets.put(0L, founders);
        this.signatures = signatures;
        this.window = window;
        for (int i = 0; i < seats; i++) {
            testimonies.add(new Testimony());
        }
    }

    private static void require(boolean holds, Violation.Kind kind, Supplier<String> detail) {
        if (!holds) {
            throw new Violation(kind, detail.get());
        }
    }

    // What honest validators say

    /// An honest validator sends `message`, for the first time or again.
    void said(int validator, Message message) {
        switch (message) {
            case Message.Proposal proposal -> voted(validator, proposal.vote());
            case Vote vote when vote.signer() == validator -> voted(validator, vote);
            case ViewChange change when change.signer() == validator -> changed(validator, change);
            default -> {}
        }
    }

    private void voted(int validator, Vote vote) {
        Testimony testimony = testimonies.get(validator);
        Hash32 before =
                testimony.votes.putIfAbsent(
                        new Said(vote.kind(), vote.view(), vote.height()), vote.hash());
        if (before != null) {
            require(
                    before.equals(vote.hash()),
                    Violation.Kind.CONTRADICTION,
                    () ->
                            "validator %d signs %s and before, for the same view and height, %s"
                                    .formatted(validator, vote, before));
            return;
        }
        require(
                vote.height() <= highestExecuted + window,
                Violation.Kind.LIMIT,
                () ->
                        "validator %d signs %s, although the highest block is %d and the window %d"
                                .formatted(validator, vote, highestExecuted, window));
        Membership members = membersAt(vote.height());
        checkSet(validator, vote, members);
        if (vote.kind() == Vote.Kind.EXECUTE) {
            testimony.executedHeight = Math.max(testimony.executedHeight, vote.height());
            hasBlock(validator, vote.height(), vote.hash());
            return;
        }
        Views views = testimony.views(members.since());
        if (vote.view() < views.changed) {
            checkLate(validator, vote, views);
        }
        if (vote.kind() == Vote.Kind.COMMIT) {
            testimony.commits.merge(vote.height(), vote, (a, b) -> b.view() > a.view() ? b : a);
        }
    }

    /// A vote that was durable before a crash but not sent may be sent after the validator left its view:
    /// a prepare vote harms nobody, and a commit vote is one that the vote for the later view told of.
    private static void checkLate(int validator, Vote vote, Views views) {
        ViewChange left = views.changes.get(views.changed);
        boolean isKnown =
                vote.kind() == Vote.Kind.PREPARE
                        || (vote.kind() == Vote.Kind.COMMIT
                                && left != null
                                && (left.base().height() >= vote.height()
                                        || left.prepared().stream()
                                                .anyMatch(proof -> covers(proof, vote))));
        require(
                isKnown,
                Violation.Kind.CONTRADICTION,
                () ->
                        "validator %d signs %s after it left that view for view %d"
                                .formatted(validator, vote, views.changed));
    }

    /// Whoever committed to a batch owes its proof to every later view.
    private void changed(int validator, ViewChange change) {
        Testimony testimony = testimonies.get(validator);
        long since = membersAt(change.base().height() + 1).since();
        Views views = testimony.views(since);
        ViewChange before = views.changes.putIfAbsent(change.view(), change);
        if (before != null) {
            require(
                    before.equals(change),
                    Violation.Kind.CONTRADICTION,
                    () ->
                            "validator %d signs two votes for view %d: %s and %s"
                                    .formatted(validator, change.view(), before, change));
            return;
        }
        views.changed = Math.max(views.changed, change.view());
        for (Vote commit :
                testimony
                        .commits
                        .subMap(change.base().height(), false, endOf(since), true)
                        .values()) {
            boolean isProven = change.prepared().stream().anyMatch(proof -> covers(proof, commit));
            require(
                    isProven || commit.view() >= change.view(),
                    Violation.Kind.CONTRADICTION,
                    () ->
                            "validator %d votes for view %d and keeps silent about %s"
                                    .formatted(validator, change.view(), commit));
        }
    }

    /// A vote counts for those only who agree at its height, and nobody else has one.
    private void checkSet(int validator, Vote vote, Membership members) {
        if (sets.size() == 1) {
            return; // there are no others
        }
        require(
                members.validators().isSeated(validator)
                        && rightSignature(validator, vote, members).equals(vote.signature()),
                Violation.Kind.CERTIFICATE,
                () ->
                        "validator %d signs %s for others than the validators %s who agree there"
                                .formatted(validator, vote, members.indexes()));
    }

    private Signature rightSignature(int validator, Vote vote, Membership members) {
        Membership own =
                new Membership(
                        members.genesisHash(),
                        members.validators(),
                        members.setId(),
                        members.indexes(),
                        members.since(),
                        signatures.addressOf(validator),
                        validator);
        return new Voter(own, signatures.signerOf(validator))
                .vote(vote.kind(), vote.view(), vote.height(), vote.hash())
                .signature();
    }

    private static boolean covers(PreparedProof proof, Vote commit) {
        return proof.height() == commit.height()
                && (proof.view() > commit.view()
                        || (proof.view() == commit.view() && proof.digest().equals(commit.hash())));
    }

    /// An honest validator has started and found its blocks up to `height`.
    void started(int validator, long height) {
        long said = testimonies.get(validator).executedHeight;
        require(
                height >= said,
                Violation.Kind.LOSS,
                () ->
                        "validator %d said that it has block %d, and after a restart has %d"
                                .formatted(validator, said, height));
    }

    /// An honest validator lost all it remembers: it counts as one that may contradict itself, and nothing it
    /// says is held against what it said before.
    void forgot(int validator) {
        testimonies.set(validator, new Testimony());
    }

    // What honest validators do

    /// A client gave an honest validator something to order.
    void submitted(int validator, Hash32 request) {
        requested.add(request);
        open.put(request, validator);
    }

    /// A traitor asks for something: that may be executed, or not.
    void requested(Hash32 request) {
        requested.add(request);
    }

    /// What a validator had not got ordered yet when it crashed is lost by right.
    void crashed(int validator) {
        open.values().removeIf(owner -> owner == validator);
    }

    /// What a validator had not got ordered when it stopped being one is lost by right too.
    void left(int validator) {
        crashed(validator);
    }

    /// A validator told its client that the request will not be ordered.
    void refused(Hash32 request) {
        open.remove(request);
    }

    void delivered(int validator, long height, Object content) {
        Object first = deliveries.putIfAbsent(height, content);
        require(
                first == null || first.equals(content),
                Violation.Kind.DISAGREEMENT,
                () ->
                        "validator %d delivers %s at height %d, another one %s"
                                .formatted(validator, content, height, first));
    }

    /// @param requests that became part of the block
    void executed(int validator, long height, Hash32 block, List<Hash32> requests) {
        hasBlock(validator, height, block);
        for (Hash32 request : requests) {
            require(
                    requested.contains(request),
                    Violation.Kind.EXECUTION,
                    () -> "block %d holds %s, which nobody asked for".formatted(height, request));
            Long before = executedAt.putIfAbsent(request, height);
            require(
                    before == null || before == height,
                    Violation.Kind.EXECUTION,
                    () ->
                            "request %s is executed in block %d and in block %d"
                                    .formatted(request, before, height));
            open.remove(request);
        }
    }

    private void hasBlock(int validator, long height, Hash32 block) {
        Hash32 first = blocks.putIfAbsent(height, block);
        highestExecuted = Math.max(highestExecuted, height);
        require(
                first == null || first.equals(block),
                Violation.Kind.DISAGREEMENT,
                () ->
                        "validator %d has block %s at height %d, another one %s"
                                .formatted(validator, block, height, first));
    }

    void certified(int validator, Certificate certificate) {
        Optional<Hash32> block = Optional.ofNullable(blocks.get(certificate.height()));
        require(
                block.equals(Optional.of(certificate.blockHash())),
                Violation.Kind.CERTIFICATE,
                () ->
                        "validator %d holds %s, but the block is %s"
                                .formatted(validator, certificate, block));
        if (checked.add(certificate)) {
            check(certificate);
        }
        highestCertified = Math.max(highestCertified, certificate.height());
    }

    /// At the end, all honest validators are compared at one height.
    void compare(int validator, long height, Hash32 state) {
        Hash32 first = states.putIfAbsent(height, state);
        require(
                first == null || first.equals(state),
                Violation.Kind.DISAGREEMENT,
                () ->
                        "validator %d has state %s at height %d, another one %s"
                                .formatted(validator, state, height, first));
    }

    private void check(Certificate certificate) {
        Membership members = membersAt(certificate.height());
        Hash32 digest =
                Certificate.voteHash(
                        members.genesisHash(),
                        members.setId(),
                        certificate.height(),
                        certificate.blockHash());
        List<Address> validators = members.validators().validators();
        int signers = 0;
        for (Map.Entry<Integer, Signature> entry : certificate.signatures().entrySet()) {
            Optional<Address> signer = signatures.signer(digest, entry.getValue());
            boolean isSeated = members.validators().isSeated(entry.getKey());
            if (isSeated && signer.equals(Optional.of(validators.get(entry.getKey())))) {
                signers++;
            }
        }
        int valid = signers;
        int quorum = members.validators().quorum().size();
        require(
                valid >= quorum,
                Violation.Kind.CERTIFICATE,
                () ->
                        "%d of %d needed of the validators %s signed %s"
                                .formatted(valid, quorum, members.indexes(), certificate));
    }

    // Who the validators are

    /// A block that an honest validator executed decides who agrees behind block `boundary`.
    ///
    /// @return whether that is new
    boolean decided(int validator, long boundary, ValidatorSet next) {
        Membership founders = sets.firstEntry().getValue();
        Membership first =
                sets.putIfAbsent(
                        boundary,
                        Membership.of(founders.genesisHash(), next, boundary, founders.own()));
        require(
                first == null || first.validators().equals(next),
                Violation.Kind.DISAGREEMENT,
                () ->
                        "validator %d seats %s behind block %d, another one %s"
                                .formatted(validator, next, boundary, first));
        return first == null;
    }

    private Membership membersAt(long height) {
        return sets.lowerEntry(height).getValue();
    }

    /// The last block of those who agree behind block `since`.
    private long endOf(long since) {
        Long next = sets.higherKey(since);
        return next == null ? Long.MAX_VALUE : next;
    }

    private Membership present() {
        return membersAt(highestCertified + 1);
    }

    /// Who agrees behind the highest certified block.
    ValidatorSet validators() {
        return present().validators();
    }

    /// The last block of those before.
    long since() {
        return present().since();
    }

    /// Who agrees when all that is decided has taken effect.
    ValidatorSet decidedValidators() {
        return sets.lastEntry().getValue().validators();
    }

    /// Who agrees now, as the one with the key `own` sees them.
    Membership membersFor(Address own) {
        Membership now = present();
        return Membership.of(now.genesisHash(), now.validators(), now.since(), own);
    }

    // Where the run stands

    int openCount() {
        return open.size();
    }

    /// Something not yet done, for a message.
    String openRequests() {
        return open.toString();
    }

    long highestExecuted() {
        return highestExecuted;
    }

    int executedRequests() {
        return executedAt.size();
    }
}
