@NullMarked
package io.chirograph.evm;

import org.jspecify.annotations.NullMarked;
