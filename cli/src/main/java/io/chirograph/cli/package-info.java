@NullMarked
package io.chirograph.cli;

import org.jspecify.annotations.NullMarked;
