package io.chirograph.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.crypto.Hashes;
import io.chirograph.testkit.Seed;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.RlpException;
import io.chirograph.types.RlpWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TransferMessageTest {
    private static final Hash32 VERSION = Hashes.sha256(Bytes.ofUtf8("version"));
    private static final Manifest MANIFEST =
            Manifest.of("map", new MemorySource(Bytes.ofUtf8("0123456789")), 4);

    private static final List<TransferMessage> EACH =
            List.of(
                    new TransferMessage.Ask("map"),
                    new TransferMessage.Offer(MANIFEST, Bytes.ofUtf8("note")),
                    new TransferMessage.Fetch("map", VERSION, 2),
                    new TransferMessage.Block("map", VERSION, 0, -2, Bytes.ofUtf8("0123")),
                    new TransferMessage.Refused(
                            "map", Hash32.ZERO, VERSION, 1, TransferMessage.Reason.OTHER_VERSION),
                    new TransferMessage.Finished(
                            "map", VERSION, TransferMessage.Outcome.FAILED, "disk full"));

    @Test
    void readsWhatItWrote() {
        for (TransferMessage message : EACH) {
            assertThat(TransferMessage.decode(message.encode())).isEqualTo(message);
        }
    }

    @Test
    void hasTheBytesOfTheDescription() {
        assertThat(new TransferMessage.Ask("map").encode())
                .isEqualTo(RlpWriter.list(w -> w.number(1).bytes(Bytes.ofUtf8("map"))));
        assertThat(new TransferMessage.Fetch("map", VERSION, 2).encode())
                .isEqualTo(
                        RlpWriter.list(w ->
                                w.number(3).bytes(Bytes.ofUtf8("map")).hash(VERSION).number(2)));
    }

    @Test
    void refusesWhatIsNoMessageWithoutFailingOtherwise() {
        Seed.of(0x5eed)
                .run(
                        "transfer",
                        TransferMessageTest.class,
                        random -> {
                            for (int i = 0; i < 20_000; i++) {
                                byte[] frame =
                                        EACH.get(random.nextInt(EACH.size())).encode().toArray();
                                frame[random.nextInt(frame.length)] ^=
                                        (byte) (1 << random.nextInt(8));
                                try {
                                    TransferMessage.decode(Bytes.owning(frame));
                                } catch (RlpException e) {
                                    assertThat(e.getMessage()).isNotEmpty();
                                }
                            }
                        });
    }

    @Test
    void boundsWhatAManifestMayClaim() {
        assertThatThrownBy(() -> new Manifest("x", 1L << 62, 1, VERSION, Bytes.EMPTY))
                .hasMessageContaining("size is " + (1L << 62))
                .hasMessageContaining("65536");
        assertThatThrownBy(() -> new Manifest("", 0, 1, VERSION, Bytes.EMPTY))
                .hasMessageContaining("1 to 128");
        assertThatThrownBy(() -> new Manifest("x", 8, 4, VERSION, Bytes.EMPTY))
                .hasMessageContaining("64 to 64");
    }

    @Test
    void longestMessagesFitAFrame() {
        Bytes content = Bytes.owning(new byte[Manifest.BLOCK_BYTES_MAX]);
        TransferMessage block =
                new TransferMessage.Block(
                        "n".repeat(Manifest.NAME_BYTES_MAX), VERSION, 65_535, -1, content);

        assertThat(block.encode().size()).isLessThanOrEqualTo(TransferMessage.FRAME_BYTES_MAX);
    }
}
