package io.chirograph.proof.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.proof.document.Verification.Refused;
import io.chirograph.proof.document.Verification.Step;
import io.chirograph.proof.document.Verification.Verified;
import io.chirograph.testkit.Seed;
import io.chirograph.types.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// A proof file is exactly what its maker wrote or it proves nothing.
class DocumentProofProperties {
    private final ProvenNetwork network = new ProvenNetwork(4170);
    private final SampleDocument document = new SampleDocument();
    private final byte[] file = file();

    private byte[] file() {
        Opening opening = new Opening.OfBoth(document.passage(1), document.content());
        Registration registration = document.registration(network.account(1));
        return network.prove(registration, opening, 1).toJson().toArray();
    }

    private Verification verify(byte[] changed) {
        return DocumentVerifier.verify(network.genesis(), Bytes.copyOf(changed));
    }

    private void assertRefused(String text) {
        assertThat(verify(text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused ->
                                assertThat(refused.step())
                                        .as(refused.reason())
                                        .isEqualTo(Step.FORMAT));
    }

    @Test
    void everyChangedByteIsRefused() {
        assertThat(verify(file)).isInstanceOf(Verified.class);
        Seed.of(0xc4170).run("proof", DocumentProofProperties.class, this::changeEveryByte);
    }

    private void changeEveryByte(Random random) {
        for (int at = 0; at < file.length; at++) {
            byte[] changed = file.clone();
            changed[at] = (byte) (file[at] ^ (1 + random.nextInt(255)));
            assertThat(verify(changed)).as("byte %d", at).isInstanceOf(Refused.class);
        }
    }

    @Test
    void everyHexadecimalDigitThatBecomesAnotherIsRefused() {
        for (int at = 0; at < file.length; at++) {
            int digit = Character.digit(file[at], 16);
            if (digit >= 0) {
                byte[] changed = file.clone();
                changed[at] = (byte) Character.forDigit(digit ^ 1, 16);
                assertThat(verify(changed)).as("byte %d", at).isInstanceOf(Refused.class);
            }
        }
    }

    @Test
    void everyLineLeftOutOrDoubledIsRefused() {
        String text = new String(file, StandardCharsets.UTF_8);
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf('\n', start) + 1;
            String line = text.substring(start, end);
            assertThat(verify(bytes(text.substring(0, start) + text.substring(end))))
                    .as("without %s", line)
                    .isInstanceOf(Refused.class);
            assertThat(verify(bytes(text.substring(0, end) + text.substring(start))))
                    .as("twice %s", line)
                    .isInstanceOf(Refused.class);
            start = end;
        }
    }

    @Test
    void theSameContentInAnotherLayoutIsRefused() {
        String text = new String(file, StandardCharsets.UTF_8);
        assertRefused(text + " ");
        assertRefused(text + "{}");
        assertRefused(text.strip());
        assertRefused(text.replace("\n", "\r\n"));
        assertRefused(text.replace("  ", " "));
        assertRefused(text.replace("质", "\\u8d28"));
        assertRefused(text.replaceFirst("0x([0-9a-f]*)([a-f])", "0x$1" + "F"));
        assertRefused(text.replaceFirst("\"index\": 1", "\"index\": 1.0"));
        assertRefused(text.replaceFirst("\"genesisHash\": \"0x", "\"genesisHash\": \""));
        assertRefused(text.replaceFirst("\\{\n", "{\n  \"note\": \"\",\n"));
        assertThat(verify(text.getBytes(StandardCharsets.UTF_16))).isInstanceOf(Refused.class);
    }

    @Test
    void whatIsNoProofAtAllIsRefused() {
        assertRefused("");
        assertRefused("[]");
        assertRefused("{}");
        assertRefused("{\"format\": \"chirograph-proof-2\"}");
        assertRefused(" ".repeat(DocumentProofFile.FILE_BYTES_MAX + 1));
    }

    @Test
    void aProofIsReadAsItWasWritten() {
        DocumentProof proof = DocumentProof.fromJson(Bytes.copyOf(file));
        assertThat(proof.toJson()).isEqualTo(Bytes.copyOf(file));
        assertThat(proof.opening().passage().orElseThrow()).isEqualTo(document.passage(1));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
