/// Who the members are, as a node needs it: whom it talks to, and how its member proposes and approves changes.
///
/// Read [io.chirograph.node.members.MemberService] first; [io.chirograph.node.members.Neighbours] tells the links
/// whom to let in. What is decided is the ledger's ([io.chirograph.ledger.Ledger#memberRoll()]); nothing is kept
/// here.
@NullMarked
package io.chirograph.node.members;

import org.jspecify.annotations.NullMarked;
