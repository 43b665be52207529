package io.chirograph.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

@Command(
        name = "chirograph",
        mixinStandardHelpOptions = true,
        versionProvider = ChirographCommand.Version.class,
        scope = ScopeType.INHERIT,
        description =
                "A ledger database that organisations run together without trusting one another.",
        footer = {
            "",
            "A network starts like this: each organisation runs 'member new' and hands out its"
                    + " member file; one runs 'genesis build' with all of them; all compare what"
                    + " 'genesis check' prints, and 'start' their nodes."
        },
        subcommands = {
            MemberCommand.class,
            GenesisCommand.class,
            ConfigCommand.class,
            AccountCommand.class,
            StartCommand.class,
            TransactionCommand.class,
            StatusCommand.class,
            PeersCommand.class,
            PipelineCommand.class,
            PutCommand.class,
            GetCommand.class,
            SearchCommand.class,
            VerifyCommand.class,
            StoreCommand.class,
            DoctorCommand.class,
            SimulateCommand.class,
            BenchCommand.class,
            CompletionCommand.class
        })
final class ChirographCommand extends CommandGroup {
    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "Print stack traces of failures.")
    private boolean debug;

    boolean debug() {
        return debug;
    }

    /// What the build wrote into the jar.
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Version.class.getPackage().getImplementationVersion();
            return new String[] {
                "chirograph " + (version == null ? "(unpackaged)" : version),
                "Java " + Runtime.version()
            };
        }
    }
}
