@NullMarked
package io.chirograph.ledger;

import org.jspecify.annotations.NullMarked;
