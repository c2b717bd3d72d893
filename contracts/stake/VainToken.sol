// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";

/// @title The token that is bonded as stake
/// @notice Fixed supply, no owner, no hooks.
contract VainToken is ERC20Permit {
    /// @notice The supply does not fit 128 bits, in which weights are kept.
    error SupplyTooLarge(uint256 supply);

    /// @param holder who receives the whole supply
    /// @param supply in units of 10⁻¹⁸, below 2¹²⁸
    constructor(address holder, uint256 supply) ERC20("vAIn", "VAIN") ERC20Permit("vAIn") {
        if (supply > type(uint128).max) revert SupplyTooLarge(supply);
        _mint(holder, supply);
    }
}
