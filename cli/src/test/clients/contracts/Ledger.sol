// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// What the client exercises: storage, an event, a revert with text, a custom error and a panic.
contract Ledger {
    error TooMuch(uint256 asked, uint256 limit);

    event Moved(address indexed from, address indexed to, uint256 value, string note);

    mapping(address => uint256) public balances;

    constructor(uint256 supply) {
        balances[msg.sender] = supply;
    }

    function move(address to, uint256 value, string calldata note) external {
        require(to != address(0), "no receiver");
        if (value > 1000) revert TooMuch(value, 1000);
        balances[msg.sender] -= value;
        balances[to] += value;
        emit Moved(msg.sender, to, value, note);
    }
}
