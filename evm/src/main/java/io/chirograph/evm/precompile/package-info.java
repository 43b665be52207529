/// The precompiled contracts: cryptography that the machine runs itself because code would be too slow.
/// Which fork has which, at what address, is told by the machine; here each takes bytes and gives bytes.
///
/// Read [io.chirograph.evm.precompile.Precompile] first. Inputs that are too short read as if followed by
/// zeros, where the contract's EIP doesn't say otherwise.
@NullMarked
package io.chirograph.evm.precompile;

import org.jspecify.annotations.NullMarked;
