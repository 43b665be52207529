/// One HTTP/1.1 server for everything a node answers: JSON-RPC, REST, metrics, the dashboard. Read
/// [HttpServer] first, then [Router].
///
/// - Netty's threads only parse and write. Handlers are straight-line code on virtual threads, one per
///   request; a request that finds all permits taken is answered 503 at once.
/// - One request per connection at a time: up to 128 pipelined ones wait, so answers keep their order and
///   nothing piles up.
/// - Everything has a limit ([HttpConfig]): connections, requests at once, header and body bytes, the time to
///   send a request and to take an answer.
/// - A web page on some other site must not reach a node through its reader's browser: names in `Host` must
///   be expected ones (against DNS rebinding), and no other origin may read answers unless configured.
/// - A path may have a WebSocket as well ([WebSocketEndpoint]): its messages are answered one at a time by a
///   virtual thread of the connection, reading stops while too many wait, and a client that does not read what
///   it is sent is disconnected. Browsers let any page open one, so pages of other origins are refused.
/// - Errors become JSON in one place, `{"error": "what is wrong"}`; what is unexpected is logged and not told.
@NullMarked
package io.chirograph.node.http;

import org.jspecify.annotations.NullMarked;
