@NullMarked
package io.chirograph.store;

import org.jspecify.annotations.NullMarked;
