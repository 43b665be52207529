/// Talks to a running node: JSON-RPC as any Ethereum tool does, REST under `/api/v1` with the node's
/// access token.
///
/// Read [io.chirograph.cli.client.NodeClient] first.
@NullMarked
package io.chirograph.cli.client;

import org.jspecify.annotations.NullMarked;
