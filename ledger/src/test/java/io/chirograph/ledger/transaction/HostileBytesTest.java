package io.chirograph.ledger.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.crypto.SigningKey;
import io.chirograph.testkit.Rounds;
import io.chirograph.testkit.Seed;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.RlpException;
import io.chirograph.types.RlpReader;
import io.chirograph.types.RlpWriter;
import io.chirograph.types.UInt256;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Any bytes as RLP and as transactions: they are what they encode to again, or refused in the words of the
/// format. `-Dfuzz.seconds=600` goes on for longer.
class HostileBytesTest {
    private static final int ROUNDS = 20_000;

    /// Deeper than any format here; a reader of random depth stops there.
    private static final int DEPTH_MAX = 64;

    private static final SigningKey SENDER = SigningKey.of(UInt256.of(0x5eed).toHash32());
    private static final Address TO = Address.fromHex("0x00000000000000000000000000000000000000aa");
    private static final Fees FEES = new Fees(UInt256.of(2), UInt256.of(300));
    private static final List<AccessListEntry> ACCESS_LIST =
            List.of(new AccessListEntry(TO, List.of(UInt256.ZERO, UInt256.MAX)));

    @Test
    void anyBytesAreCanonicalRlpOrRefused() {
        Seed.of(0x417)
                .run(
                        "ledger",
                        HostileBytesTest.class,
                        random -> {
                            Rounds rounds = Rounds.atLeast(ROUNDS, 2);
                            while (rounds.next()) {
                                checkRlp(hostile(random, rlp(random, 0)));
                            }
                        });
    }

    private static void checkRlp(Bytes input) {
        try {
            RlpReader reader = RlpReader.list(input);
            Bytes again = RlpWriter.list(writer -> copy(reader, writer, 0));
            assertThat(again).as("%s", input).isEqualTo(input);
        } catch (RlpException e) {
            assertThat(e.getMessage()).as("%s", input).isNotBlank();
        }
    }

    private static void copy(RlpReader from, RlpWriter to, int depth) {
        while (from.hasNext()) {
            if (!from.nextIsList()) {
                to.bytes(from.bytes());
            } else if (depth == DEPTH_MAX) {
                throw new RlpException("deeper than " + DEPTH_MAX);
            } else {
                RlpReader inner = from.list();
                to.beginList(writer -> copy(inner, writer, depth + 1));
            }
        }
        from.end();
    }

    private static Bytes rlp(Random random, int depth) {
        return RlpWriter.list(writer -> {
            for (int i = random.nextInt(5); i > 0; i--) {
                if (depth < 5 && random.nextInt(3) == 0) {
                    writer.encoded(rlp(random, depth + 1));
                } else {
                    writer.bytes(noise(random, random.nextInt(70)));
                }
            }
        });
    }

    private static Bytes noise(Random random, int size) {
        byte[] noise = new byte[size];
        random.nextBytes(noise);
        return Bytes.owning(noise);
    }

    /// `valid` changed in one of the ways that break parsers, or nothing but noise.
    private static Bytes hostile(Random random, Bytes valid) {
        byte[] bytes = valid.toArray();
        return switch (random.nextInt(7)) {
            case 0 -> noise(random, 1 + random.nextInt(300));
            case 1 -> valid.slice(0, random.nextInt(bytes.length));
            case 2 -> Bytes.concat(valid, noise(random, 1 + random.nextInt(9)));
            case 3 -> {
                // A length of up to eight bytes where one stood, or none.
                byte[] length = new byte[1 + random.nextInt(9)];
                random.nextBytes(length);
                length[0] = (byte) (random.nextBoolean() ? 0xb8 : 0xf8 + random.nextInt(8));
                int at = random.nextInt(bytes.length);
                yield Bytes.concat(valid.slice(0, at), Bytes.owning(length), valid.slice(at));
            }
            case 4 -> opened(1 + random.nextInt(2_000));
            default -> {
                for (int i = random.nextInt(4); i >= 0; i--) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                }
                yield Bytes.owning(bytes);
            }
        };
    }

    /// The beginnings of `count` lists within each other.
    private static Bytes opened(int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) (0xc0 + Math.min(55, count - 1 - i));
        }
        return Bytes.owning(bytes);
    }

    @Test
    void anyBytesAreATransactionOfOneFormOrRefused() {
        List<Bytes> valid = envelopes();
        Seed.of(0x7a9)
                .run(
                        "ledger",
                        HostileBytesTest.class,
                        random -> {
                            Rounds rounds = Rounds.atLeast(ROUNDS, 2);
                            while (rounds.next()) {
                                Bytes envelope = valid.get(random.nextInt(valid.size()));
                                checkTransaction(hostile(random, envelope));
                            }
                        });
    }

    private static List<Bytes> envelopes() {
        Call call = new Call(7, 90_000, Recipient.of(TO), UInt256.of(5), Bytes.fromHex("c0ffee"));
        List<UnsignedTransaction> all =
                List.of(
                        new UnsignedTransaction.Legacy(1337, UInt256.of(9), call),
                        new UnsignedTransaction.AccessListed(
                                1337, UInt256.of(9), call, ACCESS_LIST),
                        new UnsignedTransaction.FeeMarket(1337, FEES, call, ACCESS_LIST),
                        new UnsignedTransaction.Blob(
                                1337,
                                FEES,
                                call,
                                ACCESS_LIST,
                                UInt256.ONE,
                                List.of(UInt256.of(3).toHash32())),
                        new UnsignedTransaction.SetCode(
                                1337,
                                FEES,
                                call,
                                ACCESS_LIST,
                                List.of(Authorization.sign(SENDER, 1337, TO, 8))));
        return all.stream().map(unsigned -> unsigned.sign(SENDER).encode()).toList();
    }

    private static void checkTransaction(Bytes envelope) {
        switch (Transaction.decode(envelope)) {
            case Transaction.Valid(Transaction transaction) -> {
                assertThat(TransactionRlp.encode(transaction.unsigned(), transaction.signature()))
                        .as("%s", envelope)
                        .isEqualTo(envelope);
                // Of any key or of none, but never an exception.
                assertThat(transaction.sender()).isNotNull();
            }
            case Transaction.Invalid(String reason) ->
                    assertThat(reason).as("%s", envelope).isNotBlank();
        }
    }
}
