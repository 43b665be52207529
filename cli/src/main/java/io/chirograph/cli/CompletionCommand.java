package io.chirograph.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "completion",
        description = {
            "Print a script that completes commands and options with the tab key.",
            "For this session: source <(chirograph completion bash)"
        })
final class CompletionCommand implements Callable<Integer> {
    private enum Shell {
        BASH,
        ZSH
    }

    @Parameters(paramLabel = "SHELL", description = "bash or zsh.")
    private Shell shell = Shell.BASH;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before a command runs
    private CommandSpec spec;

    @Override
    public Integer call() {
        // The script for bash loads zsh's emulation of bash completion when zsh reads it.
        String script = AutoComplete.bash("chirograph", spec.root().commandLine());
        String header =
                switch (shell) {
                    case BASH -> "";
                    case ZSH -> "autoload -U +X compinit && compinit\n";
                };
        spec.commandLine().getOut().print(header + script);
        spec.commandLine().getOut().flush();
        return 0;
    }
}
