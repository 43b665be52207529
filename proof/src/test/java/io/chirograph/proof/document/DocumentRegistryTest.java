package io.chirograph.proof.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.proof.AbiWords;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import org.junit.jupiter.api.Test;

/// The expected values were computed with solc's method identifiers and a separate Keccak.
class DocumentRegistryTest {
    private static final Address OWNER =
            Address.fromHex("0x1111111111111111111111111111111111111111");
    private static final Hash32 ID =
            Hash32.fromHex("0x2222222222222222222222222222222222222222222222222222222222222222");

    private static Registration registration(Hash32 previous, long version) {
        return new Registration(
                Hash32.fromHex("0x" + "a1".repeat(32)),
                1000,
                Hash32.fromHex("0x" + "a2".repeat(32)),
                7,
                new Extractor("text", 1),
                previous,
                Hash32.fromHex("0x" + "a3".repeat(32)),
                OWNER,
                version);
    }

    @Test
    void callsStartWithTheSelectorsThatTheCompilerGives() {
        assertThat(DocumentRegistry.registerCall(registration(Hash32.ZERO, 1)).slice(0, 4))
                .isEqualTo(Bytes.fromHex("28c76629"));
        assertThat(DocumentRegistry.withdrawCall(ID).slice(0, 4))
                .isEqualTo(Bytes.fromHex("8e19899e"));
        assertThat(DocumentRegistry.isRegisteredCall(ID).slice(0, 4))
                .isEqualTo(Bytes.fromHex("27258b22"));
        assertThat(DocumentRegistry.entryCall(ID).slice(0, 4)).isEqualTo(Bytes.fromHex("80820b31"));
    }

    @Test
    void registerCallHasTheSevenFieldsAsWords() {
        Bytes call = DocumentRegistry.registerCall(registration(ID, 2));
        assertThat(call.size()).isEqualTo(4 + 7 * 32);
        assertThat(UInt256.of(call.slice(36, 68))).isEqualTo(UInt256.of(1000));
        assertThat(UInt256.of(call.slice(100, 132))).isEqualTo(UInt256.of(7));
        assertThat(call.slice(132, 138)).isEqualTo(Bytes.ofUtf8("text/1"));
        assertThat(Hash32.of(call.slice(164, 196))).isEqualTo(ID);
    }

    @Test
    void topicsAreTheHashesOfTheEventSignatures() {
        assertThat(DocumentRegistry.REGISTERED_TOPIC.toHex())
                .isEqualTo("0xb50cda0834fc852329bdfc9b31e25f6af005f0b1eb50a840f360b075d7a5a543");
        assertThat(DocumentRegistry.WITHDRAWN_TOPIC.toHex())
                .isEqualTo("0xf0d0864583a8231b5ff3c9d26b03e84a32b52495111e31e44d49e43a492dc7b2");
    }

    @Test
    void storageWordsAndTheEntryViewTellTheSame() {
        Hash32 digest = registration(Hash32.ZERO, 1).digest();
        Hash32 state =
                Hash32.fromHex(
                        "0x0003" // withdrawn
                                + "00000002" // version
                                + "000000000102" // height
                                + "1111111111111111111111111111111111111111");
        var expected =
                new DocumentRegistry.Entry(
                        digest, OWNER, 258, 2, DocumentRegistry.Status.WITHDRAWN);
        Bytes view =
                AbiWords.join(
                        digest,
                        AbiWords.word(OWNER),
                        AbiWords.word(258),
                        AbiWords.word(2),
                        AbiWords.word(3));
        assertThat(DocumentRegistry.decodeStorage(digest, state)).contains(expected);
        assertThat(DocumentRegistry.decodeEntry(view)).contains(expected);
        assertThat(DocumentRegistry.decodeStorage(Hash32.ZERO, Hash32.ZERO)).isEmpty();
    }

    @Test
    void wordsThatTheRegistryNeverWritesAreRefused() {
        assertThatThrownBy(() ->
                        DocumentRegistry.decodeStorage(
                                ID, Hash32.fromHex("0x01" + "00".repeat(31))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() ->
                        DocumentRegistry.decodeStorage(
                                ID, Hash32.fromHex("0x0004" + "00".repeat(30))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("status 4");
        assertThatThrownBy(() -> DocumentRegistry.decodeEntry(Bytes.EMPTY))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theSameContentHasAnotherIdForAnotherOwner() {
        Registration mine = registration(Hash32.ZERO, 1);
        Registration theirs =
                new Registration(
                        mine.contentHash(),
                        mine.size(),
                        mine.textRoot(),
                        mine.passageCount(),
                        mine.extractor(),
                        mine.previous(),
                        mine.accessRoot(),
                        Address.fromHex("0x3333333333333333333333333333333333333333"),
                        1);
        assertThat(mine.id()).isNotEqualTo(theirs.id());
    }
}
