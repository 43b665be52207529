package io.chirograph.store;

import java.util.List;

/// A flat directory of files: all that the store asks of the world below it. Real ones are
/// [DirectoryDisk] and [MemoryDisk]; tests have one that tears, loses, reorders and flips.
///
/// Nothing survives a power cut for sure before it is synced: content by [DiskFile#sync()], a name
/// made, moved or removed by [#syncDirectory()]. Names are of `a-z`, `A-Z`, `0-9`, `-` and `.`.
/// Thread-safe. Every method throws [DiskException] when the disk refuses.
public interface Disk {
    /// Takes the disk for one store until [#unlock()].
    /// @throws DiskException when another store holds it, in this process or in another
    void lock();

    void unlock();

    /// The names of all files, sorted.
    List<String> list();

    /// Makes an empty file that did not exist.
    DiskFile create(String name);

    /// Opens a file that exists.
    DiskFile open(String name);

    void delete(String name);

    /// Moves a file over `to`, atomically, whether `to` exists or not.
    void rename(String from, String to);

    void syncDirectory();
}
