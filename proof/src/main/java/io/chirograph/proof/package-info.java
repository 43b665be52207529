/// What members agree on and what proves it: block headers, the genesis, validator sets, certificates.
/// Everything is immutable and checked on construction; nothing here does I/O, so a verifier needs only
/// this module.
///
/// Read [io.chirograph.proof.Genesis] first: all proofs start from its hash.
///
/// | format | layout |
/// |---|---|
/// | block header | RLP list of the 21 fields of [io.chirograph.proof.BlockHeader] in order |
/// | certificate | RLP list: validator set id (32), height, block hash (32), list of [validator index, signature (65)] in ascending order |
/// | vote | five 32-byte words, see [io.chirograph.proof.Certificate#voteHash] |
/// | validator set | RLP list of addresses (20), an empty string for an empty seat; its Keccak-256 is the set's id |
/// | change of validators | RLP list: header, certificate, next validator set; see [io.chirograph.proof.ValidatorChange] |
/// | member file | JSON object, see [io.chirograph.proof.Member#toJson()] |
/// | genesis file | JSON object, see [io.chirograph.proof.Genesis#toJson()] |
@NullMarked
package io.chirograph.proof;

import org.jspecify.annotations.NullMarked;
