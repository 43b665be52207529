@NullMarked
package io.chirograph.node;

import org.jspecify.annotations.NullMarked;
