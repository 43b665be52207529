package io.chirograph.ledger;

import io.chirograph.crypto.Hashes;
import io.chirograph.crypto.SigningKey;
import io.chirograph.ledger.transaction.Call;
import io.chirograph.ledger.transaction.Fees;
import io.chirograph.ledger.transaction.Recipient;
import io.chirograph.ledger.transaction.UnsignedTransaction;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.UInt256;
import java.util.List;

/// An account of the tests, and the transactions it signs.
public record TestSender(SigningKey key) {
    public static final long CHAIN_ID = 4711;

    public static TestSender named(String name) {
        return new TestSender(SigningKey.of(Hashes.keccak256(Bytes.ofUtf8(name))));
    }

    public Address address() {
        return key.address();
    }

    public SentTransaction transfer(long nonce, long tip) {
        return send(nonce, 21_000, tip, Recipient.of(Address.ZERO), UInt256.ZERO, Bytes.EMPTY);
    }

    public SentTransaction transfer(long nonce, Address to, long value) {
        return send(nonce, 21_000, 0, Recipient.of(to), UInt256.of(value), Bytes.EMPTY);
    }

    public SentTransaction deploy(long nonce, Bytes code) {
        return send(nonce, 1_000_000, 0, Recipient.newContract(), UInt256.ZERO, code);
    }

    public SentTransaction call(long nonce, Address contract, Bytes data) {
        return send(nonce, 1_000_000, 0, Recipient.of(contract), UInt256.ZERO, data);
    }

    public SentTransaction send(
            long nonce, long gasLimit, long tip, Recipient to, UInt256 value, Bytes data) {
        UnsignedTransaction unsigned =
                new UnsignedTransaction.FeeMarket(
                        CHAIN_ID,
                        new Fees(UInt256.of(tip), UInt256.of(tip)),
                        new Call(nonce, gasLimit, to, value, data),
                        List.of());
        return new SentTransaction(unsigned.sign(key), address());
    }
}
