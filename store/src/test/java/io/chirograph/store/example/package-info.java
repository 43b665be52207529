/// The store as somebody uses it who sees nothing but its public face.
@NullMarked
package io.chirograph.store.example;

import org.jspecify.annotations.NullMarked;
