package io.chirograph.cli;

import io.chirograph.cli.console.Output;
import io.chirograph.node.config.MemberKeys;
import io.chirograph.proof.Member;
import io.chirograph.types.Bytes;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.JsonNodeFactory;

@Command(
        name = "new",
        description = {
            "Make the keys of an organisation on its own machine.",
            "The directory gets 'keys' (secret: never leaves it), NAME.member.json (public: for"
                    + " 'genesis build') and chirograph.toml (for 'start')."
        })
final class MemberNewCommand implements Callable<Integer> {
    @Option(
            names = "--name",
            required = true,
            paramLabel = "NAME",
            description = "The organisation's name: letters, digits, '.', '_' and '-'.")
    private String name = "";

    @Option(
            names = "--host",
            required = true,
            paramLabel = "HOST",
            description = "Where the other members reach this one.")
    private String host = "";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Where it listens (default: ${DEFAULT-VALUE}).")
    private int port = 30303;

    @Option(
            names = "--rpc-port",
            paramLabel = "PORT",
            description = "Where its own clients reach it (default: ${DEFAULT-VALUE}).")
    private int rpcPort = 8545;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "The directory to make (default: the organisation's name).")
    private Path directory = Path.of("");

    @Mixin private Output output = new Output();

    @Override
    public Integer call() throws IOException {
        MemberKeys keys = MemberKeys.generate(new SecureRandom());
        Member member =
                Member.bind(
                        name,
                        keys.signingKey(),
                        keys.accountKey().address(),
                        keys.tlsKey().publicKey(),
                        host,
                        port);
        Path target = directory.toString().isEmpty() ? Path.of(name) : directory;
        Path memberFile = target.resolve(name + ".member.json");
        Path configFile = target.resolve("chirograph.toml");
        for (Path file : new Path[] {memberFile, configFile}) {
            if (Files.exists(file)) {
                throw new FileAlreadyExistsException(file.toString());
            }
        }
        keys.create(target.resolve("keys"));
        PublicFile.create(memberFile, member.toJson());
        PublicFile.create(configFile, Bytes.ofUtf8(config()));
        output.print(
                JsonNodeFactory.instance
                        .objectNode()
                        .put("member", memberFile.toString())
                        .put("config", configFile.toString())
                        .put("validator", member.validator().toHex())
                        .put("account", member.account().toHex()),
                () ->
                        """
                        Made %s: validator %s, account %s
                        Hand %s to whoever builds the genesis, keep %s to yourself.
                        With the genesis at %s: chirograph start --config %s\
                        """
                                .formatted(
                                        name,
                                        member.validator(),
                                        member.account(),
                                        memberFile,
                                        target.resolve("keys"),
                                        target.resolve("genesis.json"),
                                        configFile));
        return 0;
    }

    private String config() {
        return """
        # What is not set here has its default: chirograph config show
        dataDirectory = "data"
        genesisFile = "genesis.json"
        keyDirectory = "keys"
        memberFile = "%s.member.json"

        [network]
        host = "%s"
        port = %d

        [rpc]
        port = %d
        """
                .formatted(name, listenAt(), port, rpcPort);
    }

    /// A member that others reach at a name or a public address listens at every address it has, since that
    /// one may be another machine's that passes connections on; one on loopback listens just there.
    private String listenAt() {
        boolean isLoopback = host.equals("localhost") || host.startsWith("127.");
        return isLoopback ? host : "0.0.0.0";
    }
}
