// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Inputs} from "../../disputes/Inputs.sol";
import {IKeyBook} from "../../identity/IKeyBook.sol";
import {IRoundLedger} from "../../rounds/IRoundLedger.sol";

/// @notice Opens {Inputs} to tests.
contract InputsMock {
    IRoundLedger private immutable _ledger;
    IKeyBook private immutable _keyBook;

    constructor(IRoundLedger ledger) {
        _ledger = ledger;
        _keyBook = ledger.keyBook();
    }

    function isMask(uint32 run, uint32 round, uint16 index, bytes memory envelope) external view returns (bool ok) {
        (ok, ) = Inputs.readMask(_ledger, _keyBook, run, round, index, envelope);
    }

    function isAdvertise(uint32 run, uint32 round, bytes memory envelope) external view returns (bool ok) {
        (ok, , ) = Inputs.readAdvertise(_ledger, _keyBook, run, round, envelope);
    }

    function opens(uint32 run, uint32 round, uint8 phase, bytes memory envelope) external view returns (bool ok) {
        (ok, , ) = Inputs.open(_ledger, _keyBook, run, round, phase, envelope);
    }
}
