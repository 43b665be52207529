@NullMarked
package io.chirograph.consensus;

import org.jspecify.annotations.NullMarked;
