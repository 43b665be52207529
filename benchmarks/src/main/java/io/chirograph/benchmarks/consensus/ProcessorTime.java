package io.chirograph.benchmarks.consensus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Processor time as Linux counts it, in hundredths of a second.
final class ProcessorTime {
    private ProcessorTime() {}

    /// User and system time of a process; its threads and those that ended counted.
    static long of(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }

    /// Of everybody on the machine.
    static long ofAll() throws IOException {
        String[] fields = Files.readAllLines(Path.of("/proc/stat")).getFirst().split(" +");
        long busy = 0;
        for (int i = 1; i < fields.length; i++) {
            busy += i == 4 || i == 5 ? 0 : Long.parseLong(fields[i]);
        }
        return busy;
    }
}
