package io.chirograph.node.members;

import io.chirograph.consensus.pbft.Snapshot;
import io.chirograph.ledger.Ledger;
import io.chirograph.ledger.SentTransaction;
import io.chirograph.ledger.TransactionPlace;
import io.chirograph.ledger.execution.CallOutcome;
import io.chirograph.ledger.execution.CallRequest;
import io.chirograph.ledger.pool.Admission;
import io.chirograph.ledger.transaction.Call;
import io.chirograph.ledger.transaction.Fees;
import io.chirograph.ledger.transaction.Recipient;
import io.chirograph.ledger.transaction.UnsignedTransaction;
import io.chirograph.node.documents.Chain;
import io.chirograph.proof.ContractErrors;
import io.chirograph.proof.Member;
import io.chirograph.proof.MemberRegistry;
import io.chirograph.proof.MemberRoll;
import io.chirograph.proof.MemberRoll.Change;
import io.chirograph.proof.MemberRoll.Proposal;
import io.chirograph.proof.ValidatorSet;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// The members of the network, and this one's part in changing them: it proposes, approves and takes back by
/// transactions of its account. Each is tried out first, so that what can't succeed is refused with the reason
/// and never sent. Thread-safe.
public final class MemberService {
    /// Above what seating a member with the longest record takes, which is about two million.
    private static final long GAS_LIMIT = 4_000_000;

    private static final int ATTEMPTS_MAX = 5;
    private static final long SNAPSHOT_MILLIS_MAX = 2_000;

    private final Chain chain;
    private final Supplier<CompletableFuture<Snapshot>> agreement;
    private final Duration waitMax;

    /// @param agreement answered by the core, when it comes to it
    /// @param waitMax how long a call waits for its block
    public MemberService(
            Chain chain, Supplier<CompletableFuture<Snapshot>> agreement, Duration waitMax) {
        this.chain = chain;
        this.agreement = agreement;
        this.waitMax = waitMax;
        chain.ledger().onCertified(_ -> wake());
    }

    private synchronized void wake() {
        notifyAll();
    }

    // ---- who they are

    public Ledger ledger() {
        return chain.ledger();
    }

    /// The registry after the newest durable block; empty when this network's members never change.
    public Optional<MemberRoll> roll() {
        return ledger().memberRoll();
    }

    /// Who agrees on the block behind the newest certified one.
    public ValidatorSet validators() {
        return ledger().validatorsBehind(ledger().certifiedHeight()).next();
    }

    /// Who has, or had, the seat.
    public Optional<Member> member(int seat) {
        Optional<MemberRoll> roll = roll();
        if (roll.isPresent()) {
            return roll.get().member(ledger().genesis(), seat);
        }
        List<Member> founders = ledger().genesis().members();
        return seat < founders.size() ? Optional.of(founders.get(seat)) : Optional.empty();
    }

    /// The newest block that whoever is proposed has told of; empty while nothing was heard.
    public OptionalLong candidateHeight(Proposal proposal) throws InterruptedException {
        try {
            Long height =
                    agreement
                            .get()
                            .get(SNAPSHOT_MILLIS_MAX, TimeUnit.MILLISECONDS)
                            .peerHeights()
                            .get(Neighbours.candidateIndex(proposal));
            return height == null ? OptionalLong.empty() : OptionalLong.of(height);
        } catch (ExecutionException | TimeoutException e) {
            return OptionalLong.empty();
        }
    }

    // ---- what this member does

    /// Proposes to seat `member`, and approves it.
    public MemberAnswer add(Member member) throws InterruptedException {
        Optional<String> clash = clash(member);
        return clash.isPresent()
                ? new MemberAnswer.Refused(clash.get())
                : send(MemberRegistry.proposeAddCall(member));
    }

    /// What others would not be able to tell apart.
    private Optional<String> clash(Member added) {
        for (int seat : validators().indexes()) {
            Optional<Member> member = member(seat);
            if (member.isPresent()) {
                Member other = member.get();
                boolean isSame =
                        other.name().equals(added.name())
                                || other.tlsPublicKey().equals(added.tlsPublicKey())
                                || other.endpoint().equals(added.endpoint());
                if (isSame) {
                    return Optional.of(
                            "member %s has the same name, TLS key or endpoint (%s, %s)"
                                    .formatted(other.name(), added.name(), added.endpoint()));
                }
            }
        }
        return Optional.empty();
    }

    /// Proposes to remove the member called `name`, and approves it.
    public MemberAnswer remove(String name) throws InterruptedException {
        for (int seat : validators().indexes()) {
            if (member(seat).filter(member -> member.name().equals(name)).isPresent()) {
                return send(MemberRegistry.proposeRemoveCall(seat));
            }
        }
        return new MemberAnswer.Refused("no member is called '" + name + "'");
    }

