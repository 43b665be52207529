package io.chirograph.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.crypto.Hashes;
import io.chirograph.crypto.Signature;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.RlpException;
import io.chirograph.types.RlpWriter;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CertificateTest {
    private static final Hash32 GENESIS = Hashes.sha256(Bytes.ofUtf8("genesis"));
    private static final Hash32 BLOCK = Hashes.sha256(Bytes.ofUtf8("block"));
    private static final ValidatorSet FOUR = TestMembers.validators(4);

    private static Certificate certificate(ValidatorSet set, long height, int... signers) {
        Hash32 digest = Certificate.voteHash(GENESIS, set.id(), height, BLOCK);
        SortedMap<Integer, Signature> signatures = new TreeMap<>();
        for (int signer : signers) {
            signatures.put(signer, TestMembers.KEYS.get(signer).sign(digest));
        }
        return new Certificate(set.id(), height, BLOCK, signatures);
    }

    @Test
    void aQuorumOfAnyValidatorsProvesTheBlock() {
        assertThat(certificate(FOUR, 9, 0, 1, 2).verify(GENESIS, FOUR)).isEmpty();
        assertThat(certificate(FOUR, 9, 1, 2, 3).verify(GENESIS, FOUR)).isEmpty();
        assertThat(certificate(FOUR, 9, 0, 1, 2, 3).verify(GENESIS, FOUR)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"4, 3", "5, 4", "6, 4", "7, 5"})
    void oneSignatureBelowTheQuorumProvesNothing(int members, int quorum) {
        ValidatorSet set = TestMembers.validators(members);
        int[] signers = new int[quorum];
        int[] tooFew = new int[quorum - 1];
        for (int i = 0; i < quorum; i++) {
            signers[i] = i;
            if (i > 0) {
                tooFew[i - 1] = i;
            }
        }
        assertThat(certificate(set, 1, signers).verify(GENESIS, set)).isEmpty();
        assertThat(certificate(set, 1, tooFew).verify(GENESIS, set))
                .hasValueSatisfying(problem ->
                        assertThat(problem)
                                .contains("has " + (quorum - 1) + " signatures")
                                .contains("is " + quorum));
    }

    @Test
    void aSignatureUnderAnothersIndexProvesNothing() {
        SortedMap<Integer, Signature> swapped =
                new TreeMap<>(certificate(FOUR, 9, 0, 1, 2).signatures());
        Signature first = swapped.get(0);
        swapped.put(0, swapped.get(1));
        swapped.put(1, first);
        assertThat(new Certificate(FOUR.id(), 9, BLOCK, swapped).verify(GENESIS, FOUR)).isPresent();
    }

    @Test
    void oneForgedSignatureBesideAQuorumIsRefused() {
        SortedMap<Integer, Signature> signatures =
                new TreeMap<>(certificate(FOUR, 9, 0, 1, 2).signatures());
        signatures.put(3, TestMembers.KEYS.get(3).sign(BLOCK));
        assertThat(new Certificate(FOUR.id(), 9, BLOCK, signatures).verify(GENESIS, FOUR))
                .hasValueSatisfying(problem -> assertThat(problem).contains("validator 3"));
    }

    @Test
    void provesNothingForAnotherGenesisHeightBlockOrSet() {
        Certificate valid = certificate(FOUR, 9, 0, 1, 2);
        assertThat(valid.verify(BLOCK, FOUR)).isPresent();
        assertThat(valid.verify(GENESIS, TestMembers.validators(5))).isPresent();
        assertThat(new Certificate(FOUR.id(), 10, BLOCK, valid.signatures()).verify(GENESIS, FOUR))
                .isPresent();
        assertThat(new Certificate(FOUR.id(), 9, GENESIS, valid.signatures()).verify(GENESIS, FOUR))
                .isPresent();
    }

    @Test
    void anIndexBeyondTheSetIsAProblemNotACrash() {
        SortedMap<Integer, Signature> signatures =
                new TreeMap<>(certificate(FOUR, 9, 0, 1, 2).signatures());
        signatures.put(200, signatures.get(0));
        assertThat(new Certificate(FOUR.id(), 9, BLOCK, signatures).verify(GENESIS, FOUR))
                .hasValueSatisfying(problem -> assertThat(problem).contains("validator 200"));
    }

    @Test
    void theVoteHashIsThatOfFiveWordsAsAContractEncodesThem() {
        Bytes words =
                Bytes.concat(
                        Hashes.keccak256(Bytes.ofUtf8("chirograph execute vote 1")).bytes(),
                        GENESIS.bytes(),
                        FOUR.id().bytes(),
                        Bytes.fromHex("00".repeat(30) + "0102"),
                        BLOCK.bytes());
        assertThat(Certificate.voteHash(GENESIS, FOUR.id(), 0x0102, BLOCK))
                .isEqualTo(Hashes.keccak256(words));
    }

    @Test
    void readsBackWhatItWrote() {
        Certificate certificate = certificate(FOUR, 1_000_000, 0, 2, 3);
        assertThat(Certificate.fromRlp(certificate.toRlp())).isEqualTo(certificate);
    }

    @Test
    void hasOneEncodingOnly() {
        Certificate certificate = certificate(FOUR, 9, 0, 1, 2);
        Bytes descending =
                RlpWriter.list(w ->
                        w.hash(FOUR.id())
                                .number(9)
                                .hash(BLOCK)
                                .beginList(entries -> {
                                    for (int index : new int[] {1, 0, 2}) {
                                        entries.beginList(entry ->
                                                entry.number(index)
                                                        .bytes(signature(certificate, index)));
                                    }
                                }));
        assertThatThrownBy(() -> Certificate.fromRlp(descending))
                .isInstanceOf(RlpException.class)
                .hasMessageContaining("ascend");
        assertThatThrownBy(() ->
                        Certificate.fromRlp(
                                certificate.toRlp().slice(0, certificate.toRlp().size() - 1)))
                .isInstanceOf(RlpException.class);
    }

    private static Bytes signature(Certificate certificate, int index) {
        return Objects.requireNonNull(certificate.signatures().get(index)).encode();
    }
}
