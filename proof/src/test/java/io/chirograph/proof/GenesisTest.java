package io.chirograph.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.crypto.Hashes;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class GenesisTest {
    private static final Address RICH = Address.fromHex("f39fd6e51aad88f6f4ce6ab8827279cfffb92266");
    private static final Genesis GENESIS = genesis(TestMembers.members(4));

    private static Genesis genesis(List<Member> members) {
        return new Genesis(
                1337, 1_800_000_000_123L, Genesis.GAS_LIMIT_DEFAULT, members, accounts());
    }

    private static SortedMap<Address, GenesisAccount> accounts() {
        SortedMap<Address, GenesisAccount> accounts = new TreeMap<>();
        accounts.put(RICH, GenesisAccount.funded(UInt256.parse("10000000000000000000000")));
        SortedMap<UInt256, UInt256> storage = new TreeMap<>();
        storage.put(UInt256.ZERO, UInt256.of(7));
        storage.put(UInt256.MAX, UInt256.MAX);
        accounts.put(
                Address.ZERO, new GenesisAccount(UInt256.ONE, 1, Bytes.fromHex("6000"), storage));
        return accounts;
    }

    @Test
    void readsBackWhatItWrote() {
        assertThat(Genesis.fromJson(GENESIS.toJson())).isEqualTo(GENESIS);
    }

    @Test
    void layoutOfTheFileDoesNotChangeTheHash() {
        String json = GENESIS.toJson().toUtf8();
        String compact = json.replaceAll("\\s+", "");
        assertThat(compact).isNotEqualTo(json);
        assertThat(Genesis.fromJson(Bytes.ofUtf8(compact)).hash()).isEqualTo(GENESIS.hash());
    }

    @Test
    void everyFieldChangesTheHash() {
        List<Genesis> others = new ArrayList<>();
        others.add(
                new Genesis(
                        1338,
                        GENESIS.timestampMillis(),
                        GENESIS.gasLimit(),
                        GENESIS.members(),
                        accounts()));
        others.add(
                new Genesis(
                        1337,
                        GENESIS.timestampMillis() + 1,
                        GENESIS.gasLimit(),
                        GENESIS.members(),
                        accounts()));
        others.add(
                new Genesis(
                        1337,
                        GENESIS.timestampMillis(),
                        GENESIS.gasLimit() + 1,
                        GENESIS.members(),
                        accounts()));
        others.add(
                new Genesis(
                        1337,
                        GENESIS.timestampMillis(),
                        GENESIS.gasLimit(),
                        GENESIS.members().reversed(),
                        accounts()));
        others.add(genesis(TestMembers.members(5)));
        SortedMap<Address, GenesisAccount> poorer = accounts();
        poorer.remove(RICH);
        others.add(
                new Genesis(
                        1337,
                        GENESIS.timestampMillis(),
                        GENESIS.gasLimit(),
                        GENESIS.members(),
                        poorer));
        others.add(
                Genesis.fromJson(
                        Bytes.ofUtf8(
                                GENESIS.toJson()
                                        .toUtf8()
                                        .replace("\"port\" : 30303", "\"port\" : 1"))));
        for (String field :
                List.of(
                        "blockIntervalMillisMin",
                        "emptyBlockMillis",
                        "batchBytesMax",
                        "batchRequestsMax",
                        "checkpointIntervalBlocks",
                        "clockSkewMillisMax")) {
            others.add(
                    Genesis.fromJson(
                            Bytes.ofUtf8(
                                    GENESIS.toJson()
                                            .toUtf8()
                                            .replaceAll("(\"" + field + "\" : )\\d", "$19"))));
        }
        others.forEach(other -> assertThat(other.hash()).isNotEqualTo(GENESIS.hash()));
    }

    @Test
    void agreesByTheUsualRulesWhereTheFileSaysNothing() {
        String json = GENESIS.toJson().toUtf8();
        String silent = json.replaceFirst("(?s)\"agreement\" : \\{.*?\\},", "");
        assertThat(silent).isNotEqualTo(json);
        assertThat(Genesis.fromJson(Bytes.ofUtf8(silent)).hash()).isEqualTo(GENESIS.hash());
    }

    @Test
    void refusesRulesOutOfRange() {
        String json = GENESIS.toJson().toUtf8();
        assertThatThrownBy(() ->
                        Genesis.fromJson(
                                Bytes.ofUtf8(
                                        json.replace(
                                                "\"emptyBlockMillis\" : 5000",
                                                "\"emptyBlockMillis\" : 49"))))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("agreement.emptyBlockMillis is 49, allowed are 50 to");
        assertThatThrownBy(() ->
                        Genesis.fromJson(
                                Bytes.ofUtf8(json.replace("batchBytesMax", "batchByteMax"))))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("batchByteMax");
    }

    /// The accounts and state root of the chain that Ethereum's execution-apis tests share (CC0).
    @Test
    void stateRootIsThatOfEthereum() {
        String json =
                genesis(TestMembers.members(4)).toJson().toUtf8().split("\"accounts\"", 2)[0]
                        + "\"accounts\" : "
                        + TestResources.text("ethereum-accounts.json")
                        + "}";
        Genesis genesis = Genesis.fromJson(Bytes.ofUtf8(json));
        assertThat(genesis.accounts()).hasSize(27);
        assertThat(genesis.header().stateRoot().toHex())
                .isEqualTo("0xdc43f460541a253c0f64b6943ef83fa3bd601699a255622f088d46f7fde359fc");
    }

    @Test
    void headerHasTheDocumentedForm() {
        BlockHeader header = GENESIS.header();
        assertThat(header.number()).isZero();
        assertThat(header.timestamp()).isEqualTo(1_800_000_000L);
        assertThat(header.parentHash()).isEqualTo(Hash32.ZERO);
        assertThat(header.transactionsRoot()).isEqualTo(Hashes.EMPTY_TRIE_ROOT);
        assertThat(header.extraData().size()).isEqualTo(32);
        assertThat(header.hash()).isEqualTo(GENESIS.hash());
        assertThat(BlockHeader.fromRlp(header.toRlp())).isEqualTo(header);
        assertThat(
                        new Genesis(
                                        1,
                                        0,
                                        Genesis.GAS_LIMIT_DEFAULT,
                                        TestMembers.members(4),
                                        new TreeMap<>())
                                .header()
                                .stateRoot())
                .isEqualTo(Hashes.EMPTY_TRIE_ROOT);
    }

    @Test
    void validatorsAreTheMembersInOrder() {
        assertThat(GENESIS.validatorSet()).isEqualTo(TestMembers.validators(4));
    }

    @Test
    void refusesThreeMembers() {
        assertThatThrownBy(() -> genesis(TestMembers.members(3)))
                .hasMessageContaining("4 to 256 members are needed, not 3");
    }

    @Test
    void refusesMembersThatShareSomething() {
        List<Member> members = new ArrayList<>(TestMembers.members(4));
        Member first = members.getFirst();
        members.set(3, first);
        assertThatThrownBy(() -> genesis(members)).hasMessageContaining("same name");
        members.set(3, last(first.name(), last().account(), last().tlsPublicKey(), 1));
        assertThatThrownBy(() -> genesis(members)).hasMessageContaining("same name");
        members.set(3, last("x", first.account(), last().tlsPublicKey(), 1));
        assertThatThrownBy(() -> genesis(members)).hasMessageContaining("same account");
        members.set(3, last("x", last().account(), first.tlsPublicKey(), 1));
        assertThatThrownBy(() -> genesis(members)).hasMessageContaining("same TLS key");
        members.set(3, last("x", last().account(), last().tlsPublicKey(), first.port()));
        assertThatThrownBy(() -> genesis(members)).hasMessageContaining("same endpoint");
        members.set(
                3,
                Member.bind(
                        "x",
                        TestMembers.KEYS.get(0),
                        last().account(),
                        last().tlsPublicKey(),
                        "h",
                        1));
        assertThatThrownBy(() -> genesis(members)).hasMessageContaining("same signing key");
    }

    private static Member last() {
        return TestMembers.member(3);
    }

    private static Member last(String name, Address account, Bytes tlsPublicKey, int port) {
        return Member.bind(name, TestMembers.KEYS.get(3), account, tlsPublicKey, "127.0.0.1", port);
    }

    @Test
    void tellsWhereAFileIsWrong() {
        String json = GENESIS.toJson().toUtf8();
        assertRefused(json.replace("\"chainId\"", "\"chainID\""), "it has 'chainID'");
        assertRefused(json.replaceFirst("30303", "70000"), "genesis file.members[0].port");
        assertRefused(json.replace("\"balance\" : \"1\"", "\"balance\" : 1"), ".balance");
        assertRefused(
                json.replace("\"balance\" : \"1\"", "\"balance\" : \"-1\""), "not a number: '-1'");
        assertRefused(json.replace("\"nonce\" : 1", "\"nonse\" : 1"), "did you mean 'nonce'?");
        assertRefused(json.replace("\"0x7\"", "\"0x0\""), "a storage slot is zero");
        assertRefused(json.replace("0x6000", "0x600"), "not hexadecimal bytes");
        assertRefused(json.replace(RICH.toHex(), "0x12"), "an address has 20 bytes");
        assertRefused(
                json.replace(Address.ZERO.toHex(), RICH.toHex().toUpperCase(java.util.Locale.ROOT)),
                "comes twice");
        assertRefused(json.substring(0, json.length() / 2), "genesis file is not JSON: line ");
    }

    private static void assertRefused(String json, String message) {
        assertThatThrownBy(() -> Genesis.fromJson(Bytes.ofUtf8(json)))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining(message);
    }
}
