// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// Who runs the network: the seats of the members, and what a quorum of them changes about it. Genesis places
/// it at 0x0000000000000000000000000000000000c41701 with the founders' seats; nobody administers it.
///
/// A member proposes to seat somebody or to empty a seat; the proposal of the quorum's last member decides. Then
/// nothing else can be proposed or approved until block `boundary`, the last one that the old members certify,
/// has passed: one change at a time, and always one that those decide who bear it. A seat's number is never
/// given twice, and neither is a signing key, so that no signature ever counts for another.
///
/// The nodes read the storage, whose layout is therefore fixed: slot 0 boundary | interval << 64 |
/// window << 80 | memberCount << 96 | lastId << 112 | voidId << 160, slot 1 the seats, three words each.
contract MemberRegistry {
    struct Seat {
        address signer;   // signs blocks; zero when the seat was emptied
        address account;  // proposes and approves
        bytes record;     // how to reach the member; empty for founders, whom the genesis file describes
    }

    struct Proposal {
        uint48 id;
        uint16 proposer;    // a seat
        uint16 seat;        // to be emptied, when signer is zero
        address signer;     // to be seated
        address account;
        uint256 approvals;  // a bit for each seat
        bytes record;
    }

    uint256 private constant MEMBERS_MIN = 4;
    uint256 private constant SEATS_MAX = 256;
    uint256 private constant RECORD_BYTES_MAX = 1024;

    event Proposed(uint48 indexed id, uint16 indexed proposer);
    event Approved(uint48 indexed id, uint16 indexed seat, uint256 count);
    event Withdrawn(uint48 indexed id);
    event Changed(uint48 indexed id, uint16 indexed seat, uint64 boundary);

    error NotMember(address account);
    error NotSeated(uint16 seat);
    error NotOpen(uint48 id);
    error ApprovedBefore(uint48 id, uint16 seat);
    error ChangePending(uint64 boundary);
    error SignerTaken(address signer);
    error AccountTaken(address account);
    error RecordSize(uint256 size, uint256 max);
    error TooFewMembers(uint256 min);
    error NoSeatLeft(uint256 max);

    uint64 private boundary;     // the last block before the newest set, or zero
    uint16 private interval;     // boundaries are its multiples
    uint16 private window;       // heights that may be under agreement at once
    uint16 private memberCount;
    uint48 private lastId;
    uint48 private voidId;       // proposals up to this one are no longer open
    Seat[] private seats;
    mapping(uint256 seat => uint48 id) private openOf;  // one proposal for each member
    mapping(uint48 id => Proposal) private proposals;
    mapping(address account => uint256 seatPlusOne) private seatOf;
    mapping(address signer => bool) private signerTaken;

    /// Proposes to seat a member, in place of the caller's former proposal.
    function proposeAdd(address signer, address account, bytes calldata record) external returns (uint48 id) {
        uint16 proposer = callerSeat();
        if (signer == address(0) || signerTaken[signer]) revert SignerTaken(signer);
        if (account == address(0) || seatOf[account] != 0) revert AccountTaken(account);
        if (record.length == 0 || record.length > RECORD_BYTES_MAX) revert RecordSize(record.length, RECORD_BYTES_MAX);
        if (seats.length == SEATS_MAX) revert NoSeatLeft(SEATS_MAX);
        Proposal storage added = open(proposer);
        added.signer = signer;
        added.account = account;
        added.record = record;
        return approveOpen(added, proposer);
    }

    /// Proposes to empty a seat, in place of the caller's former proposal.
    function proposeRemove(uint16 seat) external returns (uint48 id) {
        uint16 proposer = callerSeat();
        if (seat >= seats.length || seats[seat].signer == address(0)) revert NotSeated(seat);
        if (memberCount == MEMBERS_MIN) revert TooFewMembers(MEMBERS_MIN);
        Proposal storage added = open(proposer);
        added.seat = seat;
        return approveOpen(added, proposer);
    }

    /// Approves an open proposal. The approval that completes a quorum decides it.
    function approve(uint48 id) external {
        uint16 seat = callerSeat();
        Proposal storage proposal = proposals[id];
        if (proposal.id == 0 || id <= voidId) revert NotOpen(id);
        if (proposal.approvals & (1 << seat) != 0) revert ApprovedBefore(id, seat);
        approveOpen(proposal, seat);
    }

    /// Takes the caller's open proposal back.
    function withdraw() external {
        uint16 seat = callerSeat();
        uint48 id = openOf[seat];
        if (id == 0 || id <= voidId) revert NotOpen(id);
        close(seat, id);
        emit Withdrawn(id);
    }

    function callerSeat() private view returns (uint16) {
        uint256 seatPlusOne = seatOf[msg.sender];
        if (seatPlusOne == 0) revert NotMember(msg.sender);
        if (block.number <= boundary) revert ChangePending(boundary);
        return uint16(seatPlusOne - 1);
    }

    function open(uint16 proposer) private returns (Proposal storage added) {
        if (openOf[proposer] != 0) close(proposer, openOf[proposer]);
        uint48 id = ++lastId;
        openOf[proposer] = id;
        added = proposals[id];
        added.id = id;
        added.proposer = proposer;
        emit Proposed(id, proposer);
    }

    function close(uint16 proposer, uint48 id) private {
        delete proposals[id];
        delete openOf[proposer];
    }

    function approveOpen(Proposal storage proposal, uint16 seat) private returns (uint48 id) {
        id = proposal.id;
        proposal.approvals |= 1 << seat;
        uint256 count = 0;
        for (uint256 rest = proposal.approvals; rest != 0; rest &= rest - 1) count++;
        emit Approved(id, seat, count);
        uint256 n = memberCount;
        uint256 quorum = (n + (n - 1) / 3 + 2) / 2;
        if (count >= quorum) decide(proposal);
    }

    function decide(Proposal storage proposal) private {
        uint16 seat = proposal.seat;
        if (proposal.signer == address(0)) {
            delete seatOf[seats[seat].account];
            seats[seat].signer = address(0);  // the rest is needed until the seat is empty
            memberCount--;
        } else {
            seat = uint16(seats.length);
            seats.push(Seat(proposal.signer, proposal.account, proposal.record));
            seatOf[proposal.account] = uint256(seat) + 1;
            signerTaken[proposal.signer] = true;
            memberCount++;
        }
        // The first multiple beyond every height that may be under agreement now.
        boundary = uint64(((block.number + window) / interval + 1) * interval);
        voidId = lastId;
        emit Changed(proposal.id, seat, boundary);
        close(proposal.proposer, proposal.id);
    }
}
