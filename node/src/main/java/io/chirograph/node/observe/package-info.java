/// How a node is watched from outside: `GET /health` for whoever restarts or bypasses it, `GET /metrics` in
/// Prometheus' text format, and what `/api/v1/status` tells. Read
/// [io.chirograph.node.observe.NodeProbe] first.
///
/// Both routes need no token, tell nothing of documents or transactions but their number, and cost one
/// question to the core each.
@NullMarked
package io.chirograph.node.observe;

import org.jspecify.annotations.NullMarked;
