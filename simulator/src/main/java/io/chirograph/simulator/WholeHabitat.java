package io.chirograph.simulator;

import io.chirograph.consensus.pbft.Membership;
import io.chirograph.crypto.Hashes;
import io.chirograph.crypto.Signature;
import io.chirograph.crypto.SigningKey;
import io.chirograph.crypto.TlsKey;
import io.chirograph.ledger.SentTransaction;
import io.chirograph.ledger.StateProof;
import io.chirograph.ledger.TransactionReader;
import io.chirograph.ledger.transaction.Call;
import io.chirograph.ledger.transaction.Fees;
import io.chirograph.ledger.transaction.Recipient;
import io.chirograph.ledger.transaction.Transaction;
import io.chirograph.ledger.transaction.UnsignedTransaction;
import io.chirograph.proof.AgreementRules;
import io.chirograph.proof.Certificate;
import io.chirograph.proof.Genesis;
import io.chirograph.proof.GenesisAccount;
import io.chirograph.proof.Member;
import io.chirograph.proof.MemberRegistry;
import io.chirograph.proof.ValidatorChain;
import io.chirograph.proof.ValidatorChange;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// Whole nodes of one network. What costs time and does not differ between runs is kept: the genesis, the
/// signed transactions, and who signed them. Thread-safe.
final class WholeHabitat implements Habitat {
    static final long CHAIN_ID = 1_337;
    static final long GAS_LIMIT = 30_000_000;

    private static final long GENESIS_MILLIS = 1_600_000_000_000L;
    private static final long TRANSFER_GAS = 21_000;

    /// Above what seating a member takes.
    private static final long MEMBER_CALL_GAS = 4_000_000;

    /// Their checkpoints are also checkpoints of the narrower windows that some runs have.
    private static final AgreementRules RULES = AgreementRules.defaults();

    private final Genesis genesis;
    private final List<SigningKey> keys = new ArrayList<>();
    private final List<Member> people = new ArrayList<>();
    private final List<Membership> members = new ArrayList<>();
    private final CheapSignatures signatures;
    private final TransactionReader reader = new TransactionReader(Runnable::run);
    private final Map<Integer, SentTransaction> transactions = new ConcurrentHashMap<>();

    WholeHabitat(Shape shape) {
        for (int seat = 0; seat < shape.seats(); seat++) {
            SigningKey key = key("member " + seat);
            keys.add(key);
            people.add(
                    Member.bind(
                            "member-" + seat,
                            key,
                            key.address(),
                            tlsKey(seat).publicKey(),
                            "127.0.0.1",
                            30_303 + seat));
        }
        List<Member> founders = people.subList(0, shape.founders());
        SortedMap<Address, GenesisAccount> accounts = new TreeMap<>();
        if (shape.isGoverned()) {
            accounts.put(MemberRegistry.ADDRESS, MemberRegistry.founding(founders, RULES));
        }
        genesis = new Genesis(CHAIN_ID, GENESIS_MILLIS, GAS_LIMIT, RULES, founders, accounts);
        signatures = new CheapSignatures(people.stream().map(Member::validator).toList());
        for (Member member : people) {
            members.add(
                    Membership.of(genesis.hash(), genesis.validatorSet(), 0, member.validator()));
        }
    }

    private static SigningKey key(String name) {
        return SigningKey.of(Hashes.keccak256(Bytes.ofUtf8(name)));
    }

    /// Only to fulfil the form, since no link is ever made with it; the same in every process, since it is
    /// part of the genesis.
    private static TlsKey tlsKey(int seat) {
        try {
            SecureRandom seeded = SecureRandom.getInstance("SHA1PRNG");
            seeded.setSeed(seat);
            return TlsKey.generate(seeded);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA1PRNG", e);
        }
    }

    Member member(int seat) {
        return people.get(seat);
    }

    /// A call of the member registry by the one who sits or sat there.
    SentTransaction memberCall(int seat, long nonce, Bytes data) {
        UnsignedTransaction unsigned =
                new UnsignedTransaction.FeeMarket(
                        CHAIN_ID,
                        new Fees(UInt256.ZERO, UInt256.ZERO),
                        new Call(
                                nonce,
                                MEMBER_CALL_GAS,
                                Recipient.of(MemberRegistry.ADDRESS),
                                UInt256.ZERO,
                                data),
                        List.of());
        SigningKey key = keys.get(seat);
        return new SentTransaction(unsigned.sign(key), key.address());
    }

    /// The certificate with real signatures of those whose cheap ones it has, so that what proves blocks to
    /// strangers can check it.
    Certificate withRealSignatures(Certificate certificate) {
        Hash32 vote =
                Certificate.voteHash(
                        genesis.hash(),
                        certificate.validatorSetId(),
                        certificate.height(),
                        certificate.blockHash());
        SortedMap<Integer, Signature> real = new TreeMap<>();
        certificate
                .signatures()
                .forEach((seat, cheap) -> {
                    boolean isOwn =
                            signatures
                                    .signer(vote, cheap)
                                    .equals(Optional.of(people.get(seat).validator()));
                    real.put(seat, isOwn ? keys.get(seat).sign(vote) : cheap);
                });
        return new Certificate(
                certificate.validatorSetId(), certificate.height(), certificate.blockHash(), real);
    }

    @Override
    public Membership members(int index) {
        return members.get(index);
    }

    @Override
    public CheapSignatures signatures() {
        return signatures;
    }

    /// As [StateProof#verify], with the signatures of this world.
    ValidatorChain verify(StateProof proof) {
        List<ValidatorChange> changes =
                proof.changes().stream()
                        .map(change ->
                                new ValidatorChange(
                                        change.header(),
                                        withRealSignatures(change.certificate()),
                                        change.next()))
                        .toList();
        return new StateProof(
                        changes,
                        proof.header(),
                        withRealSignatures(proof.certificate()),
                        proof.next())
                .verify(genesis);
    }

    Genesis genesis() {
        return genesis;
    }

    TransactionReader reader() {
        return reader;
    }

    /// The transaction number `number`: each has a sender of its own, so that no order between them
    /// matters, and pays nothing, so that the sender needs no funds.
    SentTransaction transaction(int number) {
        return transactions.computeIfAbsent(number, WholeHabitat::sign);
    }

    private static SentTransaction sign(int number) {
        SigningKey sender = key("sender " + number);
        Hash32 target = Hashes.keccak256(Bytes.ofUtf8("target " + number % 16));
        UnsignedTransaction unsigned =
                new UnsignedTransaction.FeeMarket(
                        CHAIN_ID,
                        new Fees(UInt256.ZERO, UInt256.ZERO),
                        new Call(
                                0,
                                TRANSFER_GAS,
                                Recipient.of(Address.of(target.bytes().slice(0, Address.SIZE))),
                                UInt256.ZERO,
                                Bytes.EMPTY),
                        List.of());
        Transaction signed = unsigned.sign(sender);
        return new SentTransaction(signed, sender.address());
    }

    @Override
    public SimulatedNode node(Cluster cluster, int index, boolean isHonest) {
        return new WholeNode(cluster, this, index, isHonest);
    }
}
