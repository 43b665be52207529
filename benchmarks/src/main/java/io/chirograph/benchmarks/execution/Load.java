package io.chirograph.benchmarks.execution;

import io.chirograph.crypto.Hashes;
import io.chirograph.crypto.SigningKey;
import io.chirograph.ledger.transaction.Call;
import io.chirograph.ledger.transaction.Fees;
import io.chirograph.ledger.transaction.Recipient;
import io.chirograph.ledger.transaction.UnsignedTransaction;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.UInt256;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// The signed transactions of the blocks.
final class Load {
    private static final Bytes TRANSFER = Bytes.fromHex("a9059cbb");
    private static final UInt256 TIP = UInt256.of(1_000);

    private final List<SigningKey> keys;

    /// @param count senders, and transactions in a block
    Load(int count) {
        keys =
                IntStream.range(0, count)
                        .mapToObj(i -> SigningKey.of(Hashes.keccak256(Bytes.ofUtf8("sender " + i))))
                        .toList();
    }

    List<Address> senders() {
        return keys.stream().map(SigningKey::address).toList();
    }

    /// The slots in which the token keeps a balance for every sender (a Solidity mapping in slot 0).
    SortedMap<UInt256, UInt256> tokenSlots() {
        SortedMap<UInt256, UInt256> slots = new TreeMap<>();
        for (Address sender : senders()) {
            Bytes key =
                    Bytes.concat(
                            UInt256.of(sender).toHash32().bytes(), UInt256.ZERO.toHash32().bytes());
            slots.put(UInt256.of(Hashes.keccak256(key)), UInt256.of(1_000_000));
        }
        return slots;
    }

    /// A transfer of tokens by every sender, each to an account of its own.
    List<Bytes> tokensToOwn(long nonce) {
        return tokens(nonce, keys.size());
    }

    /// A transfer of tokens by every sender, all to one account.
    List<Bytes> tokensToOne(long nonce) {
        return tokens(nonce, 1);
    }

    private List<Bytes> tokens(long nonce, int recipients) {
        List<Bytes> envelopes = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            Bytes data =
                    Bytes.concat(
                            TRANSFER,
                            UInt256.of(recipient(i % recipients)).toHash32().bytes(),
                            UInt256.ONE.toHash32().bytes());
            envelopes.add(
                    signed(
                            keys.get(i),
                            new Call(
                                    nonce,
                                    100_000,
                                    Recipient.of(TestLedger.TOKEN),
                                    UInt256.ZERO,
                                    data)));
        }
        return envelopes;
    }

    /// A plain transfer by every sender, each to an account of its own.
    List<Bytes> transfers(long nonce) {
        List<Bytes> envelopes = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            envelopes.add(
                    signed(
                            keys.get(i),
                            new Call(
                                    nonce,
                                    21_000,
                                    Recipient.of(recipient(i)),
                                    UInt256.ONE,
                                    Bytes.EMPTY)));
        }
        return envelopes;
    }

    private static Address recipient(int index) {
        return Address.of(Hashes.keccak256(Bytes.ofUtf8("recipient " + index)).bytes().slice(12));
    }

    private static Bytes signed(SigningKey key, Call call) {
        return new UnsignedTransaction.FeeMarket(
                        TestLedger.CHAIN_ID, new Fees(TIP, TIP), call, List.of())
                .sign(key)
                .encode();
    }
}
