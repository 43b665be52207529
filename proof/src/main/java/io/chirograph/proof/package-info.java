@NullMarked
package io.chirograph.proof;

import org.jspecify.annotations.NullMarked;
