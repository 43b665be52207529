/// The curve BN254 (alt_bn128), its twist and its pairing (EIP-196, EIP-197), in plain Java.
///
/// Read [io.chirograph.evm.bn254.Pairing] first. Numbers: the field is built as a tower, 𝔽p² = 𝔽p[i]/(i² + 1),
/// 𝔽p¹² = 𝔽p²[w]/(w⁶ − ξ) with ξ = 9 + i. The curve is y² = x³ + 3 over 𝔽p, the twist y² = x³ + 3/ξ over 𝔽p².
/// Nothing here is secret, so nothing takes care to run in constant time.
@NullMarked
package io.chirograph.evm.bn254;

import org.jspecify.annotations.NullMarked;
