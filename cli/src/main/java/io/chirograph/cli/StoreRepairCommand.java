package io.chirograph.cli;

import io.chirograph.cli.console.CommandFailure;
import io.chirograph.cli.console.Output;
import io.chirograph.store.CorruptionException;
import io.chirograph.store.DirectoryDisk;
import io.chirograph.store.DiskException;
import io.chirograph.store.RepairReport;
import io.chirograph.store.RepairReport.Lost;
import io.chirograph.store.RepairReport.Repaired;
import io.chirograph.store.ScrubReport.Damage;
import io.chirograph.store.Store;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

@Command(
        name = "repair",
        description = {
            "Put tables of another copy of a store in the place of damaged or missing ones: those"
                    + " whose SHA-256 is what the damaged store's manifest says. No node may have"
                    + " either open.",
            "Exit code 1 when damage stays; what it means is said, and nothing is changed there."
        })
final class StoreRepairCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DIR", description = "The damaged store's directory.")
    private Path directory = Path.of("");

    @Option(
            names = "--from",
            required = true,
            paramLabel = "DIR2",
            description = "A copy of the store, such as a backup; nothing there is changed.")
    private Path source = Path.of("");

    @Mixin private Output output = new Output();

    @Override
    public Integer call() {
        RepairReport report = repair();
        ObjectNode result =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("directory", directory.toString())
                        .put("from", source.toString())
                        .put("sound", report.isSound());
        ArrayNode repaired = result.putArray("repaired");
        report.repaired().forEach(one -> place(repaired, one.damage()).put("source", one.source()));
        ArrayNode lost = result.putArray("lost");
        report.lost().forEach(one -> place(lost, one.damage()).put("reason", one.reason()));
        output.print(result, () -> text(report));
        return report.isSound() ? 0 : 1;
    }

    private static ObjectNode place(ArrayNode list, Damage damage) {
        return list.addObject()
                .put("file", damage.file())
                .put("offset", damage.offset())
                .put("problem", damage.problem());
    }

    private RepairReport repair() {
        requireDirectory(directory);
        requireDirectory(source);
        try {
            return Store.repair(new DirectoryDisk(directory), new DirectoryDisk(source));
        } catch (DiskException | CorruptionException e) {
            throw new CommandFailure("%s: %s".formatted(directory, e.getMessage()), e);
        }
    }

    private static void requireDirectory(Path wanted) {
        if (!Files.isDirectory(wanted)) {
            throw new CommandFailure(wanted + ": no such directory");
        }
    }

    private static String text(RepairReport report) {
        StringBuilder text = new StringBuilder();
        for (Repaired one : report.repaired()) {
            text.append("repaired ").append(one.damage().file()).append(" from ");
            text.append(one.source()).append('\n');
        }
        for (Lost one : report.lost()) {
            text.append("not repaired: ").append(one.damage().problem()).append('\n');
            text.append("  ").append(one.reason()).append('\n');
        }
        return text.append(
                        report.isSound()
                                ? "the store is sound"
                                : "damage stays: " + report.lost().size())
                .toString();
    }
}
