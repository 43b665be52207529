/// An embedded, transactional, ordered key-value store: write-ahead log, memory tables, sorted files.
/// It knows nothing of ledgers; any Java program may use it alone.
///
/// Read [io.chirograph.store.Store] first, then [io.chirograph.store.CommitOrder] (how a commit gets
/// its place), [io.chirograph.store.Tree] (how it gets from memory to files) and
/// [io.chirograph.store.LogRecovery] (how it is found again).
///
/// ```text
/// Transaction ── WriteSet, ReadSet ──► CommitOrder ── Group ──► LogFiles ──► Disk
///                                          │ adds                               ▲
///                                          ▼                                    │
///     Snapshot ◄── TreeScan ◄── Tree: Memtable ── flush ──► SortedTable ── compaction
/// ```
///
/// What always holds:
/// - A commit is acknowledged only when it and all before it are on stable storage. After a crash the
///   log holds every acknowledged commit, then at most those that were under way, each whole.
/// - A group is written only when the one before it is synced. So what does not check out at the
///   log's end was never acknowledged and is cut; what does not check out before is damage.
/// - A segment is used again, and a table deleted, only when a manifest that does not need it is on
///   stable storage and no reader uses it.
/// - Whatever fails while writing stops all writing; there is no way on but to open the store again.
///
/// Files in the directory, all numbers big-endian:
///
/// | name | content |
/// |---|---|
/// | `manifest` | which files count: [io.chirograph.store.Manifest] |
/// | `manifest.new` | the next manifest before its rename |
/// | `log-` and 12 digits | a segment of the log: [io.chirograph.store.LogFormat] |
/// | `table-` and 12 digits | sorted entries: [io.chirograph.store.TableFormat] |
/// | `LOCK` | empty; locked while the store is open |
@NullMarked
package io.chirograph.store;

import org.jspecify.annotations.NullMarked;
