package io.chirograph.ledger.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.crypto.Hashes;
import io.chirograph.types.Bytes;
import io.chirograph.types.UInt256;
import org.junit.jupiter.api.Test;

class RevertReasonTest {
    @Test
    void tellsErrorsOfSystemContractsInWordsAndAsBytes() {
        Bytes id = UInt256.of(0xabc).toHash32().bytes();
        Bytes owner = UInt256.of(0xdef).toHash32().bytes();
        Bytes notOwner = error("NotOwner(bytes32,address)", id, owner);
        assertThat(RevertReason.describe(notOwner))
                .isEqualTo(
                        "document 0x%s belongs to 0x%s: only its owner may do this (%s)"
                                .formatted(
                                        "0".repeat(61) + "abc", "0".repeat(37) + "def", notOwner));
        assertThat(
                        RevertReason.describe(
                                error(
                                        "NotCurrent(bytes32,uint8)",
                                        id,
                                        UInt256.of(3).toHash32().bytes())))
                .contains("is withdrawn: only a current version");
        assertThat(
                        RevertReason.describe(
                                error(
                                        "ApprovedBefore(uint48,uint16)",
                                        UInt256.of(7).toHash32().bytes(),
                                        UInt256.of(2).toHash32().bytes())))
                .startsWith("proposal 7 has the approval of the member on seat 2 already");
        Bytes cutOff = notOwner.slice(0, 40);
        assertThat(RevertReason.describe(cutOff)).isEqualTo(cutOff.toString());
    }

    private static Bytes error(String signature, Bytes... arguments) {
        Bytes selector = Hashes.keccak256(Bytes.ofUtf8(signature)).bytes().slice(0, 4);
        return Bytes.concat(selector, Bytes.concat(arguments));
    }

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
