// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// Where documents are anchored: who registered which salted commitments, when, and whether they still
/// stand. Genesis places it at 0x00000000000000000000000000000000000c4170; nobody administers it.
///
/// It holds no text and nothing from which text can be guessed. A document's id is
/// keccak256(abi.encode(owner, contentHash)), so nobody can take an id that belongs to someone else by
/// repeating a content hash seen on its way.
///
/// Storage, for light proofs of two words a document: `entries` is slot 0, the word at
/// keccak256(id . 0) is the digest, the next one is owner | height << 160 | version << 208 | status << 240.
contract DocumentRegistry {
    enum Status { None, Registered, Superseded, Withdrawn }

    struct Document {
        bytes32 contentHash;  // salted commitment to the bytes
        uint64 size;          // of the content in bytes
        bytes32 textRoot;     // commitment to the passages
        uint32 passageCount;
        bytes32 extractor;    // ASCII name and version, padded with zeros
        bytes32 previous;     // id of the version this one replaces, or zero
        bytes32 accessRoot;   // salted commitment to the members that may read it
    }

    struct Entry {
        bytes32 digest;  // keccak256(abi.encode(document, owner, version))
        address owner;
        uint48 height;   // block of registration
        uint32 version;  // from 1
        Status status;
    }

    event Registered(
        bytes32 indexed id,
        address indexed owner,
        bytes32 indexed previous,
        bytes32 contentHash,
        uint64 size,
        bytes32 textRoot,
        uint32 passageCount,
        bytes32 extractor,
        bytes32 accessRoot,
        uint32 version
    );
    event Withdrawn(bytes32 indexed id, address indexed owner);

    error IncompleteDocument();
    error AlreadyRegistered(bytes32 id);
    error NotRegistered(bytes32 id);
    error NotOwner(bytes32 id, address owner);
    error NotCurrent(bytes32 id, Status status);

    mapping(bytes32 id => Entry) private entries;

    /// Registers a document of the caller's. With `previous`, it becomes the next version of that one,
    /// which must be the caller's, and the current version.
    function register(Document calldata document) external returns (bytes32 id) {
        if (document.contentHash == 0 || document.textRoot == 0 || document.extractor == 0 || document.accessRoot == 0) {
            revert IncompleteDocument();
        }
        id = keccak256(abi.encode(msg.sender, document.contentHash));
        Entry storage added = entries[id];
        if (added.status != Status.None) revert AlreadyRegistered(id);
        uint32 version = 1;
        if (document.previous != 0) {
            Entry storage previous = ownEntry(document.previous);
            if (previous.status != Status.Registered) revert NotCurrent(document.previous, previous.status);
            version = previous.version + 1;
            previous.status = Status.Superseded;
        }
        added.digest = keccak256(abi.encode(document, msg.sender, version));
        added.owner = msg.sender;
        added.height = uint48(block.number);
        added.version = version;
        added.status = Status.Registered;
        emit Registered(
            id,
            msg.sender,
            document.previous,
            document.contentHash,
            document.size,
            document.textRoot,
            document.passageCount,
            document.extractor,
            document.accessRoot,
            version
        );
    }

    /// Withdraws a document of the caller's, for good. Its registration stays on record.
    function withdraw(bytes32 id) external {
        Entry storage withdrawn = ownEntry(id);
        if (withdrawn.status == Status.Withdrawn) revert NotCurrent(id, Status.Withdrawn);
        withdrawn.status = Status.Withdrawn;
        emit Withdrawn(id, msg.sender);
    }

    /// Whether `id` is registered and not withdrawn; an old version stays registered.
    function isRegistered(bytes32 id) external view returns (bool) {
        Status status = entries[id].status;
        return status == Status.Registered || status == Status.Superseded;
    }

    /// What is on record about `id`; all zero when nothing is.
    function entry(bytes32 id)
        external
        view
        returns (bytes32 digest, address owner, uint64 height, uint32 version, Status status)
    {
        Entry storage found = entries[id];
        return (found.digest, found.owner, found.height, found.version, found.status);
    }

    function ownEntry(bytes32 id) private view returns (Entry storage found) {
        found = entries[id];
        if (found.status == Status.None) revert NotRegistered(id);
        if (found.owner != msg.sender) revert NotOwner(id, found.owner);
    }
}
