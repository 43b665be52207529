@NullMarked
package io.chirograph.knowledge;

import org.jspecify.annotations.NullMarked;
