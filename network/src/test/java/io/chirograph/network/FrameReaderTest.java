package io.chirograph.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.chirograph.testkit.Seed;
import io.chirograph.types.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FrameReaderTest {
    private static final int LIMIT = 1000;

    private final EmbeddedChannel channel = new EmbeddedChannel(new FrameReader(LIMIT));

    @Test
    void readsFramesHoweverTheirBytesAreCut() {
        Seed.of(0x5eed)
                .run(
                        "network",
                        FrameReaderTest.class,
                        random -> {
                            List<Bytes> payloads = new ArrayList<>();
                            ByteBuf wire = Unpooled.buffer();
                            for (int i = 0; i < 200; i++) {
                                byte[] payload = new byte[random.nextInt(LIMIT + 1)];
                                random.nextBytes(payload);
                                payloads.add(Bytes.owning(payload));
                                FrameQueue.put(wire, Frame.Type.DATA, payloads.getLast());
                            }
                            while (wire.isReadable()) {
                                int size = Math.min(wire.readableBytes(), random.nextInt(700));
                                channel.writeInbound(wire.readBytes(size));
                            }
                            wire.release();
                            List<Bytes> read = new ArrayList<>();
                            for (Frame each = channel.readInbound();
                                    each != null;
                                    each = channel.readInbound()) {
                                assertThat(each.type()).isEqualTo(Frame.Type.DATA);
                                read.add(each.payload());
                            }
                            assertThat(read).isEqualTo(payloads);
                        });
    }

    @Test
    void refusesALengthAboveTheLimitBeforeThePayloadComes() {
        assertThat(refusalOf(header(1 + LIMIT + 1, 4))).isEqualTo(Refusal.FRAME_TOO_LONG);
    }

    @Test
    void readsLengthsAsUnsigned() {
        assertThat(refusalOf(header(-1, 4))).isEqualTo(Refusal.FRAME_TOO_LONG);
    }

    @Test
    void refusesALengthWithoutAType() {
        assertThat(refusalOf(header(0, 4))).isEqualTo(Refusal.BAD_FRAME);
    }

    @Test
    void refusesAnUnknownType() {
        assertThat(refusalOf(header(1, 5))).isEqualTo(Refusal.BAD_FRAME);
        assertThat(refusalOf(header(1, 255))).isEqualTo(Refusal.BAD_FRAME);
    }

    @Test
    void readsNothingAfterABadFrame() {
        assertThatThrownBy(() -> channel.writeInbound(header(0, 4)))
                .isInstanceOf(FrameReader.FrameException.class);
        ByteBuf good = Unpooled.buffer();
        FrameQueue.put(good, Frame.Type.DATA, Bytes.EMPTY);

        channel.writeInbound(good);

        assertThat(channel.inboundMessages()).isEmpty();
    }

    private static ByteBuf header(int length, int type) {
        return Unpooled.buffer().writeInt(length).writeByte(type);
    }

    private static Refusal refusalOf(ByteBuf bytes) {
        EmbeddedChannel fresh = new EmbeddedChannel(new FrameReader(LIMIT));
        return catchThrowableOfType(
                        FrameReader.FrameException.class, () -> fresh.writeInbound(bytes))
                .refusal();
    }
}
