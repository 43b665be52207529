// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ERC1967Proxy} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";

contract Coin is ERC20 {
    constructor(uint256 supply) ERC20("Coin", "COIN") {
        _mint(msg.sender, supply);
    }
}

contract Deed is ERC721 {
    constructor() ERC721("Deed", "DEED") {}

    function mint(address to, uint256 id) external {
        _safeMint(to, id);
    }
}

/// What the proxy stands for.
contract Box {
    error AlreadySet(uint256 value);

    event Stored(address indexed by, uint256 value);

    uint256 public value;

    function initialize(uint256 first) external {
        if (value != 0) revert AlreadySet(value);
        value = first;
    }

    function store(uint256 next) external payable {
        value = next;
        emit Stored(msg.sender, next);
    }
}

contract BoxProxy is ERC1967Proxy {
    constructor(address box, bytes memory data) ERC1967Proxy(box, data) {}
}
