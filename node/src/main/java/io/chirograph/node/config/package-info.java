/// What a node is told before it starts: its configuration, its keys, its access token.
///
/// Read [io.chirograph.node.config.NodeConfig] first. A configuration file is TOML:
///
/// ```toml
/// genesisFile = "genesis.json"
///
/// [network]
/// port = 30303
/// announce = "ledger.norrland.example:30303"
///
/// [network.peers]
/// bank-b = "10.0.0.2:30303"
///
/// [network.members]
/// 4 = "andes.member.json"
///
/// [rpc]
/// port = 8545
/// ```
@NullMarked
package io.chirograph.node.config;

import org.jspecify.annotations.NullMarked;
