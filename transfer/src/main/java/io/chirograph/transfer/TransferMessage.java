package io.chirograph.transfer;

import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.RlpException;
import io.chirograph.types.RlpReader;
import io.chirograph.types.RlpWriter;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/// What two members tell one another about an object; the layout is in the package's description.
public sealed interface TransferMessage {
    /// What a refused or finished transfer says beside its code, at most.
    int DETAIL_BYTES_MAX = 512;

    /// What an offer may carry for whoever uses the object.
    int NOTE_BYTES_MAX = 1 << 20;

    /// A frame with the longest message.
    int FRAME_BYTES_MAX =
            Math.max(Manifest.BLOCK_BYTES_MAX, Manifest.BLOCKS_MAX * Hash32.SIZE + NOTE_BYTES_MAX)
                    + 1024;

    String object();

    /// Who has the object, and which version?
    record Ask(String object) implements TransferMessage {}

    /// The sender has it.
    /// @param note what the object's user wants to know of the holder's copy; no part of the object
    record Offer(Manifest manifest, Bytes note) implements TransferMessage {
        @Override
        public String object() {
            return manifest.object();
        }
    }

    record Fetch(String object, Hash32 version, int block) implements TransferMessage {}

    /// @param checksum CRC32C of the block's number (4 bytes, most significant first) and the content
    record Block(String object, Hash32 version, int block, int checksum, Bytes content)
            implements TransferMessage {
        public static Block of(String object, Hash32 version, int block, Bytes content) {
            return new Block(object, version, block, checksum(block, content), content);
        }

        int checksumOfContent() {
            return checksum(block, content);
        }

        private static int checksum(int block, Bytes content) {
            CRC32C checksum = new CRC32C();
            checksum.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, block));
            checksum.update(content.asByteBuffer());
            return (int) checksum.getValue();
        }
    }

    /// @param expected the version that the refusing side works with; zero when it has none
    /// @param actual the version of what it refuses
    record Refused(String object, Hash32 expected, Hash32 actual, int block, Reason reason)
            implements TransferMessage {}

    /// To the holder whose block was the last.
    record Finished(String object, Hash32 version, Outcome outcome, String detail)
            implements TransferMessage {}

    /// Why something was refused.
    enum Reason {
        NOT_HELD(1),
        OTHER_VERSION(2),
        NO_SUCH_BLOCK(3),
        TOO_MANY(4);

        private final int code;

        Reason(int code) {
            this.code = code;
        }

        private static Reason withCode(int code) {
            return Arrays.stream(values())
                    .filter(each -> each.code == code)
                    .findFirst()
                    .orElseThrow(() -> new RlpException("there is no reason " + code));
        }
    }

    /// How the receiving side ended.
    enum Outcome {
        COMPLETE(1),
        FAILED(2);

        private final int code;

        Outcome(int code) {
            this.code = code;
        }

        private static Outcome withCode(int code) {
            return Arrays.stream(values())
                    .filter(each -> each.code == code)
                    .findFirst()
                    .orElseThrow(() -> new RlpException("there is no outcome " + code));
        }
    }

    default Bytes encode() {
        return RlpWriter.list(w -> {
            switch (this) {
                case Ask(var object) -> w.number(1).bytes(name(object));
                case Offer(var manifest, var note) ->
                        w.number(2).encoded(manifest.toRlp()).bytes(note);
                case Fetch(var object, var version, int block) ->
                        w.number(3).bytes(name(object)).hash(version).number(block);
                case Block(var object, var version, int block, int checksum, var content) ->
                        w.number(4)
                                .bytes(name(object))
                                .hash(version)
                                .number(block)
                                .number(Integer.toUnsignedLong(checksum))
                                .bytes(content);
                case Refused(var object, var expected, var actual, int block, var reason) ->
                        w.number(5)
                                .bytes(name(object))
                                .hash(expected)
                                .hash(actual)
                                .number(block)
                                .number(reason.code);
                case Finished(var object, var version, var outcome, var detail) ->
                        w.number(6)
                                .bytes(name(object))
                                .hash(version)
                                .number(outcome.code)
                                .bytes(cut(Bytes.ofUtf8(detail)));
            }
        });
    }

    private static Bytes name(String object) {
        return Bytes.ofUtf8(object);
    }

    private static Bytes cut(Bytes text) {
        return text.slice(0, Math.min(text.size(), DETAIL_BYTES_MAX));
    }

    /// @throws RlpException when `frame` is not exactly one message
    static TransferMessage decode(Bytes frame) {
        RlpReader fields = RlpReader.list(frame);
        int kind = fields.number(6);
        TransferMessage message =
                switch (kind) {
                    case 1 -> new Ask(readName(fields));
                    case 2 ->
                            new Offer(
                                    Manifest.fromRlp(fields.encoded()),
                                    fields.bytes(NOTE_BYTES_MAX));
                    case 3 -> new Fetch(readName(fields), fields.hash(), readBlock(fields));
                    case 4 ->
                            new Block(
                                    readName(fields),
                                    fields.hash(),
                                    readBlock(fields),
                                    (int) fields.number(),
                                    fields.bytes(Manifest.BLOCK_BYTES_MAX));
                    case 5 ->
                            new Refused(
                                    readName(fields),
                                    fields.hash(),
                                    fields.hash(),
                                    readBlock(fields),
                                    Reason.withCode(fields.number(Byte.MAX_VALUE)));
                    case 6 ->
                            new Finished(
                                    readName(fields),
                                    fields.hash(),
                                    Outcome.withCode(fields.number(Byte.MAX_VALUE)),
                                    fields.bytes(DETAIL_BYTES_MAX).toUtf8());
                    default -> throw new RlpException("there is no transfer message " + kind);
                };
        fields.end();
        return message;
    }

    private static String readName(RlpReader fields) {
        return fields.bytes(Manifest.NAME_BYTES_MAX).toUtf8();
    }

    private static int readBlock(RlpReader fields) {
        return fields.number(Manifest.BLOCKS_MAX - 1);
    }
}
