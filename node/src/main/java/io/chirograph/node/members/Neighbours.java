package io.chirograph.node.members;

import io.chirograph.ledger.ExecutedBlock;
import io.chirograph.ledger.Ledger;
import io.chirograph.network.LinkConfig;
import io.chirograph.network.Peer;
import io.chirograph.node.config.Endpoint;
import io.chirograph.proof.Genesis;
import io.chirograph.proof.Member;
import io.chirograph.proof.MemberRegistry;
import io.chirograph.proof.MemberRoll;
import io.chirograph.proof.MemberRoll.Change;
import io.chirograph.proof.MemberRoll.Proposal;
import io.chirograph.proof.ValidatorSet;
import io.chirograph.types.Address;
import io.chirograph.types.Quorum;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentMap;

/// Whom this node talks to, as its ledger says: those who agree now, those who will when a decided change takes
/// effect, and, once so many members approved them that one honest one is among these, those who are to join:
/// they have to get the chain first. Whoever joins when its ledger knows only of founders, of whom none may be left, begins
/// with those that were introduced to it. Thread-safe.
public final class Neighbours {
    /// Who is to join has the seat of whoever proposed it, and this much more, for an index; seats are fewer.
    private static final int CANDIDATE_INDEX_MIN = 2 * ValidatorSet.VALIDATORS_MAX;

    /// @param self this member's index for others
    /// @param signers the address of each peer's signing key, by its index
    public record Roster(int self, List<Peer> peers, Map<Integer, Address> signers) {
        public Roster {
            peers = List.copyOf(peers);
            signers = Map.copyOf(signers);
        }

        /// This member's seat; less than 0 when it has none.
        public int seat() {
            return self == LinkConfig.OBSERVER ? -1 : self;
        }
    }

    private final Ledger ledger;
    private final Member own;
    private final Map<String, Endpoint> elsewhere;
    private final SortedMap<Integer, Member> introduced;
    private final Map<Address, Endpoint> announced;
    private volatile Roster roster;

    /// @param own this node's member
    /// @param elsewhere where members are reached that are not where they say, by name
    /// @param introduced members by their seats, to start from as long as the ledger does not know these seats
    /// @param announced where a member said last that it is reached; may change, and counts from the next refresh
    public Neighbours(
            Ledger ledger,
            Member own,
            Map<String, Endpoint> elsewhere,
            SortedMap<Integer, Member> introduced,
            ConcurrentMap<Address, Endpoint> announced) {
        this.ledger = ledger;
        this.own = own;
        this.elsewhere = Map.copyOf(elsewhere);
        this.introduced = Collections.unmodifiableSortedMap(new TreeMap<>(introduced));
        this.announced = announced;
        this.roster = read();
    }

    /// As of the last [#refresh()].
    public Roster roster() {
        return roster;
    }

    /// Whether `block`, which became certified, may have changed something.
    public boolean isChangedBy(ExecutedBlock block) {
        return ledger.validatorsBehind(block.height()).height() == block.height()
                || block.receipts().stream()
                        .flatMap(receipt -> receipt.logs().stream())
                        .anyMatch(log -> log.address().equals(MemberRegistry.ADDRESS));
    }

    public Roster refresh() {
        roster = read();
        return roster;
    }

    private Roster read() {
        Genesis genesis = ledger.genesis();
        ValidatorSet now = ledger.validatorsBehind(ledger.certifiedHeight()).next();
        Optional<MemberRoll> roll = ledger.memberRoll();
        ValidatorSet next = roll.map(MemberRoll::validators).orElse(now);
        SortedSet<Integer> seats = new TreeSet<>(now.indexes());
        seats.addAll(next.indexes());
        int self = LinkConfig.OBSERVER;
        List<Peer> peers = new ArrayList<>();
        Map<Integer, Address> signers = new HashMap<>();
        for (int seat : seats) {
            if (isOwn(now, seat) || isOwn(next, seat)) {
                self = seat;
            } else {
                roll.flatMap(each -> each.member(genesis, seat))
                        .or(() -> founder(genesis, seat))
                        .ifPresent(member -> add(seat, member, peers, signers));
            }
        }
        // Seats are given one after another, and never again.
        introduced
                .tailMap(Math.max(now.validators().size(), next.validators().size()))
                .forEach((seat, member) -> {
                    if (!member.validator().equals(own.validator())) {
                        add(seat, member, peers, signers);
                    }
                });
        if (self != LinkConfig.OBSERVER) {
            roll.ifPresent(each ->
                    admitted(each).forEach((index, member) -> add(index, member, peers, signers)));
        }
        return new Roster(self, peers, signers);
    }

    private static Optional<Member> founder(Genesis genesis, int seat) {
        return seat < genesis.members().size()
                ? Optional.of(genesis.members().get(seat))
                : Optional.empty();
    }

    private boolean isOwn(ValidatorSet set, int seat) {
        return set.isSeated(seat) && set.validators().get(seat).equals(own.validator());
    }

    /// Whom enough members want to seat, by the index it has meanwhile.
    public static Map<Integer, Member> admitted(MemberRoll roll) {
        Map<Integer, Member> admitted = new TreeMap<>();
        int enough = new Quorum(roll.validators().size()).oneHonest();
        for (Proposal proposal : roll.proposals()) {
            if (proposal.change() instanceof Change.Add add
                    && proposal.approvals().size() >= enough) {
                add.member().ifPresent(member -> admitted.put(candidateIndex(proposal), member));
            }
        }
        return admitted;
    }

    /// The index of whoever is proposed.
    public static int candidateIndex(Proposal proposal) {
        return CANDIDATE_INDEX_MIN + proposal.proposer();
    }

    /// Without those whose TLS key another has, as nobody can tell them apart: a quorum should not have seated
    /// them.
    private void add(int index, Member member, List<Peer> peers, Map<Integer, Address> signers) {
        boolean isTaken =
                member.tlsPublicKey().equals(own.tlsPublicKey())
                        || peers.stream()
                                .anyMatch(
                                        each -> each.tlsPublicKey().equals(member.tlsPublicKey()));
        if (!isTaken) {
            peers.add(peer(index, member));
            signers.put(index, member.validator());
        }
    }

    /// The operator's word counts more than the member's, and that more than its member file.
    private Peer peer(int index, Member member) {
        Endpoint endpoint =
                Optional.ofNullable(elsewhere.get(member.name()))
                        .or(() -> Optional.ofNullable(announced.get(member.validator())))
                        .orElseGet(() -> new Endpoint(member.host(), member.port()));
        return new Peer(
                index, member.name(), member.tlsPublicKey(), endpoint.host(), endpoint.port());
    }
}
