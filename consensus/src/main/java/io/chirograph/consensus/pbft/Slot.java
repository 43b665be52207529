package io.chirograph.consensus.pbft;

import io.chirograph.consensus.Batch;
import io.chirograph.crypto.Signature;
import io.chirograph.proof.Certificate;
import io.chirograph.types.Hash32;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a replica knows of one height. Of each validator only the vote of its highest view is kept, so
/// whoever lies about views harms only its own votes. Single-owner.
final class Slot {
    /// What became of a vote.
    enum Outcome {
        COUNTED,
        KNOWN,
        CONTRADICTS
    }

    private static final int SEATS_USUAL = 4;

    private final long height;

    /// By kind and signer; as long as the highest signer's index needs.
    private final @Nullable Vote[][] votes = new Vote[Vote.Kind.values().length][SEATS_USUAL];

    private final SortedMap<Hash32, Batch> bodies = new TreeMap<>();

    /// Kind and signer of those accused already, so that evidence is given once.
    private final Set<String> accused = new HashSet<>();

    private @Nullable Vote proposal;
    private long acceptedNanos;
    private @Nullable PreparedProof prepared;
    private @Nullable DecidedBatch decided;
    private @Nullable Hash32 block;
    private @Nullable Certificate certificate;

    Slot(long height) {
        this.height = height;
    }

    long height() {
        return height;
    }

    /// The proposal accepted last; of an older view it binds nobody any more.
    Optional<Vote> proposal() {
        return Optional.ofNullable(proposal);
    }

    Optional<Vote> proposalOf(long view) {
        return proposal().filter(vote -> vote.view() == view);
    }

    /// When the proposal was accepted.
    long acceptedNanos() {
        return acceptedNanos;
    }

    void accept(Vote accepted, long nowNanos) {
        proposal = accepted;
        acceptedNanos = nowNanos;
    }

    Optional<Batch> body(Hash32 digest) {
        return digest.equals(Batch.NULL.digest())
                ? Optional.of(Batch.NULL)
                : Optional.ofNullable(bodies.get(digest));
    }

    void addBody(Batch batch) {
        bodies.put(batch.digest(), batch);
    }

    Optional<PreparedProof> prepared() {
        return Optional.ofNullable(prepared);
    }

    void prepare(PreparedProof proof) {
        prepared = proof;
    }

    Optional<DecidedBatch> decided() {
        return Optional.ofNullable(decided);
    }

    void decide(DecidedBatch batch) {
        decided = batch;
        addBody(batch.batch());
    }

    /// The hash of this replica's own block.
    Optional<Hash32> block() {
        return Optional.ofNullable(block);
    }

    void execute(Hash32 hash) {
        block = hash;
    }

    Optional<Certificate> certificate() {
        return Optional.ofNullable(certificate);
    }

    void certify(Certificate proof) {
        certificate = proof;
    }

    private static int place(Vote.Kind kind) {
        return kind.code - 1;
    }

    /// Counts `vote` unless a vote of the same or a higher view is there.
    Outcome add(Vote vote) {
        @Nullable Vote[] ofKind = votes[place(vote.kind())];
        int signer = vote.signer();
        if (signer >= ofKind.length) {
            ofKind = Arrays.copyOf(ofKind, Math.max(signer + 1, 2 * ofKind.length));
            votes[place(vote.kind())] = ofKind;
        }
        Vote previous = ofKind[signer];
        if (previous != null && previous.contradicts(vote)) {
            return Outcome.CONTRADICTS;
        }
        if (previous != null && previous.view() >= vote.view()) {
            return Outcome.KNOWN;
        }
        ofKind[signer] = vote;
        return Outcome.COUNTED;
    }

    /// The vote of `signer` that `vote` contradicts.
    Optional<Vote> voteOf(Vote.Kind kind, int signer) {
        @Nullable Vote[] ofKind = votes[place(kind)];
        return signer >= 0 && signer < ofKind.length
                ? Optional.ofNullable(ofKind[signer])
                : Optional.empty();
    }

    /// Whether this is the first accusation of that sort.
    boolean accuse(Vote vote) {
        return accused.add(vote.kind() + " " + vote.signer());
    }

    /// The signatures for exactly this.
    SortedMap<Integer, Signature> signatures(Vote.Kind kind, long view, Hash32 hash) {
        SortedMap<Integer, Signature> matching = new TreeMap<>();
        for (Vote vote : votes[place(kind)]) {
            if (isFor(vote, view, hash)) {
                matching.put(vote.signer(), vote.signature());
            }
        }
        return matching;
    }

    /// How many signed exactly this.
    int count(Vote.Kind kind, long view, Hash32 hash) {
        int count = 0;
        for (Vote vote : votes[place(kind)]) {
            if (isFor(vote, view, hash)) {
                count++;
            }
        }
        return count;
    }

    private static boolean isFor(@Nullable Vote vote, long view, Hash32 hash) {
        return vote != null && vote.view() == view && vote.hash().equals(hash);
    }

    /// A vote that a quorum agrees with in view and hash.
    Optional<Vote> agreed(Vote.Kind kind, int quorum) {
        for (Vote vote : votes[place(kind)]) {
            if (vote != null && count(kind, vote.view(), vote.hash()) >= quorum) {
                return Optional.of(vote);
            }
        }
        return Optional.empty();
    }
}
