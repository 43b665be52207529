package io.chirograph.node.rpc;

import io.chirograph.evm.Account;
import io.chirograph.evm.CallStart;
import io.chirograph.evm.Tracer;
import io.chirograph.evm.WorldState;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.UInt256;
import java.util.Optional;

/// A state for a call that must end in time: it looks at the clock whenever the call reads the state, and, as a
/// tracer, whenever it calls. In between a call can only compute, which gas bounds well.
record TimedState(WorldState base, Deadline deadline) implements WorldState, Tracer {
    @Override
    public Optional<Account> account(Address address) {
        deadline.check();
        return base.account(address);
    }

    @Override
    public Bytes code(Address address) {
        return base.code(address);
    }

    @Override
    public UInt256 storage(Address address, UInt256 slot) {
        deadline.check();
        return base.storage(address, slot);
    }

    @Override
    public boolean hasStorage(Address address) {
        return base.hasStorage(address);
    }

    @Override
    public void enter(CallStart start) {
        deadline.check();
    }
}
