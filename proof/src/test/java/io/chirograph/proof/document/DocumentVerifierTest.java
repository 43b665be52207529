package io.chirograph.proof.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.proof.ValidatorChange;
import io.chirograph.proof.document.Verification.Refused;
import io.chirograph.proof.document.Verification.Step;
import io.chirograph.proof.document.Verification.Verified;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class DocumentVerifierTest {
    private final ProvenNetwork network = new ProvenNetwork(4170);
    private final SampleDocument document = new SampleDocument();
    private final Registration registration = document.registration(network.account(1));

    private Verification verify(DocumentProof proof) {
        return DocumentVerifier.verify(network.genesis(), proof.toJson());
    }

    private static void assertRefused(Verification verification, Step step, String reason) {
        assertThat(verification)
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> {
                            assertThat(refused.step()).as(refused.reason()).isEqualTo(step);
                            assertThat(refused.reason()).contains(reason);
                        });
    }

    @Test
    void everyPassageIsProvenWithItsOwnerHeightTimeAndSigners() {
        for (int index = 0; index < document.passages.size(); index++) {
            Opening opening = new Opening.OfPassage(document.passage(index));
            DocumentProof proof = network.prove(registration, opening, 1);
            assertThat(verify(proof))
                    .isEqualTo(
                            new Verified(
                                    proof,
                                    "member1",
                                    ProvenNetwork.HEIGHT,
                                    false,
                                    ProvenNetwork.HEIGHT,
                                    Instant.ofEpochSecond(ProvenNetwork.TIMESTAMP),
                                    List.of("member0", "member2", "member3")));
        }
    }

    @Test
    void aWholeContentIsProvenWithAndWithoutAPassage() {
        ContentOpening content = document.content();
        assertThat(verify(network.prove(registration, new Opening.OfContent(content), 1)))
                .isInstanceOf(Verified.class);
        Opening both = new Opening.OfBoth(document.passage(1), content);
        assertThat(verify(network.prove(registration, both, 1))).isInstanceOf(Verified.class);
        assertThat(content.matches(document.content)).isTrue();
        assertThat(content.matches(Bytes.concat(document.content, Bytes.ofUtf8(" ")))).isFalse();
    }

    @Test
    void aProofOfAPassageTellsNothingFromWhichTheRestCouldBeGuessed() {
        String file =
                network.prove(registration, new Opening.OfPassage(document.passage(2)), 1)
                        .toJson()
                        .toUtf8();
        assertThat(file)
                .doesNotContain(document.salt.content().toHex())
                .doesNotContain(document.salt.passage(1).toHex())
                .doesNotContain(document.salt.secret().toHex());
    }

    @Test
    void anOwnerWithoutAMembershipIsNamedByItsAddress() {
        Address stranger = Address.fromHex("0x" + "77".repeat(20));
        Opening opening = new Opening.OfPassage(document.passage(0));
        assertThat(verify(network.prove(document.registration(stranger), opening, 1)))
                .isInstanceOfSatisfying(
                        Verified.class, v -> assertThat(v.owner()).isEqualTo(stranger.toHex()));
    }

    @Test
    void anOldVersionIsProvenAndMarked() {
        Opening opening = new Opening.OfPassage(document.passage(0));
        assertThat(verify(network.prove(registration, opening, 2)))
                .isInstanceOfSatisfying(Verified.class, v -> assertThat(v.superseded()).isTrue());
    }

    @Test
    void aWithdrawnDocumentIsRefused() {
        Opening opening = new Opening.OfPassage(document.passage(0));
        assertRefused(
                verify(network.prove(registration, opening, 3)), Step.REGISTRATION, "withdrawn");
    }

    @Test
    void aDocumentThatWasNeverRegisteredIsRefused() {
        Opening opening = new Opening.OfPassage(document.passage(0));
        assertRefused(
                verify(network.prove(registration, opening, 0)), Step.REGISTRY, "not registered");
    }

    @Test
    void anotherContractInTheRegistrysPlaceIsRefused() {
        Opening opening = new Opening.OfPassage(document.passage(0));
        DocumentProof proof = network.prove(registration, opening, 1, Bytes.fromHex("60006000"));
        assertRefused(verify(proof), Step.REGISTRY, "is not the document registry's");
    }

    @Test
    void aProofOfAnotherNetworkIsRefusedThoughItsSignaturesAreValid() {
        ProvenNetwork other = new ProvenNetwork(4170);
        Opening opening = new Opening.OfPassage(document.passage(0));
        DocumentProof foreign = other.prove(document.registration(other.account(1)), opening, 1);
        assertThat(DocumentVerifier.verify(other.genesis(), foreign)).isInstanceOf(Verified.class);
        assertRefused(verify(foreign), Step.NETWORK, other.genesis().hash().toHex());

        DocumentProof disguised =
                new DocumentProof(
                        network.genesis().hash(),
                        foreign.opening(),
                        foreign.registration(),
                        foreign.registry(),
                        List.of(),
                        foreign.header(),
                        foreign.certificate());
        assertRefused(verify(disguised), Step.CERTIFICATE, "validator set");
    }

    @Test
    void lessThanAQuorumOfSignaturesIsRefused() {
        DocumentProof whole =
                network.prove(registration, new Opening.OfPassage(document.passage(0)), 1);
        DocumentProof weak =
                new DocumentProof(
                        whole.genesisHash(),
                        whole.opening(),
                        whole.registration(),
                        whole.registry(),
                        List.of(),
                        whole.header(),
                        network.certificate(whole.header(), List.of(0, 1)));
        assertRefused(verify(weak), Step.CERTIFICATE, "quorum");
    }

    @Test
    void aCertificateOfAnotherBlockIsRefused() {
        Opening opening = new Opening.OfPassage(document.passage(0));
        DocumentProof one = network.prove(registration, opening, 1);
        DocumentProof two = network.prove(registration, opening, 2);
        DocumentProof mixed =
                new DocumentProof(
                        one.genesisHash(),
                        opening,
                        registration,
                        one.registry(),
                        List.of(),
                        one.header(),
                        two.certificate());
        assertRefused(verify(mixed), Step.BLOCK, "certified is block 12");
    }

    @Test
    void aPassageOfAnotherDocumentIsRefused() {
        Passage forged = new Passage(0, 0, 20, "Inspection report 18");
        PassageOpening own = document.passage(0);
        Opening opening = new Opening.OfPassage(new PassageOpening(forged, own.salt(), own.path()));
        assertRefused(verify(network.prove(registration, opening, 1)), Step.PASSAGE, "text root");
    }

    @Test
    void aPathThatIsTooLongIsRefused() {
        PassageOpening own = document.passage(4);
        List<Hash32> path = List.of(own.path().getFirst(), Hash32.ZERO, Hash32.ZERO);
        Opening opening =
                new Opening.OfPassage(new PassageOpening(own.passage(), own.salt(), path));
        assertRefused(
                verify(network.prove(registration, opening, 1)), Step.PASSAGE, "does not fit");
    }

    @Test
    void aProofWithAForgedChangeOfValidatorsIsRefused() {
        DocumentProof whole =
                network.prove(registration, new Opening.OfPassage(document.passage(0)), 1);
        ValidatorChange forged =
                new ValidatorChange(
                        whole.header(), whole.certificate(), network.genesis().validatorSet());
        assertRefused(
                verify(
                        new DocumentProof(
                                whole.genesisHash(),
                                whole.opening(),
                                whole.registration(),
                                whole.registry(),
                                List.of(forged),
                                whole.header(),
                                whole.certificate())),
                Step.VALIDATORS,
                "does not hand over");
    }
}
