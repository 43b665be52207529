/// Ethereum's JSON-RPC 2.0 over HTTP POST and WebSocket, so that wallets, libraries and tools made for Ethereum
/// work as they are. Read [EthereumRpc] first, which puts the parts together, then [JsonRpc].
///
/// - [JsonRpc] knows the protocol and no method; a class for each group of methods (`ChainMethods`,
///   `StateMethods`, `CallMethods`, `TraceMethods` and so on) knows its methods and not the protocol; [HttpRpc]
///   and [RpcSocket] carry it. `…Json` classes write what more than one of them answers.
/// - What is certified is final, so `latest`, `safe` and `finalized` are one block; `pending` is the same, but
///   for an account's nonce, which counts the transactions in this node's pool.
/// - Over a WebSocket there are subscriptions too: each connection is an [RpcSocket], and the one [Announcer] tells
///   them what is new. Who can't be told as it happens installs a filter ([Filters]) and asks for changes.
/// - Traces execute a block again under the eyes of a [Trace]; what they may cost is a [TraceBudget].
/// - Everything has a limit, [RpcLimits] and constants beside what they bound; calls end at their [Deadline].
/// - Error codes matter: clients repeat a call after -32603, -32005 or HTTP 429 and 503, so only what may pass
///   by itself gets one of these.
///
/// | code | meaning |
/// |---|---|
/// | 3 | the call reverted; `data` is what the contract gave as the reason |
/// | -32700 | not JSON |
/// | -32600 | not a request, or too many in a batch |
/// | -32601 | no such method |
/// | -32602 | wrong parameters |
/// | -32000 | the transaction is refused, or the call failed |
/// | -32001 | no such block |
/// | -32003 | the answer is too long |
/// | -32005 | this node is too busy for it now |
/// | -32603 | a fault of this node; its log has the cause |
@NullMarked
package io.chirograph.node.rpc;

import org.jspecify.annotations.NullMarked;
