package io.chirograph.cli;

import io.chirograph.cli.client.NodeClient;
import io.chirograph.cli.client.NodeOptions;
import io.chirograph.cli.console.CommandFailure;
import io.chirograph.cli.console.Output;
import io.chirograph.proof.MalformedException;
import io.chirograph.proof.Member;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "add",
        description =
                "Propose a new member, and approve that. It can fetch the chain as soon as a third"
                        + " of the members approve.")
final class MemberAddCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "NAME.member.json of the new member.")
    private Path file = Path.of("");

    @Mixin private NodeOptions node = new NodeOptions();
    @Mixin private Output output = new Output();

    @Override
    public Integer call() throws IOException {
        Member member;
        try {
            member = Member.fromJson(PublicFile.read(file, Member.FILE_BYTES_MAX));
        } catch (MalformedException e) {
            throw new CommandFailure(file + ": " + e.getMessage(), e);
        }
        NodeClient client = node.connect();
        MemberChange.print(
                output,
                client.post("/api/v1/members", file),
                "proposed to add %s (validator %s)".formatted(member.name(), member.validator()));
        return 0;
    }
}
