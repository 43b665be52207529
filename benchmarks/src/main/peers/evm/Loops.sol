// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// mulmod and addmod by a large prime, in turn.
contract ModularLoop {
    fallback(bytes calldata input) external returns (bytes memory) {
        uint256 count = abi.decode(input, (uint256));
        uint256 prime = 0x30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47;
        uint256 a = 0x1b2c3d4e5f60718293a4b5c6d7e8f90112233445566778899aabbccddeeff001;
        uint256 b = 3;
        unchecked {
            for (uint256 i = 0; i < count; i++) {
                b = mulmod(a, b, prime);
                a = addmod(a, b, prime);
            }
        }
        return abi.encode(a, b);
    }
}

/// Fibonacci numbers modulo 2^256.
contract Fibonacci {
    fallback(bytes calldata input) external returns (bytes memory) {
        uint256 count = abi.decode(input, (uint256));
        uint256 a = 0;
        uint256 b = 1;
        unchecked {
            for (uint256 i = 0; i < count; i++) {
                uint256 next = a + b;
                a = b;
                b = next;
            }
        }
        return abi.encode(a);
    }
}

/// Keccak-256 of 64 bytes, the former hash among them.
contract KeccakLoop {
    fallback(bytes calldata input) external returns (bytes memory) {
        uint256 count = abi.decode(input, (uint256));
        bytes32 hash = bytes32(count);
        assembly ("memory-safe") {
            for { let i := 0 } lt(i, count) { i := add(i, 1) } {
                mstore(0, hash)
                mstore(32, i)
                hash := keccak256(0, 64)
            }
        }
        return abi.encode(hash);
    }
}

/// Quicksort of pseudo-random numbers in memory.
contract Quicksort {
    fallback(bytes calldata input) external returns (bytes memory) {
        uint256 count = abi.decode(input, (uint256));
        uint256[] memory numbers = new uint256[](count);
        uint256 seed = 42;
        unchecked {
            for (uint256 i = 0; i < count; i++) {
                seed = seed * 6364136223846793005 + 1442695040888963407;
                numbers[i] = seed >> 33;
            }
        }
        sort(numbers, 0, int256(count) - 1);
        return abi.encode(numbers[0], numbers[count / 2], numbers[count - 1]);
    }

    function sort(uint256[] memory numbers, int256 left, int256 right) private pure {
        if (left >= right) return;
        int256 i = left;
        int256 j = right;
        uint256 pivot = numbers[uint256(left + (right - left) / 2)];
        while (i <= j) {
            while (numbers[uint256(i)] < pivot) i++;
            while (pivot < numbers[uint256(j)]) j--;
            if (i <= j) {
                (numbers[uint256(i)], numbers[uint256(j)]) = (numbers[uint256(j)], numbers[uint256(i)]);
                i++;
                j--;
            }
        }
        if (left < j) sort(numbers, left, j);
        if (i < right) sort(numbers, i, right);
    }
}

/// OpenZeppelin's token, whose whole supply goes to whoever calls `mint`.
contract Token is ERC20 {
    constructor() ERC20("Benchmark", "BENCH") {}

    function mint() external {
        _mint(msg.sender, 1e30);
    }
}

/// Transfers of the token at 0x…7011 to sixteen accounts in turn, one external call each.
contract TokenLoop {
    fallback(bytes calldata input) external returns (bytes memory) {
        uint256 count = abi.decode(input, (uint256));
        Token token = Token(address(0x7011));
        token.mint();
        unchecked {
            for (uint256 i = 0; i < count; i++) {
                require(token.transfer(address(uint160(0x1000 + (i & 15))), 1));
            }
        }
        return abi.encode(token.balanceOf(address(this)));
    }
}

/// Calls `target` `count` times with the same input and gives the gas that took: a program's cost without that
/// of the transaction around it, the same in every machine.
contract Repeat {
    /// Input: count, target, then the bytes to call with.
    fallback() external {
        assembly {
            let size := sub(calldatasize(), 64)
            calldatacopy(0, 64, size)
            let target := calldataload(32)
            let before := gas()
            for { let i := calldataload(0) } i { i := sub(i, 1) } {
                if iszero(call(gas(), target, 0, 0, size, 0, 0)) {
                    returndatacopy(0, 0, returndatasize())
                    revert(0, returndatasize())
                }
            }
            mstore(0, sub(before, gas()))
            return(0, 32)
        }
    }
}
