package io.chirograph.simulator;

import io.chirograph.consensus.pbft.Membership;
import io.chirograph.crypto.Hashes;
import io.chirograph.proof.ValidatorSet;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.util.ArrayList;
import java.util.List;

/// Validators that only agree. Immutable.
final class ProtocolHabitat implements Habitat {
    private static final Hash32 GENESIS = Hashes.keccak256(Bytes.ofUtf8("simulated genesis"));

    private final List<Membership> members = new ArrayList<>();
    private final CheapSignatures signatures;

    ProtocolHabitat(Shape shape) {
        List<Address> addresses = new ArrayList<>();
        for (int i = 0; i < shape.seats(); i++) {
            byte[] address = new byte[Address.SIZE];
            address[0] = (byte) (i + 1);
            addresses.add(Address.of(address));
        }
        signatures = new CheapSignatures(addresses);
        ValidatorSet founders = new ValidatorSet(addresses.subList(0, shape.founders()));
        for (Address own : addresses) {
            members.add(Membership.of(GENESIS, founders, 0, own));
        }
    }

    @Override
    public Membership members(int index) {
        return members.get(index);
    }

    @Override
    public CheapSignatures signatures() {
        return signatures;
    }

    @Override
    public SimulatedNode node(Cluster cluster, int index, boolean isHonest) {
        return new ProtocolNode(cluster, this, index, isHonest);
    }
}
