@NullMarked
package io.chirograph.crypto;

import org.jspecify.annotations.NullMarked;
