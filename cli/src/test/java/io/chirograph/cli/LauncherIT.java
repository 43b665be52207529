package io.chirograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The real launcher in a source tree of its own. Instead of Maven there is a script that counts its calls
/// and puts a small program where the build would.
class LauncherIT {
    private static final Path LAUNCHER =
            Path.of(System.getProperty("repository.root")).resolve("chirograph");
    private static final Path JDK = Path.of(System.getProperty("java.home"));

    /// What the launcher needs beside Java and Maven.
    private static final List<String> TOOLS =
            List.of(
                    "sh",
                    "cat",
                    "dirname",
                    "readlink",
                    "find",
                    "head",
                    "tail",
                    "grep",
                    "sed",
                    "mkdir",
                    "rm",
                    "mv",
                    "cp",
                    "touch",
                    "sleep",
                    "kill",
                    "ls");

    @TempDir private Path directory;
    private Path root = Path.of("");

    private record Run(int exitCode, String out, String err) {}

    @BeforeEach
    void makeSourceTree() throws IOException {
        root = Files.createDirectories(directory.resolve("a tree/with spaces"));
        Files.copy(LAUNCHER, root.resolve("chirograph"));
        makeExecutable(root.resolve("chirograph"));
        Files.writeString(root.resolve("pom.xml"), "<project/>");
        Files.createDirectories(root.resolve("cli/src/main"));
        Files.writeString(root.resolve("cli/pom.xml"), "<project/>");
        Files.writeString(source(), "one");
        Path bin = Files.createDirectories(directory.resolve("bin"));
        for (String tool : TOOLS) {
            Files.writeString(bin.resolve(tool), "#!/bin/sh\nexec " + whereIs(tool) + " \"$@\"\n");
            makeExecutable(bin.resolve(tool));
        }
        makeProgram();
        makeMaven(
                """
                sleep 0.5
                mkdir -p cli/target/lib
                cp "$PROGRAM" cli/target/lib/library.jar
                cp "$PROGRAM" cli/target/chirograph-cli-1.jar
                """);
    }

    private Path source() {
        return root.resolve("cli/src/main/Source.java");
    }

    private static Path whereIs(String tool) {
        for (String place : new String[] {"/usr/bin", "/bin"}) {
            Path path = Path.of(place, tool);
            if (Files.exists(path)) {
                return path;
            }
        }
        throw new AssertionError("this machine has no " + tool);
    }

    private static void makeExecutable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void makeProgram() throws IOException {
        makeProgram("cli", "program");
    }

    /// A jar whose main class prints its arguments.
    private void makeProgram(String module, String name) throws IOException {
        Path source = directory.resolve(name + "/io/chirograph/" + module + "/Main.java");
        Files.createDirectories(source.getParent());
        Files.writeString(
                source,
                """
                package io.chirograph.MODULE;
                public class Main {
                    public static void main(String[] arguments) {
                        for (String argument : arguments) System.out.println("[" + argument + "]");
                        if (arguments.length > 0 && arguments[0].equals("fail")) System.exit(7);
                    }
                }
                """
                        .replace("MODULE", module));
        int compiled =
                ToolProvider.getSystemJavaCompiler().run(null, null, null, source.toString());
        assertThat(compiled).isZero();
        int packed =
                java.util.spi.ToolProvider.findFirst("jar")
                        .orElseThrow()
                        .run(
                                System.out,
                                System.err,
                                "--create",
                                "--file",
                                directory.resolve(name + ".jar").toString(),
                                "-C",
                                directory.resolve(name).toString(),
                                "io");
        assertThat(packed).isZero();
    }

    private void makeMaven(String script) throws IOException {
        Path maven = directory.resolve("bin/mvn");
        Files.writeString(
                maven,
                """
                #!/bin/sh
                echo x >> "$CALLS"
                echo "[INFO] Building Chirograph cli [1/1]"
                """
                        + script);
        makeExecutable(maven);
    }

