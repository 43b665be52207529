package io.chirograph.benchmarks.network;

import io.chirograph.crypto.Hashes;
import io.chirograph.crypto.SigningKey;
import io.chirograph.crypto.wallet.DemoAccounts;
import io.chirograph.ledger.transaction.Call;
import io.chirograph.ledger.transaction.Fees;
import io.chirograph.ledger.transaction.Recipient;
import io.chirograph.ledger.transaction.Transaction;
import io.chirograph.ledger.transaction.UnsignedTransaction;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.RlpWriter;
import io.chirograph.types.UInt256;
import java.util.List;
import java.util.stream.IntStream;

/// Signed transactions of one chain: a token's deployment by the first development account, a gift of tokens to
/// every sender, and the transfers to be measured. The chain's fees are 0, so senders need no money. Immutable.
final class Transfers {
    static final long CHAIN_ID = 1_337;

    private static final Bytes TRANSFER = Bytes.fromHex("a9059cbb");
    private static final long GAS_LIMIT = 100_000;
    private static final long DEPLOYMENT_GAS_LIMIT = 2_000_000;
    private static final UInt256 SUPPLY = UInt256.of(1_000_000_000_000L);

    private static final UInt256 GIFT = UInt256.of(1_000_000);

    /// One of them, ready to be sent.
    ///
    /// @param raw as JSON-RPC takes it
    record Signed(Hash32 hash, String raw) {
        static Signed of(Transaction transaction) {
            return new Signed(transaction.hash(), transaction.encode().toHex());
        }
    }

    private final SigningKey owner = DemoAccounts.keys().getFirst();
    private final Address token = contractOf(owner.address(), 0);
    private final Bytes tokenCode;
    private final List<SigningKey> senders;

    /// @param tokenCode what the token's account will have; balances are a Solidity mapping in slot 0
    Transfers(Bytes tokenCode, int senderCount) {
        this.tokenCode = tokenCode;
        this.senders =
                IntStream.range(0, senderCount)
                        .mapToObj(i -> SigningKey.of(Hashes.keccak256(Bytes.ofUtf8("payer " + i))))
                        .toList();
    }

    private static Address contractOf(Address creator, long nonce) {
        Bytes rlp = RlpWriter.list(list -> list.address(creator).number(nonce));
        return Address.of(Hashes.keccak256(rlp).bytes().slice(12));
    }

    int senderCount() {
        return senders.size();
    }

    Signed deployment() {
        return signed(
                owner,
                new Call(
                        0,
                        DEPLOYMENT_GAS_LIMIT,
                        Recipient.newContract(),
                        UInt256.ZERO,
                        constructor()));
    }

    /// Gives the owner the whole supply: PUSH32 supply, PUSH32 slot, SSTORE.
    private Bytes constructor() {
        Bytes mapping =
                Bytes.concat(
                        UInt256.of(owner.address()).toHash32().bytes(),
                        UInt256.ZERO.toHash32().bytes());
        return Bytes.concat(
                Bytes.fromHex("7f"),
                SUPPLY.toHash32().bytes(),
                Bytes.fromHex("7f"),
                Hashes.keccak256(mapping).bytes(),
                Bytes.fromHex("55"),
                // Copies what is behind these instructions to memory and returns it.
                Bytes.fromHex("61%04x80604d5f395ff3".formatted(tokenCode.size())),
                tokenCode);
    }

    /// What gives the sender with `index` tokens.
    Signed gift(int index) {
        return signed(owner, transfer(1L + index, senders.get(index).address(), GIFT));
    }

    /// A transfer of one token to the next sender.
    Signed transfer(int index, long nonce) {
        Address to = senders.get((index + 1) % senders.size()).address();
        return signed(senders.get(index), transfer(nonce, to, UInt256.ONE));
    }

    private Call transfer(long nonce, Address to, UInt256 amount) {
        Bytes data =
                Bytes.concat(
                        TRANSFER, UInt256.of(to).toHash32().bytes(), amount.toHash32().bytes());
        return new Call(nonce, GAS_LIMIT, Recipient.of(token), UInt256.ZERO, data);
    }

    private static Signed signed(SigningKey key, Call call) {
        Fees free = new Fees(UInt256.ZERO, UInt256.ZERO);
        return Signed.of(
                new UnsignedTransaction.FeeMarket(CHAIN_ID, free, call, List.of()).sign(key));
    }
}
