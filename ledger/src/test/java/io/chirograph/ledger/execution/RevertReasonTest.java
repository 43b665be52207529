package io.chirograph.ledger.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.types.Bytes;
import io.chirograph.types.UInt256;
import org.junit.jupiter.api.Test;

class RevertReasonTest {
    private static final Bytes ERROR = Bytes.fromHex("08c379a0");

    @Test
    void errorStringIsGivenAsItIs() {
        assertThat(RevertReason.describe(error(4))).isEqualTo("nope");
    }

    @Test
    void panicIsPutIntoWords() {
        Bytes panic = Bytes.concat(Bytes.fromHex("4e487b71"), word(0x11));
        assertThat(RevertReason.describe(panic))
                .isEqualTo("panic 0x11: arithmetic overflow or underflow");
    }

    @Test
    void lengthBeyondTheDataIsNotRead() {
        assertThat(RevertReason.describe(error(5_000))).startsWith("0x08c379a0");
        assertThat(RevertReason.describe(ERROR)).isEqualTo("0x08c379a0");
    }

    @Test
    void nothingIsNamed() {
        assertThat(RevertReason.describe(Bytes.EMPTY)).isEqualTo("no reason given");
    }

    private static Bytes error(long length) {
        Bytes text = Bytes.concat(Bytes.ofUtf8("nope"), Bytes.owning(new byte[28]));
        return Bytes.concat(ERROR, word(32), word(length), text);
    }

    private static Bytes word(long value) {
        return Bytes.owning(UInt256.of(value).toArray());
    }
}
