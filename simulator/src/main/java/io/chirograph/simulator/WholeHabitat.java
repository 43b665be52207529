package io.chirograph.simulator;

import io.chirograph.consensus.pbft.Membership;
import io.chirograph.crypto.Hashes;
import io.chirograph.crypto.SigningKey;
import io.chirograph.crypto.TlsKey;
import io.chirograph.ledger.SentTransaction;
import io.chirograph.ledger.TransactionReader;
import io.chirograph.ledger.transaction.Call;
import io.chirograph.ledger.transaction.Fees;
import io.chirograph.ledger.transaction.Recipient;
import io.chirograph.ledger.transaction.Transaction;
import io.chirograph.ledger.transaction.UnsignedTransaction;
import io.chirograph.proof.Genesis;
import io.chirograph.proof.Member;
import io.chirograph.proof.ValidatorSet;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// Whole nodes of one network. What costs time and does not differ between runs is kept: the genesis, the
/// signed transactions, and who signed them. Thread-safe.
final class WholeHabitat implements Habitat {
    static final long CHAIN_ID = 1_337;
    static final long GAS_LIMIT = 30_000_000;

    private static final long GENESIS_MILLIS = 1_600_000_000_000L;
    private static final long TRANSFER_GAS = 21_000;

    private final Genesis genesis;
    private final List<Membership> members = new ArrayList<>();
    private final CheapSignatures signatures;
    private final TransactionReader reader = new TransactionReader(Runnable::run);
    private final Map<Integer, SentTransaction> transactions = new ConcurrentHashMap<>();

    WholeHabitat(int size) {
        // Only to fulfil the form: no link is ever made with these keys.
        SecureRandom random = new SecureRandom();
        List<Member> all = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            SigningKey key = key("member " + i);
            all.add(
                    Member.bind(
                            "member-" + i,
                            key,
                            key.address(),
                            TlsKey.generate(random).publicKey(),
                            "127.0.0.1",
                            30_303 + i));
        }
        genesis = new Genesis(CHAIN_ID, GENESIS_MILLIS, GAS_LIMIT, all, new TreeMap<>());
        ValidatorSet validators = genesis.validatorSet();
        signatures = new CheapSignatures(validators.validators());
        for (int i = 0; i < size; i++) {
            members.add(Membership.of(genesis.hash(), validators, i));
        }
    }

    private static SigningKey key(String name) {
        return SigningKey.of(Hashes.keccak256(Bytes.ofUtf8(name)));
    }

    @Override
    public Membership members(int index) {
        return members.get(index);
    }

    @Override
    public CheapSignatures signatures() {
        return signatures;
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
