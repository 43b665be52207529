package io.chirograph.cli;

import io.chirograph.crypto.SecretFile;
import io.chirograph.node.config.MemberKeys;
import io.chirograph.node.config.NodeConfig;
import io.chirograph.proof.Genesis;
import io.chirograph.proof.MalformedException;
import io.chirograph.proof.Member;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Looks at the machine and the files a node needs. Nothing is changed but a probe file in the data
/// directory, which is removed again.
final class DoctorChecks {
    private static final int JAVA_VERSION = 25;
    private static final long DISK_BYTES_MIN = 1L << 30;
    private static final long DISK_BYTES_GOOD = 20L << 30;
    private static final int SYNCS = 20;
    private static final int SYNC_BYTES = 4096;
    private static final long SYNC_MICROS_GOOD = 10_000;
    private static final long MEMORY_BYTES_GOOD = 512L << 20;

    enum Verdict {
        FINE,
        DOUBTFUL,
        BROKEN
    }

    /// @param detail what was found and, if it is not fine, what to do
    record Finding(String check, Verdict verdict, String detail) {
        String line() {
            String mark =
                    switch (verdict) {
                        case FINE -> "ok     ";
                        case DOUBTFUL -> "doubt  ";
                        case BROKEN -> "BROKEN ";
                    };
            return "%s %-8s %s".formatted(mark, check, detail);
        }
    }

    private final NodeConfig config;
    private final Optional<String> genesisHash;
    private final List<Finding> findings = new ArrayList<>();

    /// @param genesisHash what the genesis file has to hash to, if it is known
    DoctorChecks(NodeConfig config, Optional<String> genesisHash) {
        this.config = config;
        this.genesisHash = genesisHash;
    }

    List<Finding> run() {
        checkJava();
        checkPort("network", config.network().host(), config.network().port());
        checkPort("rpc", config.rpc().host(), config.rpc().port());
        checkDisk();
        checkKeyModes();
        Optional<MemberKeys> keys = checkKeys();
        checkGenesis().ifPresent(genesis -> checkMembership(genesis, keys));
        return List.copyOf(findings);
    }

    private void fine(String check, String detail) {
        findings.add(new Finding(check, Verdict.FINE, detail));
    }

    private void doubtful(String check, String detail) {
        findings.add(new Finding(check, Verdict.DOUBTFUL, detail));
    }

    private void broken(String check, String detail) {
        findings.add(new Finding(check, Verdict.BROKEN, detail));
    }

    private void checkJava() {
        int version = Runtime.version().feature();
        if (version == JAVA_VERSION) {
            fine("java", "Java " + Runtime.version());
        } else {
            broken("java", "this is Java %d, install a JDK %d".formatted(version, JAVA_VERSION));
        }
        long memory = Runtime.getRuntime().maxMemory();
        if (memory < MEMORY_BYTES_GOOD) {
            doubtful(
                    "memory",
                    "%d MiB of heap, a node wants %d MiB"
                            .formatted(memory >> 20, MEMORY_BYTES_GOOD >> 20));
        } else {
            fine("memory", "%d MiB of heap".formatted(memory >> 20));
        }
    }

    private void checkPort(String check, String host, int port) {
        if (port == 0) {
            fine(check, "the system chooses a port");
            return;
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
            fine(check, "port %d on %s is free".formatted(port, host));
        } catch (IOException e) {
            broken(
                    check,
                    "port %d on %s cannot be used (%s); stop what runs there, or set %s.port"
                            .formatted(port, host, e.getMessage(), check));
        }
    }

    private void checkDisk() {
        Path directory = config.dataDirectory();
        try {
            Files.createDirectories(directory);
            long free = Files.getFileStore(directory).getUsableSpace();
            String space = "%d MiB free in %s".formatted(free >> 20, directory.toAbsolutePath());
            if (free < DISK_BYTES_MIN) {
                broken("disk", space + ", at least 1 GiB is needed");
            } else if (free < DISK_BYTES_GOOD) {
                doubtful("disk", space + ", 20 GiB last longer");
            } else {
                fine("disk", space);
            }
            long micros = medianSyncMicros(directory);
            String speed = "a sync of 4 KiB takes %d µs".formatted(micros);
            if (micros > SYNC_MICROS_GOOD) {
                doubtful("sync", speed + ", blocks will be slow; use a local SSD");
            } else {
                fine("sync", speed);
            }
        } catch (IOException e) {
            broken(
                    "disk",
                    "%s cannot be written (%s); set dataDirectory to one that can"
                            .formatted(directory.toAbsolutePath(), e));
        }
    }

