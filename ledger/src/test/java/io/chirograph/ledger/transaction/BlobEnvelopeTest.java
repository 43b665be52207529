package io.chirograph.ledger.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.crypto.Hashes;
import io.chirograph.crypto.SigningKey;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.RlpException;
import io.chirograph.types.RlpWriter;
import io.chirograph.types.UInt256;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlobEnvelopeTest {
    private static final SigningKey KEY =
            SigningKey.of(Hashes.keccak256(Bytes.ofUtf8("blobs' sender")));
    private static final Bytes BLOB = Bytes.owning(new byte[1 << 17]);
    private static final Bytes COMMITMENT = Bytes.owning(new byte[48]);
    private static final Bytes IN_BLOCK =
            new UnsignedTransaction.Blob(
                            1,
                            new Fees(UInt256.ONE, UInt256.ONE),
                            new Call(
                                    0,
                                    21_000,
                                    Recipient.of(Address.ZERO),
                                    UInt256.ZERO,
                                    Bytes.EMPTY),
                            List.of(),
                            UInt256.ONE,
                            List.of(hashOf(COMMITMENT)))
                    .sign(KEY)
                    .encode();

    private static Hash32 hashOf(Bytes commitment) {
        return Hash32.of(
                Bytes.concat(Bytes.copyOf((byte) 1), Hashes.sha256(commitment).bytes().slice(1)));
    }

    private static Bytes sent(boolean namesForm, Bytes blob, Bytes commitment) {
        Bytes list =
                RlpWriter.list(w -> {
                    w.encoded(IN_BLOCK.slice(1));
                    if (namesForm) {
                        w.number(1);
                    }
                    w.beginList(blobs -> blobs.bytes(blob))
                            .beginList(commitments -> commitments.bytes(commitment))
                            .beginList(proofs -> proofs.bytes(COMMITMENT));
                });
        return Bytes.concat(Bytes.copyOf((byte) 3), list);
    }

    @Test
    void bothFormsInWhichBlobsAreSentGiveWhatABlockHas() {
        assertThat(BlobEnvelope.withoutBlobs(sent(false, BLOB, COMMITMENT))).isEqualTo(IN_BLOCK);
        assertThat(BlobEnvelope.withoutBlobs(sent(true, BLOB, COMMITMENT))).isEqualTo(IN_BLOCK);
    }

    @Test
    void whatHasNoBlobsBesideItStaysAsItIs() {
        assertThat(BlobEnvelope.withoutBlobs(IN_BLOCK)).isEqualTo(IN_BLOCK);
        assertThat(BlobEnvelope.withoutBlobs(Bytes.EMPTY)).isEqualTo(Bytes.EMPTY);
        assertThat(BlobEnvelope.withoutBlobs(Bytes.fromHex("02c0")))
                .isEqualTo(Bytes.fromHex("02c0"));
    }

    @Test
    void refusesBlobsThatAreNotThoseOfTheTransaction() {
        Bytes other = Bytes.concat(COMMITMENT.slice(1), Bytes.copyOf((byte) 1));
        assertThatThrownBy(() -> BlobEnvelope.withoutBlobs(sent(true, BLOB, other)))
                .isInstanceOf(RlpException.class)
                .hasMessageContaining("not those that the transaction commits to");
        assertThatThrownBy(() -> BlobEnvelope.withoutBlobs(sent(true, BLOB.slice(1), COMMITMENT)))
                .isInstanceOf(RlpException.class)
                .hasMessageContaining("a blob has 131072 bytes");
        assertThatThrownBy(() -> BlobEnvelope.withoutBlobs(Bytes.fromHex("03c1c0")))
                .isInstanceOf(RlpException.class);
    }
}
