package io.chirograph.ledger.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.crypto.SigningKey;
import io.chirograph.testkit.Seed;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.RlpWriter;
import io.chirograph.types.UInt256;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransactionTest {
    private static final long CHAIN = 1337;
    private static final SigningKey SENDER = SigningKey.of(UInt256.of(0x5eed).toHash32());
    private static final Address TO = Address.fromHex("0x00000000000000000000000000000000000000aa");
    private static final Fees FEES = new Fees(UInt256.of(2), UInt256.of(300));
    private static final Call CALL =
            new Call(7, 90_000, Recipient.of(TO), UInt256.of(5), Bytes.fromHex("c0ffee"));
    private static final List<AccessListEntry> ACCESS_LIST =
            List.of(new AccessListEntry(TO, List.of(UInt256.ZERO, UInt256.MAX)));
    private static final List<UnsignedTransaction> ALL_TYPES =
            List.of(
                    new UnsignedTransaction.Legacy(0, UInt256.of(9), CALL),
                    new UnsignedTransaction.Legacy(CHAIN, UInt256.of(9), CALL),
                    new UnsignedTransaction.AccessListed(CHAIN, UInt256.of(9), CALL, ACCESS_LIST),
                    new UnsignedTransaction.FeeMarket(CHAIN, FEES, CALL, ACCESS_LIST),
                    new UnsignedTransaction.Blob(
                            CHAIN,
                            FEES,
                            CALL,
                            ACCESS_LIST,
                            UInt256.ONE,
                            List.of(UInt256.of(3).toHash32())),
                    new UnsignedTransaction.SetCode(
                            CHAIN,
                            FEES,
                            CALL,
                            ACCESS_LIST,
                            List.of(Authorization.sign(SENDER, CHAIN, TO, 8))));

    @Test
    void everyTypeComesBackFromItsEnvelopeWithItsSender() {
        for (UnsignedTransaction unsigned : ALL_TYPES) {
            Transaction signed = unsigned.sign(SENDER);
            Transaction decoded = valid(signed.encode());
            assertThat(decoded.unsigned()).isEqualTo(unsigned);
            assertThat(decoded.hash()).isEqualTo(signed.hash());
            assertThat(decoded.sender()).contains(SENDER.address());
        }
    }

    @Test
    void theExampleOfEip155IsSignedAsItSays() {
        SigningKey key = SigningKey.of(Hash32.fromHex("46".repeat(32)));
        Call call =
                new Call(
                        9,
                        21_000,
                        Recipient.of(Address.fromHex("35".repeat(20))),
                        UInt256.parse("1000000000000000000"),
                        Bytes.EMPTY);
        Transaction signed =
                new UnsignedTransaction.Legacy(1, UInt256.parse("20000000000"), call).sign(key);
        assertThat(signed.unsigned().signingHash().toHex())
                .isEqualTo("0xdaf5a779ae972f972197303d7b574746c7ef83eadac0f2791ad23db92e4c8e53");
        assertThat(signed.encode().toHex())
                .isEqualTo(
                        "0xf86c098504a817c800825208943535353535353535353535353535353535353535880de0b6"
                            + "b3a76400008025a028ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa63"
                            + "6276a067cbe9d8997f761aecb703304b3800ccf555c9f3dc64214b297fb1966a3b6d83");
    }

    @Test
    void authorizationTellsWhoSigned() {
        Authorization authorization = Authorization.sign(SENDER, CHAIN, TO, 8);
        assertThat(authorization.authority()).contains(SENDER.address());
        Authorization other =
                new Authorization(
                        authorization.chainId(),
                        TO,
                        9,
                        authorization.yParity(),
                        authorization.r(),
                        authorization.s());
        assertThat(other.authority()).isNotEqualTo(authorization.authority());
    }

    @Test
    void noChangedByteGoesUnnoticedOrThrows() {
        Seed.of(0x7a)
                .run(
                        "ledger",
                        TransactionTest.class,
                        random -> {
                            for (int round = 0; round < 5_000; round++) {
                                UnsignedTransaction unsigned =
                                        ALL_TYPES.get(random.nextInt(ALL_TYPES.size()));
                                Transaction signed = unsigned.sign(SENDER);
                                byte[] envelope = signed.encode().toArray();
                                envelope[random.nextInt(envelope.length)] ^=
                                        (byte) (1 << random.nextInt(8));
                                Bytes changed = Bytes.owning(envelope);
                                if (Transaction.decode(changed)
                                        instanceof Transaction.Valid(Transaction decoded)) {
                                    assertThat(again(decoded)).isEqualTo(changed);
                                    assertThat(decoded.hash()).isNotEqualTo(signed.hash());
                                }
                            }
                        });
    }

    /// The envelope made anew from the parts, so that there is only one for them.
    private static Bytes again(Transaction transaction) {
        return TransactionRlp.encode(transaction.unsigned(), transaction.signature());
    }

    @Test
    void whatIsCutOffOrAddedIsRejected() {
        for (UnsignedTransaction unsigned : ALL_TYPES) {
            Bytes envelope = unsigned.sign(SENDER).encode();
            for (int size = 0; size < envelope.size(); size++) {
                assertThat(Transaction.decode(envelope.slice(0, size)))
                        .isInstanceOf(Transaction.Invalid.class);
            }
            assertThat(Transaction.decode(Bytes.concat(envelope, Bytes.copyOf((byte) 0))))
                    .isInstanceOf(Transaction.Invalid.class);
        }
    }

    @Test
    void envelopeOverItsBoundIsRejectedUnread() {
        Bytes large = Bytes.owning(new byte[Transaction.ENVELOPE_BYTES_MAX + 1]);
        assertThat(Transaction.decode(large))
                .isEqualTo(
                        new Transaction.Invalid(
                                "a transaction has 1 to 2097152 bytes, not 2097153"));
    }

    @Test
    void unknownTypeIsRejected() {
        Bytes envelope = Bytes.concat(Bytes.copyOf((byte) 5), RlpWriter.list(fields -> {}));
        assertThat(Transaction.decode(envelope))
                .isEqualTo(new Transaction.Invalid("there is no transaction type 5"));
    }

    private static Transaction valid(Bytes envelope) {
        if (Transaction.decode(envelope) instanceof Transaction.Valid(Transaction transaction)) {
            return transaction;
        }
        throw new AssertionError("not valid: " + Transaction.decode(envelope));
    }
}