    private long builds() throws IOException {
        Path calls = directory.resolve("calls");
        return Files.exists(calls) ? Files.readAllLines(calls).size() : 0;
    }

    private Process start(Path launcher, Path workingDirectory, String... arguments)
            throws IOException {
        return builder(launcher, workingDirectory, arguments).start();
    }

    private ProcessBuilder builder(Path launcher, Path workingDirectory, String... arguments) {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(workingDirectory.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", directory.resolve("bin").toString());
        builder.environment().put("HOME", directory.toString());
        builder.environment().put("JAVA_HOME", JDK.toString());
        builder.environment().put("CALLS", directory.resolve("calls").toString());
        builder.environment().put("PROGRAM", directory.resolve("program.jar").toString());
        return builder;
    }

    private static Run await(Process process) throws IOException, InterruptedException {
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), out, err);
    }

    private Run launch(String... arguments) throws IOException, InterruptedException {
        return await(start(root.resolve("chirograph"), directory, arguments));
    }

    @Test
    void buildsOnceAndThenStartsWithoutMaven() throws Exception {
        Run first = launch("put", "a file", "$HOME");
        assertThat(first.out()).as(first.err()).isEqualTo("[put]\n[a file]\n[$HOME]\n");
        assertThat(first.err()).contains("building").contains("Chirograph cli");
        Files.delete(directory.resolve("bin/mvn"));
        Run second = launch("fail");
        assertThat(second.out()).isEqualTo("[fail]\n");
        assertThat(second.err()).isEmpty();
        assertThat(second.exitCode()).isEqualTo(7);
        assertThat(builds()).isEqualTo(1);
    }

    /// What the launcher gives Java by itself must not be more than that.
    @Test
    void startsWithAHeapAsSmallAsItIsTold() throws Exception {
        launch("first");
        ProcessBuilder small = builder(root.resolve("chirograph"), directory, "again");
        small.environment().put("CHIROGRAPH_JAVA_OPTIONS", "-Xmx64m");
        Run run = await(small.start());
        assertThat(run.out()).as(run.err()).isEqualTo("[again]\n");
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void startsTheBenchmarksAsAProgramOfTheirOwn() throws Exception {
        Path benchmarks = Files.createDirectories(root.resolve("benchmarks/src/main"));
        Files.writeString(root.resolve("benchmarks/pom.xml"), "<project/>");
        makeProgram("benchmarks", "program");
        makeMaven(
                """
                for module in cli benchmarks; do
                    case "$*" in *"-pl $module "*)
                        mkdir -p $module/target/lib
                        cp "$PROGRAM" $module/target/lib/library.jar
                        cp "$PROGRAM" $module/target/chirograph-$module-1.jar ;;
                    esac
                done
                """);
        assertThat(launch("bench", "store", "--peers", "none").out())
                .isEqualTo("[store]\n[--peers]\n[none]\n");
        assertThat(root.resolve("target/launcher/benchmarks/1/library.jar")).exists();
        assertThat(root.resolve("cli/target")).doesNotExist();
        assertThat(launch("status").out()).isEqualTo("[status]\n");
        assertThat(builds()).isEqualTo(2);
        Files.setLastModifiedTime(benchmarks, FileTime.from(Instant.now().plusSeconds(5)));
        assertThat(launch("status").out()).isEqualTo("[status]\n");
        assertThat(builds()).isEqualTo(2);
        launch("bench");
        assertThat(builds()).isEqualTo(3);
    }

    @Test
    void startsThroughASymbolicLink() throws Exception {
        Path elsewhere = Files.createDirectories(directory.resolve("else where"));
        Path link =
                Files.createSymbolicLink(
                        elsewhere.resolve("link"), Path.of("../a tree/with spaces/chirograph"));
        assertThat(await(start(link, elsewhere, "status")).out()).isEqualTo("[status]\n");
    }

    @Test
    void buildsAgainWhenASourceChangedAndLeavesTheOldBuildToThoseThatRunIt() throws Exception {
        launch();
        Path running = root.resolve("target/launcher/1/library.jar");
        assertThat(running).exists();
        Files.setLastModifiedTime(source(), FileTime.from(Instant.now().plusSeconds(5)));
        assertThat(launch("again").out()).isEqualTo("[again]\n");
        assertThat(builds()).isEqualTo(2);
        assertThat(running).exists();
        assertThat(root.resolve("target/launcher/2/library.jar")).exists();
    }

    @Test
    void twoAtATimeBuildOnce() throws Exception {
        Process one = start(root.resolve("chirograph"), directory, "one");
        Process two = start(root.resolve("chirograph"), directory, "two");
        assertThat(await(one).out()).isEqualTo("[one]\n");
        assertThat(await(two).out()).isEqualTo("[two]\n");
        assertThat(builds()).isEqualTo(1);
        assertThat(root.resolve("target/launcher/lock")).doesNotExist();
    }

    @Test
    void aLockWhoseOwnerIsGoneDoesNotHinder() throws Exception {
        Process gone = new ProcessBuilder("true").start();
        assertThat(gone.waitFor(10, TimeUnit.SECONDS)).isTrue();
        Path lock = Files.createDirectories(root.resolve("target/launcher/lock"));
        Files.writeString(lock.resolve("pid"), Long.toString(gone.pid()));
        assertThat(launch("status").out()).isEqualTo("[status]\n");
    }

    @Test
    void aFailedBuildShowsItsErrorsAndIsTriedAgain() throws Exception {
        makeMaven(
                """
                echo '[ERROR] /x/Source.java:[3,4] ; expected'
                exit 1
                """);
        Run failed = launch("status");
        assertThat(failed.exitCode()).isEqualTo(1);
        assertThat(failed.out()).isEmpty();
        assertThat(failed.err()).contains("Source.java:[3,4]").contains("build.log");
        launch("status");
        assertThat(builds()).isEqualTo(2);
        assertThat(root.resolve("target/launcher/lock")).doesNotExist();
    }

    @Test
    void withoutAJdk25ItSaysWhatToInstall() throws Exception {
        Path jdk17 = Files.createDirectories(directory.resolve("usual/lib/jvm/jdk-17"));
        Files.createDirectories(jdk17.resolve("bin"));
        Files.writeString(jdk17.resolve("release"), "JAVA_VERSION=\"17.0.15\"\n");
        Files.writeString(jdk17.resolve("bin/javac"), "#!/bin/sh\n");
        makeExecutable(jdk17.resolve("bin/javac"));
        // This machine has one in the usual places: the launcher is shown others.
        String launcher = Files.readString(LAUNCHER);
        for (String place : List.of("/usr/", "/opt/", "/Library/")) {
            launcher = launcher.replace(" " + place, " " + directory.resolve("usual") + "/");
        }
        Files.writeString(root.resolve("chirograph"), launcher);
        ProcessBuilder builder =
                new ProcessBuilder(root.resolve("chirograph").toString(), "status");
        builder.environment().clear();
        builder.environment().put("PATH", directory.resolve("bin").toString());
        builder.environment().put("HOME", directory.toString());
        builder.environment().put("JAVA_HOME", jdk17.toString());
        Run run = await(builder.start());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .isEqualTo(
                        "chirograph: this needs a JDK 25: install one (Temurin, for example, from"
                            + " adoptium.net), and set JAVA_HOME if it is in an unusual place\n");
        assertThat(builds()).isZero();
    }

    @Test
    void withoutMavenItSaysWhatToInstall() throws Exception {
        Files.delete(directory.resolve("bin/mvn"));
        Run run = launch("status");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo(
                        "chirograph: building needs Apache Maven 3.8.7 or newer: install it, so"
                                + " that 'mvn -version' works\n");
    }
}
