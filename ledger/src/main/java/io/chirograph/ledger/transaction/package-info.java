/// Signed transactions in Ethereum's formats: decoded strictly, encoded, hashed, signed, their sender
/// recovered. Whether a transaction may run against a state is not judged here but in `execution`.
///
/// Read [io.chirograph.ledger.transaction.Transaction] first. Envelopes (all lists in RLP):
///
/// | first byte | what follows |
/// |---|---|
/// | 0xc0 and up | type 0 is a bare list: `[nonce, gasPrice, gasLimit, to, value, data, v, r, s]` |
/// | 0x01 | `[chainId, nonce, gasPrice, gasLimit, to, value, data, accessList, yParity, r, s]` (EIP-2930) |
/// | 0x02 | `[chainId, nonce, maxPriorityFee, maxFee, gasLimit, to, value, data, accessList, yParity, r, s]` (EIP-1559) |
/// | 0x03 | as 0x02, with `maxFeePerBlobGas, blobHashes` before `yParity` (EIP-4844) |
/// | 0x04 | as 0x02, with `authorizations` before `yParity` (EIP-7702) |
///
/// In type 0, `v` is 27 + yParity without a chain id, or 35 + 2 · chainId + yParity (EIP-155). `to` is
/// 20 bytes, or empty to create a contract. `accessList` is a list of `[address, [slot, …]]`,
/// `authorizations` one of `[chainId, address, nonce, yParity, r, s]`.
@NullMarked
package io.chirograph.ledger.transaction;

import org.jspecify.annotations.NullMarked;