    private static long medianSyncMicros(Path directory) throws IOException {
        Path probe = Files.createTempFile(directory, ".doctor-", ".probe");
        try (FileChannel channel = FileChannel.open(probe, StandardOpenOption.WRITE)) {
            long[] nanos = new long[SYNCS];
            for (int i = 0; i < SYNCS; i++) {
                long start = System.nanoTime();
                channel.write(ByteBuffer.allocate(SYNC_BYTES));
                channel.force(false);
                nanos[i] = System.nanoTime() - start;
            }
            Arrays.sort(nanos);
            return nanos[SYNCS / 2] / 1000;
        } finally {
            Files.deleteIfExists(probe);
        }
    }

    private void checkKeyModes() {
        List<Path> open = new ArrayList<>();
        for (String name : MemberKeys.FILES) {
            Path file = config.keyDirectory().resolve(name);
            try {
                if (Files.exists(file) && SecretFile.isOpenToOthers(file)) {
                    open.add(file);
                }
            } catch (IOException e) {
                broken("modes", "%s cannot be looked at: %s".formatted(file, e));
            }
        }
        if (open.isEmpty()) {
            fine("modes", "no key file is open to other users");
        } else {
            broken(
                    "modes",
                    "others can use %s; run: chmod 600 %s".formatted(open, open.getFirst()));
        }
    }

    private Optional<MemberKeys> checkKeys() {
        try {
            MemberKeys keys = MemberKeys.read(config.keyDirectory());
            fine("keys", "validator " + keys.signingKey().address());
            return Optional.of(keys);
        } catch (IOException e) {
            broken(
                    "keys",
                    "no usable keys in %s (%s); 'chirograph member new' makes them"
                            .formatted(config.keyDirectory(), e.getMessage()));
            return Optional.empty();
        }
    }

    private Optional<Genesis> checkGenesis() {
        Path file = config.genesisFile();
        try {
            Genesis genesis = Genesis.fromJson(PublicFile.read(file, Genesis.FILE_BYTES_MAX));
            checkHash(genesis.hash().toHex());
            checkClock(genesis);
            return Optional.of(genesis);
        } catch (IOException e) {
            broken("genesis", file + " cannot be read; 'chirograph genesis build' makes it");
        } catch (MalformedException e) {
            broken("genesis", file + ": " + e.getMessage());
        }
        return Optional.empty();
    }

    private void checkHash(String hash) {
        if (genesisHash.isEmpty()) {
            doubtful("genesis", hash + "; compare it with the other members' (--genesis-hash)");
        } else if (genesisHash.get().equalsIgnoreCase(hash)) {
            fine("genesis", hash + ", as expected");
        } else {
            broken(
                    "genesis",
                    "%s, expected %s; get the members' file again"
                            .formatted(hash, genesisHash.get()));
        }
    }

    private void checkClock(Genesis genesis) {
        Instant now = Instant.now();
        Instant start = Instant.ofEpochMilli(genesis.timestampMillis());
        Duration skew = Duration.ofMillis(genesis.agreement().clockSkewMillisMax());
        if (now.plus(skew).isBefore(start)) {
            broken("clock", "%s is before the genesis, %s; set the clock".formatted(now, start));
        } else {
            fine("clock", now + "; members tolerate " + skew.toMillis() + " ms of difference");
        }
    }

    private void checkMembership(Genesis genesis, Optional<MemberKeys> keys) {
        if (keys.isEmpty()) {
            return; // already told
        }
        Optional<Member> member =
                genesis.members().stream()
                        .filter(m -> m.signingKey().equals(keys.get().signingKey().publicKey()))
                        .findFirst();
        if (member.isEmpty()) {
            checkNewcomer(keys.get());
        } else if (!member.get().tlsPublicKey().equals(keys.get().tlsKey().publicKey())) {
            broken("member", "the TLS key is not that of member " + member.get().name());
        } else {
            fine("member", "this is " + member.get().name());
        }
    }

    /// Who is no founder has to show its own file, and to be let in by the members.
    private void checkNewcomer(MemberKeys keys) {
        Path file = config.memberFile();
        if (!Files.exists(file)) {
            broken(
                    "member",
                    "these keys belong to no member of the genesis, and there is no memberFile "
                            + file);
            return;
        }
        try {
            Member own = Member.fromJson(PublicFile.read(file, Member.FILE_BYTES_MAX));
            if (own.signingKey().equals(keys.signingKey().publicKey())
                    && own.tlsPublicKey().equals(keys.tlsKey().publicKey())) {
                fine("member", "this is " + own.name() + ", which joined, or is to join, later");
            } else {
                broken("member", file + " is of other keys");
            }
        } catch (IOException | MalformedException e) {
            broken("member", file + ": " + e.getMessage());
        }
    }
}
