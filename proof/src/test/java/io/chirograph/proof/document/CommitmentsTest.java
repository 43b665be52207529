package io.chirograph.proof.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.crypto.Hashes;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class CommitmentsTest {
    private static final DocumentSalt SALT =
            DocumentSalt.of(Hash32.fromHex("0x" + "5a".repeat(32)));

    @Test
    void everySaltOfADocumentIsDifferent() {
        Set<Hash32> salts = new HashSet<>(Set.of(SALT.content(), SALT.access(), SALT.secret()));
        for (int i = 0; i < 1000; i++) {
            salts.add(SALT.passage(i));
        }
        assertThat(salts).hasSize(1003);
    }

    @Test
    void aSaltIsNeverPrinted() {
        assertThat(SALT.toString()).doesNotContain("5a5a");
    }

    @Test
    void everyFieldOfAPassageChangesItsLeaf() {
        Set<Hash32> leaves = new HashSet<>();
        leaves.add(Commitments.passage(SALT.passage(0), new Passage(0, 0, 3, "abc")));
        leaves.add(Commitments.passage(SALT.passage(1), new Passage(0, 0, 3, "abc")));
        leaves.add(Commitments.passage(SALT.passage(0), new Passage(1, 0, 3, "abc")));
        leaves.add(Commitments.passage(SALT.passage(0), new Passage(0, 1, 4, "abc")));
        leaves.add(Commitments.passage(SALT.passage(0), new Passage(0, 0, 3, "abd")));
        assertThat(leaves).hasSize(5);
    }

    @Test
    void aLeafIsTheDocumentedBytes() {
        Hash32 salt = SALT.passage(7);
        Bytes preimage =
                Bytes.concat(
                        Hashes.keccak256(Bytes.ofUtf8("chirograph document passage 1")).bytes(),
                        salt.bytes(),
                        Bytes.fromHex("00000007" + "0000000a" + "0000000c"),
                        Bytes.ofUtf8("质检"));
        assertThat(Commitments.passage(salt, new Passage(7, 10, 12, "质检")))
                .isEqualTo(Hashes.keccak256(preimage));
    }

    @Test
    void accessChangesWithEveryMember() {
        Address a = Address.fromHex("0x" + "0a".repeat(20));
        Address b = Address.fromHex("0x" + "0b".repeat(20));
        assertThat(Commitments.access(SALT.access(), new TreeSet<>(List.of(a))))
                .isNotEqualTo(Commitments.access(SALT.access(), new TreeSet<>(List.of(a, b))));
    }

    @Test
    void aPassageHasTheTextOfItsSpanAndNoHalfCharacter() {
        assertThatThrownBy(() -> new Passage(0, 0, 4, "abc")).hasMessageContaining("0 to 4");
        assertThatThrownBy(() -> new Passage(0, 5, 5, "")).hasMessageContaining("0 UTF-16 units");
        assertThatThrownBy(() -> new Passage(0, 0, 1, "\ud83d")).hasMessageContaining("surrogate");
        assertThat(new Passage(0, 0, 2, "\ud83d\ude00").text()).hasSize(2);
    }

    @Test
    void anExtractorIsReadableInItsWord() {
        Extractor extractor = new Extractor("pdf-pdfbox-3.0.8", 2);
        assertThat(extractor.word().bytes().slice(0, 18))
                .isEqualTo(Bytes.ofUtf8("pdf-pdfbox-3.0.8/2"));
        assertThat(Extractor.parse(extractor.toString())).contains(extractor);
        assertThat(Extractor.parse("pdf/0")).isEmpty();
        assertThat(Extractor.parse("PDF/1")).isEmpty();
        assertThatThrownBy(() -> new Extractor("a".repeat(27), 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
