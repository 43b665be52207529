package io.chirograph.cli;

import io.chirograph.cli.console.CommandFailure;
import io.chirograph.cli.console.Output;
import io.chirograph.store.DirectoryDisk;
import io.chirograph.store.DiskException;
import io.chirograph.store.ScrubReport;
import io.chirograph.store.ScrubReport.Damage;
import io.chirograph.store.Store;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

@Command(
        name = "check",
        description =
                "Read all files of a store that no node has open and report damage with file and"
                        + " offset. Nothing is changed. Exit code 1 when damage was found.")
final class StoreCheckCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DIR", description = "The store's directory.")
    private Path directory = Path.of("");

    @Mixin private Output output = new Output();

    @Override
    public Integer call() {
        ScrubReport report = check();
        ObjectNode result =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("directory", directory.toString())
                        .put("sound", report.isSound())
                        .put("files", report.files())
                        .put("bytes", report.bytes());
        ArrayNode damages = result.putArray("damages");
        for (Damage damage : report.damages()) {
            damages.addObject()
                    .put("file", damage.file())
                    .put("offset", damage.offset())
                    .put("problem", damage.problem());
        }
        output.print(result, () -> text(report));
        return report.isSound() ? 0 : 1;
    }

    private ScrubReport check() {
        if (!Files.isDirectory(directory)) {
            throw new CommandFailure(directory + ": no such directory");
        }
        try {
            return Store.check(new DirectoryDisk(directory));
        } catch (DiskException e) {
            throw new CommandFailure("%s: %s".formatted(directory, e.getMessage()), e);
        }
    }

    private static String text(ScrubReport report) {
        StringBuilder text = new StringBuilder();
        for (Damage damage : report.damages()) {
            text.append(damage.problem()).append('\n');
        }
        return text.append(
                        "%d files, %d bytes: %s"
                                .formatted(
                                        report.files(),
                                        report.bytes(),
                                        report.isSound()
                                                ? "sound"
                                                : "%d damaged".formatted(report.damages().size())))
                .toString();
    }
}
