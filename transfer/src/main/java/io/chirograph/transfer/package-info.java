/// Large objects from member to member: in blocks, from several holders at once, checked block by block, and
/// resumed where they stopped. Read [Transfers] first, then [Download] (the receiving side of one object) and
/// [Sender]; a [Manifest] says what the object is.
///
/// - Everything is told the time and has one owner, so that the simulator runs the same code.
/// - Whoever receives asks; holders answer and keep nothing of who got what. A lost question or answer costs
///   one time-out, a duplicate nothing.
/// - A block is taken when its checksum holds (CRC32C: was it damaged on the way?) and its digest is the
///   manifest's (SHA-256: is the holder honest?). An object is complete when its whole digest holds on what was
///   read back, and only then gets its name.
/// - Bounded: blocks in flight, blocks a peer may have asked for, objects received at once, the sizes of all
///   that is read from peers, and the time of a block and of an object.
///
/// Wire format, RLP. An object's name is 1 to 128 bytes of UTF-8; its version is the SHA-256 of the manifest.
///
/// | message | RLP |
/// |---|---|
/// | Ask | `[1, object]` |
/// | Offer | `[2, manifest, note]` |
/// | Fetch | `[3, object, version, block]` |
/// | Block | `[4, object, version, block, crc32c, content]` |
/// | Refused | `[5, object, expected, actual, block, reason]`, reason 1 not held, 2 other version, 3 no such block, 4 too many asked for |
/// | Finished | `[6, object, version, outcome, detail]`, outcome 1 complete, 2 failed |
///
/// A manifest is `[object, size, block bytes, SHA-256 of the object, SHA-256 of each block, one after another]`.
@NullMarked
package io.chirograph.transfer;

import org.jspecify.annotations.NullMarked;
