/// Batched PBFT.
@NullMarked
package io.chirograph.consensus.pbft;

import org.jspecify.annotations.NullMarked;
