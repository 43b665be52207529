/// The user's own accounts: encrypted key files and the ways to name the key that signs.
///
/// Read [io.chirograph.cli.wallet.Keystore] first. A key file is JSON in Ethereum's Web3 Secret Storage,
/// version 3, so other tools read it too.
@NullMarked
package io.chirograph.cli.wallet;

import org.jspecify.annotations.NullMarked;
