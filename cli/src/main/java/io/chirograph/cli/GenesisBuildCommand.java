package io.chirograph.cli;

import io.chirograph.cli.console.CommandFailure;
import io.chirograph.cli.console.Ether;
import io.chirograph.cli.console.Output;
import io.chirograph.crypto.SigningKey;
import io.chirograph.crypto.wallet.ChecksumAddress;
import io.chirograph.crypto.wallet.DemoAccounts;
import io.chirograph.proof.Genesis;
import io.chirograph.proof.GenesisAccount;
import io.chirograph.proof.MalformedException;
import io.chirograph.proof.Member;
import io.chirograph.proof.MemberRegistry;
import io.chirograph.proof.Predeploys;
import io.chirograph.proof.document.DocumentRegistry;
import io.chirograph.types.Address;
import io.chirograph.types.UInt256;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "build",
        description = "Make the genesis file from the members' public files, in this order.")
final class GenesisBuildCommand implements Callable<Integer> {
    private static final UInt256 DEMO_BALANCE = Ether.parse("10000");

    @Parameters(paramLabel = "MEMBER", arity = "1..*", description = "NAME.member.json of each.")
    private List<Path> memberFiles = List.of();

    @Option(
            names = "--chain-id",
            paramLabel = "ID",
            description = "What wallets tell networks apart by (default: ${DEFAULT-VALUE}).")
    private long chainId = 1337;

    @Option(
            names = "--gas-limit",
            paramLabel = "GAS",
            description = "Of every block (default: ${DEFAULT-VALUE}).")
    private long gasLimit = Genesis.GAS_LIMIT_DEFAULT;

    @Option(
            names = "--timestamp",
            paramLabel = "MILLIS",
            description = "Of block 0, in milliseconds since 1970 (default: now).")
    private Optional<Long> timestampMillis = Optional.empty();

    @Mixin private AgreementOptions agreement = new AgreementOptions();

    @Option(
            names = "--fund",
            paramLabel = "ADDRESS=ETHER",
            description = "Give an account money; may be repeated.")
    private Map<String, String> funds = new LinkedHashMap<>();

    @Option(
            names = "--demo-accounts",
            description =
                    "Give 10000 ether to each of the ten well-known development accounts, whose"
                            + " keys are public.")
    private boolean demoAccounts;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "The file to make (default: ${DEFAULT-VALUE}).")
    private Path out = Path.of("genesis.json");

    @Mixin private Output output = new Output();

    @Override
    public Integer call() throws IOException {
        List<Member> members = new ArrayList<>();
        for (Path file : memberFiles) {
            try {
                members.add(Member.fromJson(PublicFile.read(file, Member.FILE_BYTES_MAX)));
            } catch (MalformedException e) {
                throw new CommandFailure(file + ": " + e.getMessage(), e);
            }
        }
        Genesis genesis =
                new Genesis(
                        chainId,
                        timestampMillis.orElseGet(System::currentTimeMillis),
                        gasLimit,
                        agreement.rules(),
                        members,
                        accounts(members));
        PublicFile.create(out, genesis.toJson());
        GenesisCheckCommand.print(output, out, genesis);
        return 0;
    }

    private SortedMap<Address, GenesisAccount> accounts(List<Member> members) {
        SortedMap<Address, GenesisAccount> accounts = Predeploys.accounts();
        accounts.put(
                DocumentRegistry.ADDRESS, GenesisAccount.contract(DocumentRegistry.runtimeCode()));
        accounts.put(MemberRegistry.ADDRESS, MemberRegistry.founding(members, agreement.rules()));
        if (demoAccounts) {
            for (SigningKey key : DemoAccounts.keys()) {
                accounts.put(key.address(), GenesisAccount.funded(DEMO_BALANCE));
            }
        }
        funds.forEach((address, ether) -> {
            Address account = ChecksumAddress.parse(address);
            GenesisAccount funded = GenesisAccount.funded(Ether.parse(ether));
            if (accounts.putIfAbsent(account, funded) != null) {
                throw new CommandFailure(
                        "--fund %s: this account is in the genesis already".formatted(address));
            }
        });
        return accounts;
    }
}
