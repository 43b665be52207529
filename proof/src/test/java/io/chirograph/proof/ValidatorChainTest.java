package io.chirograph.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.crypto.Hashes;
import io.chirograph.crypto.Signature;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.RlpException;
import io.chirograph.types.UInt256;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Four founders; a fifth joins behind block 80, and founder 1 leaves behind block 160.
class ValidatorChainTest {
    private static final Genesis GENESIS = genesis(4170);
    private static final ValidatorSet FOUR = TestMembers.validators(4);
    private static final ValidatorSet FIVE = TestMembers.validators(5);
    private static final ValidatorSet LEFT = without(FIVE, 1);

    private final ValidatorChange joining = change(80, FOUR, FIVE, 0, 1, 2);
    private final ValidatorChange leaving = change(160, FIVE, LEFT, 0, 1, 2, 4);

    private static Genesis genesis(long chainId) {
        return new Genesis(chainId, 0, 300_000_000, TestMembers.members(4), new TreeMap<>());
    }

    private static ValidatorSet without(ValidatorSet set, int seat) {
        List<Address> seats = new ArrayList<>(set.validators());
        seats.set(seat, Address.ZERO);
        return new ValidatorSet(seats);
    }

    private static BlockHeader header(long height, Hash32 requestsHash) {
        BlockHeader block0 = GENESIS.header();
        return new BlockHeader(
                block0.hash(),
                BlockHeader.NO_OMMERS,
                Address.ZERO,
                block0.stateRoot(),
                Hashes.EMPTY_TRIE_ROOT,
                Hashes.EMPTY_TRIE_ROOT,
                block0.logsBloom(),
                UInt256.ZERO,
                height,
                300_000_000,
                0,
                height,
                Bytes.EMPTY,
                Hash32.ZERO,
                block0.nonce(),
                UInt256.ZERO,
                Hashes.EMPTY_TRIE_ROOT,
                0,
                0,
                Hash32.ZERO,
                requestsHash,
                BlockHeader.FIELD_COUNT_NEWEST);
    }

    private static Certificate certificate(
            Genesis genesis, ValidatorSet set, BlockHeader header, int... signers) {
        Hash32 vote =
                Certificate.voteHash(genesis.hash(), set.id(), header.number(), header.hash());
        SortedMap<Integer, Signature> signatures = new TreeMap<>();
        for (int signer : signers) {
            signatures.put(signer, TestMembers.KEYS.get(signer).sign(vote));
        }
        return new Certificate(set.id(), header.number(), header.hash(), signatures);
    }

    private static ValidatorChange change(
            long height, ValidatorSet old, ValidatorSet next, int... signers) {
        BlockHeader header = header(height, ValidatorChange.requestsHash(next));
        return new ValidatorChange(header, certificate(GENESIS, old, header, signers), next);
    }

    private static String broken(ValidatorChange... changes) {
        return ((ValidatorChain.Broken) ValidatorChain.walk(GENESIS, List.of(changes))).reason();
    }

    private static ValidatorChain.Proven proven(ValidatorChange... changes) {
        return (ValidatorChain.Proven) ValidatorChain.walk(GENESIS, List.of(changes));
    }

    @Test
    void leadsFromTheFoundersThroughEveryChange() {
        assertThat(proven()).isEqualTo(new ValidatorChain.Proven(FOUR, 0));
        assertThat(proven(joining)).isEqualTo(new ValidatorChain.Proven(FIVE, 80));
        assertThat(proven(joining, leaving)).isEqualTo(new ValidatorChain.Proven(LEFT, 160));
    }

