@NullMarked
package io.chirograph.network;

import org.jspecify.annotations.NullMarked;
