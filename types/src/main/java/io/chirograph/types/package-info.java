/// The values every module passes around: bytes, hashes, addresses, 256-bit words, quorums, and their
/// one canonical encoding (RLP). Everything here is immutable and compares by content.
///
/// Read [io.chirograph.types.Bytes] first. Nothing in this package does I/O, hashing or
/// cryptography.
@NullMarked
package io.chirograph.types;

import org.jspecify.annotations.NullMarked;