    @Test
    void acceptsCertificatesOfTheNewSetOnlyBehindTheChange() {
        BlockHeader last = header(80, BlockHeader.NO_REQUESTS);
        BlockHeader first = header(81, BlockHeader.NO_REQUESTS);
        Hash32 genesis = GENESIS.hash();

        assertThat(proven(joining).problem(genesis, certificate(GENESIS, FIVE, first, 0, 1, 2, 4)))
                .isEmpty();
        assertThat(proven(joining).problem(genesis, certificate(GENESIS, FIVE, last, 0, 1, 2, 4)))
                .contains("block 80 is certified by validators that certify from block 81 on");
        assertThat(proven(joining).problem(genesis, certificate(GENESIS, FOUR, first, 0, 1, 2)))
                .isPresent();
        assertThat(proven(joining).problem(genesis, certificate(GENESIS, FIVE, first, 0, 1, 2)))
                .hasValueSatisfying(why -> assertThat(why).contains("a quorum of 5"));
    }

    @Test
    void refusesAChangeThatTheOldSetDidNotSign() {
        assertThat(broken(change(80, FOUR, FIVE, 0, 1))).contains("a quorum of 4");
        assertThat(broken(change(80, FIVE, FIVE, 0, 1, 2, 4))).contains("validator set");
        BlockHeader header = header(80, ValidatorChange.requestsHash(FIVE));
        Certificate signedByOthers =
                new Certificate(
                        FOUR.id(),
                        80,
                        header.hash(),
                        certificate(GENESIS, FIVE, header, 0, 1, 2).signatures());
        assertThat(broken(new ValidatorChange(header, signedByOthers, FIVE)))
                .contains("not by " + FOUR.validators().getFirst());
    }

    @Test
    void refusesASetThatTheBlockDoesNotName() {
        assertThat(broken(new ValidatorChange(joining.header(), joining.certificate(), LEFT)))
                .contains("does not hand over");
        BlockHeader ordinary = header(79, BlockHeader.NO_REQUESTS);
        assertThat(
                        broken(
                                new ValidatorChange(
                                        ordinary,
                                        certificate(GENESIS, FOUR, ordinary, 0, 1, 2),
                                        FIVE)))
                .contains("block 79 does not hand over");
        assertThat(
                        broken(
                                new ValidatorChange(
                                        header(81, ValidatorChange.requestsHash(FIVE)),
                                        joining.certificate(),
                                        FIVE)))
                .contains("is not the certified one");
    }

    @Test
    void refusesASkippedChangeAndChangesInAnotherOrder() {
        assertThat(broken(leaving)).contains("validator set");
        assertThat(broken(leaving, joining)).contains("validator set");
        assertThat(broken(joining, joining)).contains("validator set");
        assertThat(broken(joining, change(80, FIVE, LEFT, 0, 1, 2, 4)))
                .contains("certify from block 81 on");
    }

    @Test
    void refusesTheChangesOfAnotherNetworkWithTheSameMembers() {
        Genesis other = genesis(4171);
        assertThat(ValidatorChain.walk(other, List.of(joining)))
                .isInstanceOf(ValidatorChain.Broken.class);
    }

    @Test
    void anEmptySeatSignsNothing() {
        BlockHeader header = header(161, BlockHeader.NO_REQUESTS);
        assertThat(
                        proven(joining, leaving)
                                .problem(
                                        GENESIS.hash(),
                                        certificate(GENESIS, LEFT, header, 0, 1, 2)))
                .hasValueSatisfying(why -> assertThat(why).contains("names validator 1"));
        assertThat(LEFT.quorum().members()).isEqualTo(4);
    }

    @Test
    void readsBackWhatItWrote() {
        assertThat(ValidatorChange.fromRlp(leaving.toRlp())).isEqualTo(leaving);
        assertThat(ValidatorSet.fromRlp(LEFT.toRlp())).isEqualTo(LEFT);
        assertThatThrownBy(() -> ValidatorSet.fromRlp(Bytes.fromHex("c0")))
                .isInstanceOf(RlpException.class);
        assertThatThrownBy(() -> ValidatorSet.fromRlp(Bytes.fromHex("d594" + "00".repeat(20))))
                .isInstanceOf(RlpException.class);
        Member member = TestMembers.member(4);
        assertThat(Member.fromRlp(member.toRlp())).isEqualTo(member);
        assertThat(member.toRlp().size()).isLessThan(MemberRegistry.RECORD_BYTES_MAX);
    }
}
