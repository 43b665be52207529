package io.chirograph.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A directory of the operating system. Thread-safe.
public final class DirectoryDisk implements Disk {
    private static final String LOCK_FILE = "LOCK";

    private final Path directory;
    private Optional<FileChannel> lock = Optional.empty();

    /// Makes `directory` and its parents where they don't exist.
    public DirectoryDisk(Path directory) {
        this.directory = directory.toAbsolutePath();
        try {
            Files.createDirectories(this.directory);
        } catch (IOException e) {
            throw failure("cannot be made a directory", e);
        }
    }

    @Override
    public synchronized void lock() {
        if (lock.isPresent()) {
            throw lockedAlready();
        }
        FileChannel channel = openLockFile();
        if (!tryLock(channel)) {
            closeLockFile(channel);
            throw lockedAlready();
        }
        lock = Optional.of(channel);
    }

    private FileChannel openLockFile() {
        try {
            return FileChannel.open(
                    directory.resolve(LOCK_FILE),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw failure("lock file cannot be opened", e);
        }
    }

    private boolean tryLock(FileChannel channel) {
        try {
            // Held until the channel is closed.
            FileLock held = channel.tryLock();
            return held != null;
        } catch (OverlappingFileLockException e) {
            return false;
        } catch (IOException e) {
            throw failure("cannot be locked", e);
        }
    }

    private DiskException lockedAlready() {
        return new DiskException(
                directory + ": another open store holds this directory; close it first");
    }

    private void closeLockFile(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw failure("lock file cannot be closed", e);
        }
    }

    @Override
    public synchronized void unlock() {
        lock.ifPresent(this::closeLockFile);
        lock = Optional.empty();
    }

    @Override
    public List<String> list() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals(LOCK_FILE))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw failure("cannot be listed", e);
        }
    }

    @Override
    public DiskFile create(String name) {
        try {
            Path path = directory.resolve(name);
            Files.createFile(path);
            return new ChannelFile(path);
        } catch (IOException e) {
            throw failure(name + " cannot be made", e);
        }
    }

    @Override
    public DiskFile open(String name) {
        try {
            return new ChannelFile(directory.resolve(name));
        } catch (IOException e) {
            throw failure(name + " cannot be opened", e);
        }
    }

    @Override
    public void delete(String name) {
        try {
            Files.delete(directory.resolve(name));
        } catch (IOException e) {
            throw failure(name + " cannot be deleted", e);
        }
    }

    @Override
    public void rename(String from, String to) {
        try {
            Files.move(
                    directory.resolve(from),
                    directory.resolve(to),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw failure(from + " cannot be renamed to " + to, e);
        }
    }

    @Override
    public void syncDirectory() {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            throw failure("cannot be synced", e);
        }
    }

    @Override
    public String toString() {
        return directory.toString();
    }

    private DiskException failure(String problem, IOException cause) {
        return new DiskException(directory + ": " + problem + ": " + cause.getMessage(), cause);
    }

    /// An interrupt of a thread inside a channel closes that channel for everyone; here it is opened
    /// again, the operation repeated, and the interrupt handed back to its thread afterwards.
    private static final class ChannelFile implements DiskFile {
        @FunctionalInterface
        private interface Operation {
            long run(FileChannel channel) throws IOException;
        }

        private final Path path;
        private volatile FileChannel channel;
        private volatile boolean closed;

        ChannelFile(Path path) throws IOException {
            this.path = path;
            this.channel = openChannel(path);
        }

        private static FileChannel openChannel(Path path) throws IOException {
            return FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        }

        /// @param what is done, a format of `at`: words are made of it only for a failure
        private long run(String what, long at, Operation operation) {
            boolean interrupted = false;
            try {
                while (true) {
                    FileChannel used = channel;
                    try {
                        return operation.run(used);
                    } catch (ClosedByInterruptException e) {
                        interrupted = true;
                        Thread.interrupted();
                        reopen();
                    } catch (ClosedChannelException e) {
                        reopen();
                    }
                }
            } catch (IOException e) {
                throw new DiskException(
                        path + ": " + what.formatted(at) + " failed: " + e.getMessage(), e);
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        private synchronized void reopen() throws IOException {
            if (closed) {
                throw new IOException("file is closed");
            }
            if (!channel.isOpen()) {
                channel = openChannel(path);
            }
        }

        @Override
        public String name() {
            return String.valueOf(path.getFileName());
        }

        @Override
        public long size() {
            return run("asking the size", 0, FileChannel::size);
        }

        @Override
        public int read(long offset, ByteBuffer target) {
            int begin = target.position();
            return (int)
                    run(
                            "reading at %d",
                            offset,
                            open -> {
                                target.position(begin);
                                while (target.hasRemaining()
                                        && open.read(target, offset + target.position() - begin)
                                                >= 0) {}
                                return (long) target.position() - begin;
                            });
        }

        @Override
        public void write(long offset, ByteBuffer source) {
            int begin = source.position();
            run(
                    "writing at %d",
                    offset,
                    open -> {
                        source.position(begin);
                        while (source.hasRemaining()) {
                            open.write(source, offset + source.position() - begin);
                        }
                        return 0;
                    });
        }

        @Override
        public void truncate(long size) {
            run(
                    "truncating to %d",
                    size,
                    open -> {
                        open.truncate(size);
                        // A shorter size is metadata, which the sync of content may leave out.
                        open.force(true);
                        return 0;
                    });
        }

        @Override
        public void sync() {
            run(
                    "syncing",
                    0,
                    open -> {
                        open.force(false);
                        return 0;
                    });
        }

        @Override
        public synchronized void close() {
            closed = true;
            try {
                channel.close();
            } catch (IOException e) {
                throw new DiskException(path + ": closing failed: " + e.getMessage(), e);
            }
        }
    }
}
