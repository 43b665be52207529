package io.chirograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.crypto.wallet.DemoAccounts;
import io.chirograph.node.config.MemberKeys;
import io.chirograph.proof.Genesis;
import io.chirograph.proof.Member;
import io.chirograph.proof.MemberRegistry;
import io.chirograph.proof.Predeploys;
import io.chirograph.proof.document.DocumentRegistry;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.UInt256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenesisCommandsIT {
    private static final String RICH = "0x1111111111111111111111111111111111111111";

    @TempDir private Path directory;

    private CommandRun newMember(int number) {
        return CommandRun.of(
                "member",
                "new",
                "--name",
                "org" + number,
                "--host",
                "127.0.0.1",
                "--port",
                30_300 + number,
                "--out",
                directory.resolve("org" + number));
    }

    private Path memberFile(int number) {
        return directory.resolve("org%d/org%d.member.json".formatted(number, number));
    }

    private CommandRun build(int members, Object... options) {
        List<Object> arguments = new ArrayList<>(List.of("genesis", "build"));
        for (int number = 1; number <= members; number++) {
            assertThat(newMember(number).exitCode()).isZero();
            arguments.add(memberFile(number));
        }
        arguments.addAll(List.of("--out", genesisFile()));
        arguments.addAll(List.of(options));
        return CommandRun.of(arguments.toArray());
    }

    private Path genesisFile() {
        return directory.resolve("genesis.json");
    }

    private Genesis genesis() throws IOException {
        return Genesis.fromJson(Bytes.owning(Files.readAllBytes(genesisFile())));
    }

    @Test
    void aMembersFileHoldsThePublicPartsOfItsKeys() throws IOException {
        CommandRun run = newMember(1);
        assertThat(run.exitCode()).isZero();
        Member member = Member.fromJson(Bytes.owning(Files.readAllBytes(memberFile(1))));
        MemberKeys keys = MemberKeys.read(directory.resolve("org1/keys"));
        assertThat(member.signingKey()).isEqualTo(keys.signingKey().publicKey());
        assertThat(member.account()).isEqualTo(keys.accountKey().address());
        assertThat(member.tlsPublicKey()).isEqualTo(keys.tlsKey().publicKey());
        assertThat(member.endpoint()).isEqualTo("127.0.0.1:30301");
        assertThat(run.out()).doesNotContain(keys.signingKey().secret().toHex());
    }

    @Test
    void keysAreNeverOverwritten() throws IOException {
        newMember(1);
        byte[] key = Files.readAllBytes(directory.resolve("org1/keys/signing.key"));
        CommandRun again = newMember(1);
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.err()).contains("org1.member.json exists already");
        assertThat(directory.resolve("org1/keys/signing.key")).hasBinaryContent(key);
    }

    @Test
    void aGenesisHasTheMembersThePredeploysAndTheMoney() throws IOException {
        CommandRun run =
                build(4, "--chain-id", 77, "--fund", RICH + "=1.5", "--demo-accounts", "--json");
        assertThat(run.exitCode()).as(run.err()).isZero();
        Genesis genesis = genesis();
        assertThat(run.json().path("hash").asString()).isEqualTo(genesis.hash().toHex());
        assertThat(genesis.chainId()).isEqualTo(77);
        assertThat(genesis.members())
                .extracting(Member::name)
                .containsExactly("org1", "org2", "org3", "org4");
        assertThat(genesis.accounts())
                .containsKeys(
                        Predeploys.MULTICALL3,
                        Predeploys.CREATE2_DEPLOYER,
                        DocumentRegistry.ADDRESS,
                        MemberRegistry.ADDRESS);
        assertThat(balance(genesis, Address.fromHex(RICH)))
                .isEqualTo(UInt256.parse("1500000000000000000"));
        assertThat(DemoAccounts.keys())
                .allSatisfy(key ->
                        assertThat(balance(genesis, key.address()))
                                .isEqualTo(UInt256.parse("10000000000000000000000")));
    }

    private static UInt256 balance(Genesis genesis, Address address) {
        return Objects.requireNonNull(genesis.accounts().get(address)).balance();
    }

    @Test
    void theSameMembersTimeAndMoneyGiveTheSameHashAnywhere() throws IOException {
        build(4, "--timestamp", 1_800_000_000_000L);
        Path again = directory.resolve("again.json");
        assertThat(
                        CommandRun.of(
                                        "genesis",
                                        "build",
                                        memberFile(1),
                                        memberFile(2),
                                        memberFile(3),
                                        memberFile(4),
                                        "--timestamp",
                                        1_800_000_000_000L,
                                        "--out",
                                        again)
                                .exitCode())
                .isZero();
        assertThat(again).hasSameBinaryContentAs(genesisFile());
        CommandRun check = CommandRun.of("genesis", "check", again);
        assertThat(check.exitCode()).isZero();
        assertThat(check.out()).contains(genesis().hash().toHex()).contains("org3 at 127.0.0.1");
    }

    @Test
    void threeMembersAreTooFew() {
        CommandRun run = build(3);
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("4 to 256 members are needed, not 3");
        assertThat(genesisFile()).doesNotExist();
    }

    @Test
    void theSameMemberTwiceIsRefused() {
        build(3);
        CommandRun run =
                CommandRun.of(
                        "genesis",
                        "build",
                        memberFile(1),
                        memberFile(2),
                        memberFile(3),
                        memberFile(1),
                        "--out",
                        genesisFile());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("member org1 has the same name as another");
    }

    @Test
    void aForgedMemberFileIsRefusedByName() throws IOException {
        build(3);
        Files.writeString(
                memberFile(2), Files.readString(memberFile(2)).replace("\"org2\"", "\"evil\""));
        CommandRun run =
                CommandRun.of("genesis", "build", memberFile(1), memberFile(2), memberFile(3));
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("org2.member.json").contains("binding");
    }

    @Test
    void anExistingGenesisIsNotOverwritten() throws IOException {
        Files.writeString(genesisFile(), "mine");
        CommandRun run = build(4);
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("exists already");
        assertThat(genesisFile()).hasContent("mine");
    }

    @Test
    void moneyForAMistypedAddressIsRefused() {
        CommandRun run = build(4, "--fund", "0xF39Fd6e51aad88F6F4ce6aB8827279cffFb92266=1");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("fails its checksum");
        assertThat(CommandRun.of("genesis", "build", memberFile(1), "--fund", RICH + "=x").err())
                .contains("'x' is not an amount of ether");
    }

    @Test
    void theDoctorFindsAWorkingMemberAndABrokenOne() throws IOException {
        build(4);
        Files.copy(genesisFile(), directory.resolve("org1/genesis.json"));
        Path config = directory.resolve("org1/chirograph.toml");
        Object[] doctor = {
            "doctor",
            "--config",
            config,
            "--set",
            "network.port=0",
            "--set",
            "rpc.port=0",
            "--genesis-hash",
            genesis().hash(),
            "--json"
        };
        CommandRun well = CommandRun.of(doctor);
        assertThat(well.exitCode()).as(well.out()).isZero();
        assertThat(verdict(well, "member")).isEqualTo("fine");
        assertThat(verdict(well, "genesis")).isEqualTo("fine");
        assertThat(verdict(well, "keys")).isEqualTo("fine");

        Files.delete(directory.resolve("org1/keys/signing.key"));
        Files.copy(
                directory.resolve("org2/keys/signing.key"),
                directory.resolve("org1/keys/signing.key"));
        CommandRun swapped = CommandRun.of(doctor);
        assertThat(swapped.exitCode()).isEqualTo(1);
        assertThat(verdict(swapped, "member")).isEqualTo("broken");
    }

    private static String verdict(CommandRun run, String check) {
        for (var finding : run.json()) {
            if (finding.path("check").asString().equals(check)) {
                return finding.path("verdict").asString();
            }
        }
        return "not checked";
    }

    @Test
    void configShowTellsEachValuesOrigin() {
        newMember(1);
        Path config = directory.resolve("org1/chirograph.toml");
        CommandRun run =
                CommandRun.of(
                        "config", "show", "--config", config, "--set", "rpc.port=1", "--json");
        assertThat(run.exitCode()).isZero();
        assertThat(run.json().path("rpc.port").path("value").asInt()).isEqualTo(1);
        assertThat(run.json().path("rpc.port").path("origin").asString()).isEqualTo("command line");
        assertThat(run.json().path("network.port").path("origin").asString())
                .isEqualTo(config + " line 9");
        assertThat(CommandRun.of("config", "show", "--set", "rpc.prot=1").err())
                .contains("did you mean 'rpc.port'?");
    }

    @Test
    void configShowPrintsAFileThatGivesTheSame() throws IOException {
        Path shown = directory.resolve("shown.toml");
        Files.writeString(shown, CommandRun.of("config", "show").out());
        assertThat(CommandRun.of("config", "show", "--config", shown).exitCode()).isZero();
    }
}
