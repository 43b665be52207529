/// Keys as wallets keep them: mnemonics (BIP-39), hierarchical keys (BIP-32, BIP-44), the development
/// accounts, checksummed addresses (EIP-55) and password-encrypted keys (Web3 Secret Storage 3).
///
/// Read [io.chirograph.crypto.wallet.HierarchicalKey] first. `bip39-english.txt` is the word list of
/// BIP-39 (github.com/bitcoin/bips, bip-0039/english.txt).
@NullMarked
package io.chirograph.crypto.wallet;

import org.jspecify.annotations.NullMarked;
