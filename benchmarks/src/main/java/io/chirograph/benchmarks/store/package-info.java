/// The store beside other embedded engines: `chirograph bench store`. Its block cache under each of
/// its policies: `chirograph bench cache`, see [io.chirograph.benchmarks.store.CacheSuite].
///
/// Read [io.chirograph.benchmarks.store.PeerStore] first, then
/// [io.chirograph.benchmarks.store.StoreSuite]. An engine is one small class; all are asked the same
/// through one interface, each at the settings that make a commit durable before it returns.
///
/// Keys have 16 bytes, values 100, which no codec can shorten; keys come in no order. An engine is
/// open only while it is measured, in a directory of its own, and warmed up before each sample.
@NullMarked
package io.chirograph.benchmarks.store;

import org.jspecify.annotations.NullMarked;
