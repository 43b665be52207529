package io.chirograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class UsageTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "'' ; a command is missing behind 'chirograph': member," + " genesis",
                "genesis ; a command is missing behind 'chirograph genesis':" + " build",
                "genesis bulid ; unknown command 'bulid' (did you mean 'build'?)",
                "statsu ; unknown command 'statsu' (did you mean 'status'?)",
                "genesis check --jsn f ; unknown option '--jsn' (did you mean '--json'?)",
                "genesis check a b ; unexpected argument 'b'",
                "genesis check ; Missing required parameter: 'FILE'",
                "genesis build --chain-id x m ; Invalid value for option '--chain-id'",
                "verify proof.json ; Missing required option: '--genesis=FILE'",
                "tx send --to 0x12 ; give one of --from, --key-file and --demo-account, not 0",
                "tx send --demo-account 1 --key-file k ; and --demo-account, not 2",
                "completion fish ; Invalid value for positional parameter",
            })
    void wrongUsageIsExplainedInOneLineAndExits2(String line, String message) {
        String[] arguments = line.isEmpty() ? new String[0] : line.split(" ");
        CommandRun run = CommandRun.of((Object[]) arguments);
        assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines()).hasSize(2);
        assertThat(run.err()).startsWith("error: ").contains(message).contains("--help'.");
    }

    @Test
    void everyCommandHasADescriptionAndHelp() {
        assertDescribed(Main.commandLine());
    }

    private static void assertDescribed(CommandLine command) {
        var spec = command.getCommandSpec();
        assertThat(spec.usageMessage().description()).as(spec.qualifiedName()).isNotEmpty();
        assertThat(spec.optionsMap()).as(spec.qualifiedName()).containsKey("--help");
        assertThat(spec.options())
                .as(spec.qualifiedName())
                .allSatisfy(option -> assertThat(option.description()).isNotEmpty());
        assertThat(spec.positionalParameters())
                .as(spec.qualifiedName())
                .allSatisfy(parameter -> assertThat(parameter.description()).isNotEmpty());
        command.getSubcommands().values().forEach(UsageTest::assertDescribed);
    }

    @Test
    void helpGoesToStandardOutputAndExits0() {
        CommandRun run = CommandRun.of("genesis", "build", "--help");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("--demo-accounts").contains("Make the genesis file");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void completionNamesCommandsAndOptions() {
        CommandRun bash = CommandRun.of("completion", "bash");
        assertThat(bash.exitCode()).isZero();
        assertThat(bash.out())
                .startsWith("#!")
                .contains("genesis")
                .contains("--demo-accounts")
                .contains("complete -F _complete_chirograph");
        assertThat(CommandRun.of("completion", "zsh").out()).startsWith("autoload");
    }

    @Test
    void debugPrintsTheStackTrace() {
        assertThat(CommandRun.of("genesis", "check", "missing.json").err())
                .isEqualToIgnoringNewLines("error: missing.json does not exist");
        assertThat(CommandRun.of("genesis", "check", "missing.json", "--debug").err())
                .contains("NoSuchFileException");
    }
}
