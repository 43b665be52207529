package io.chirograph.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.crypto.Hashes;
import io.chirograph.crypto.SigningKey;
import io.chirograph.knowledge.extract.DocumentKind;
import io.chirograph.knowledge.extract.DocumentReader;
import io.chirograph.knowledge.extract.PassageSplitter;
import io.chirograph.knowledge.extract.ReadingLimits;
import io.chirograph.proof.BlockHeader;
import io.chirograph.proof.Certificate;
import io.chirograph.proof.document.ContentOpening;
import io.chirograph.proof.document.DocumentProof;
import io.chirograph.proof.document.Extractor;
import io.chirograph.proof.document.Opening;
import io.chirograph.proof.document.Passage;
import io.chirograph.proof.document.PassageOpening;
import io.chirograph.proof.document.Registration;
import io.chirograph.proof.document.RegistryProof;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DocumentCheckTest {
    private static final Bytes DOCUMENT = Bytes.ofUtf8("# One\nfirst text\n# Two\nsecond text");
    private static final Bytes CHANGED = Bytes.ofUtf8("# One\nfirst text\n# Two\nsecond tax!");
    private static final Hash32 HASH = Hashes.EMPTY_KECCAK;
    private static final ContentOpening CONTENT =
            new ContentOpening(HASH, Hashes.keccak256(DOCUMENT));

    private final DocumentReader reader =
            new DocumentReader(ReadingLimits.defaults(), System::nanoTime);

    private static PassageOpening passage(int index) {
        Passage passage = PassageSplitter.split(DOCUMENT.toUtf8()).get(index);
        return new PassageOpening(passage, HASH, List.of());
    }

    /// A proof of which only what it opens matters here; nothing in it is valid.
    private static DocumentProof proof(Opening opening, Extractor extractor) {
        Registration registration =
                new Registration(
                        HASH,
                        DOCUMENT.size(),
                        HASH,
                        2,
                        extractor,
                        Hash32.ZERO,
                        HASH,
                        Address.ZERO,
                        1);
        BlockHeader header =
                new BlockHeader(
                        HASH,
                        HASH,
                        Address.ZERO,
                        HASH,
                        HASH,
                        HASH,
                        Bytes.owning(new byte[BlockHeader.LOGS_BLOOM_BYTES]),
                        UInt256.ZERO,
                        1,
                        0,
                        0,
                        0,
                        Bytes.EMPTY,
                        HASH,
                        Bytes.owning(new byte[BlockHeader.NONCE_BYTES]),
                        UInt256.ZERO,
                        HASH,
                        0,
                        0,
                        HASH,
                        HASH,
                        BlockHeader.FIELD_COUNT_NEWEST);
        var signatures = new TreeMap<>(Map.of(0, SigningKey.of(HASH).sign(HASH)));
        return new DocumentProof(
                HASH,
                opening,
                registration,
                new RegistryProof(List.of(), List.of(), List.of()),
                List.of(),
                header,
                new Certificate(HASH, 1, HASH, signatures));
    }

    private DocumentCheck.Result compare(Opening opening, Bytes document) {
        Extractor extractor = DocumentKind.MARKDOWN.extractor();
        return DocumentCheck.compare(proof(opening, extractor), document, reader);
    }

    @Test
    void theDocumentThatWasRegisteredIsTheSame() {
        assertThat(compare(new Opening.OfContent(CONTENT), DOCUMENT))
                .isEqualTo(new DocumentCheck.Result.Same());
        assertThat(compare(new Opening.OfPassage(passage(1)), DOCUMENT))
                .isEqualTo(new DocumentCheck.Result.Same());
        assertThat(compare(new Opening.OfBoth(passage(0), CONTENT), DOCUMENT))
                .isEqualTo(new DocumentCheck.Result.Same());
    }

    @Test
    void anotherDocumentIsDifferentByItsBytesOrItsText() {
        assertThat(compare(new Opening.OfContent(CONTENT), CHANGED))
                .isInstanceOf(DocumentCheck.Result.Different.class);
        assertThat(compare(new Opening.OfPassage(passage(1)), CHANGED))
                .isInstanceOf(DocumentCheck.Result.Different.class);
        assertThat(compare(new Opening.OfPassage(passage(1)), Bytes.ofUtf8("short")))
                .isInstanceOf(DocumentCheck.Result.Different.class);
    }

    @Test
    void anExtractorOfAnotherReleaseIsNamed() {
        Extractor unknown = new Extractor("pdf-pdfbox-9.9.9", 1);
        Opening both = new Opening.OfBoth(passage(0), CONTENT);
        assertThat(DocumentCheck.compare(proof(both, unknown), DOCUMENT, reader))
                .isEqualTo(new DocumentCheck.Result.Incomparable(unknown));
        assertThat(DocumentCheck.compare(proof(both, unknown), CHANGED, reader))
                .isInstanceOf(DocumentCheck.Result.Different.class);
    }
}