    /// Approves a proposal. The approval that decides it waits until whoever is to join has the chain: from then
    /// on the others may need its vote.
    public MemberAnswer approve(long id) throws InterruptedException {
        Optional<Proposal> proposal =
                roll().stream()
                        .flatMap(roll -> roll.proposals().stream())
                        .filter(each -> each.id() == id)
                        .findFirst();
        if (proposal.isPresent()) {
            Optional<String> reason = notReady(proposal.get());
            if (reason.isPresent()) {
                return new MemberAnswer.Refused(reason.get());
            }
        }
        return approveAnyway(id);
    }

    /// As [#approve], however far who is to join has come.
    public MemberAnswer approveAnyway(long id) throws InterruptedException {
        return send(MemberRegistry.approveCall(id));
    }

    private Optional<String> notReady(Proposal proposal) throws InterruptedException {
        if (!(proposal.change() instanceof Change.Add add)) {
            return Optional.empty();
        }
        if (add.member().isEmpty()) {
            return Optional.of(
                    "proposal %d names a member whose record is not its own; do not approve it"
                            .formatted(proposal.id()));
        }
        boolean decides = proposal.approvals().size() + 1 >= validators().quorum().size();
        long certified = ledger().certifiedHeight();
        int window = ledger().genesis().agreement().windowBlocks();
        OptionalLong height = candidateHeight(proposal);
        if (!decides || (height.isPresent() && height.getAsLong() > certified - window)) {
            return Optional.empty();
        }
        return Optional.of(
                "%s has %s, this node block %d: approve when it has caught up, or anyway with --unsynced"
                        .formatted(
                                add.member().get().name(),
                                height.isPresent()
                                        ? "block " + height.getAsLong()
                                        : "not told yet which block it has",
                                certified));
    }

    /// Takes this member's own proposal back.
    public MemberAnswer withdraw() throws InterruptedException {
        return send(MemberRegistry.withdrawCall());
    }

    private MemberAnswer send(Bytes data) throws InterruptedException {
        if (!ledger().genesis().isGoverned()) {
            return new MemberAnswer.Refused(
                    "the genesis of this network has no member registry: its members never change");
        }
        Optional<String> problem = trial(data);
        if (problem.isPresent()) {
            return new MemberAnswer.Refused(problem.get());
        }
        Hash32 hash = Hash32.ZERO;
        for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
            SentTransaction signed = sign(data);
            hash = signed.transaction().hash();
            Admission admission = chain.submit().apply(signed);
            if (!(admission instanceof Admission.Refused(Admission.Cause cause, String reason))) {
                return await(hash);
            }
            // Documents of this member use the same account.
            if (cause != Admission.Cause.NONCE_TOO_LOW
                    && cause != Admission.Cause.UNDERPRICED_REPLACEMENT) {
                return new MemberAnswer.Refused(reason);
            }
        }
        return new MemberAnswer.Refused("other transactions of this account came in between");
    }

    /// Why the call would be reverted now.
    private Optional<String> trial(Bytes data) {
        long height = ledger().certifiedHeight();
        CallRequest call =
                new CallRequest(
                        chain.account().address(),
                        Recipient.of(MemberRegistry.ADDRESS),
                        GAS_LIMIT,
                        UInt256.ZERO,
                        UInt256.ZERO,
                        data,
                        List.of());
        CallOutcome outcome =
                ledger().call(
                                call,
                                ledger().context(height).orElseThrow(),
                                ledger().state(height).orElseThrow());
        return switch (outcome) {
            case CallOutcome.Returned _ -> Optional.empty();
            case CallOutcome.Reverted(Bytes output, _, _) ->
                    ContractErrors.describe(output)
                            .or(() -> Optional.of("the call was reverted: " + output));
            case CallOutcome.Failed(String reason, _) -> Optional.of(reason);
        };
    }

    private SentTransaction sign(Bytes data) {
        long nonce = chain.pool().pendingNonce(chain.account().address());
        return new SentTransaction(
                new UnsignedTransaction.FeeMarket(
                                ledger().genesis().chainId(),
                                new Fees(UInt256.ZERO, UInt256.ZERO),
                                new Call(
                                        nonce,
                                        GAS_LIMIT,
                                        Recipient.of(MemberRegistry.ADDRESS),
                                        UInt256.ZERO,
                                        data),
                                List.of())
                        .sign(chain.account()),
                chain.account().address());
    }

    private synchronized MemberAnswer await(Hash32 hash) throws InterruptedException {
        long deadline = System.nanoTime() + waitMax.toNanos();
        while (true) {
            Optional<TransactionPlace> place = ledger().transaction(hash);
            if (place.isPresent()) {
                return place.get().receipt().success()
                        ? new MemberAnswer.Done(hash, place.get().block().height())
                        : new MemberAnswer.Refused(
                                "transaction %s was reverted in block %d: others changed something just before; look at the list and try again"
                                        .formatted(hash, place.get().block().height()));
            }
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                return new MemberAnswer.Sent(hash);
            }
            wait(left);
        }
    }
}
