// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Signed messages as bytes
/// @notice Canonical DAG-CBOR of an envelope and of the bodies that have a fixed shape, and the digest that is signed.
/// Source: docs/protocol §3; RFC 8949 §4.2.1; DAG-CBOR (keys ascend by length, then by bytes).
/// @dev `parse…` accepts exactly what `encode…` gives, because it encodes again what it read and compares. What it reads
/// before that may be nonsense, but never reads further than a few words past the end and never allocates more than the
/// input has. It answers `false` and never reverts for what the bytes hold.
library Messages {
    /// @notice Announces the masked vector of a member.
    struct Mask {
        uint32 run;
        uint32 round;
        /// @dev `maskCtx`. Source: docs/protocol §4.1.
        bytes32 ctx;
        /// @dev Words of the vector.
        uint32 length;
        /// @dev Merkle root of the vector's bytes.
        bytes32 root;
        /// @dev SHA-256 digest of the artefact's root block.
        bytes32 content;
        /// @dev Bitmap of the members with a valid edge to the sender.
        bytes peers;
        /// @dev Merkle root over the edges, ascending by peer; zero if there are none.
        bytes32 edges;
    }

    /// @notice The public keys of a member for one round.
    struct Advertise {
        uint32 run;
        uint32 round;
        bytes32 maskKey;
        bytes32 sealKey;
        /// @dev Encapsulation key of ML-KEM-768. Source: FIPS 203.
        bytes kemKey;
        /// @dev Commitment to the self seed `b`. Source: docs/protocol §4.2.
        bytes32 selfCommitment;
    }

    /// @notice Phase of an advertise message.
    uint8 internal constant ADVERTISE = 1;

    /// @notice Phase of a mask message.
    uint8 internal constant MASK = 3;

    /// @notice Bytes of an encapsulation key of ML-KEM-768. Source: FIPS 203 §8, table 3.
    uint256 internal constant KEM_KEY_LENGTH = 1184;

    bytes32 private constant DOMAIN_TYPE = keccak256(
        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
    );

    bytes32 private constant MESSAGE_TYPE = keccak256(
        "RoundMessage(uint32 run,uint32 round,uint8 phase,uint16 sender,bytes32 body)"
    );

    bytes32 private constant NAME = keccak256("vAIn");

    bytes32 private constant VERSION = keccak256("1");

    /// @dev Head of 32 bytes: byte string, length in one byte.
    bytes2 private constant WORD = 0x5820;

    uint256 private constant SIGNATURE_LENGTH = 65;

    /// @notice What an operator signs for a body. Source: docs/protocol §3, EIP-712.
    /// @param bodyHash SHA-256 of the body's bytes
    function digest(
        address ledger,
        uint32 run,
        uint32 round,
        uint8 phase,
        uint16 sender,
        bytes32 bodyHash
    ) internal view returns (bytes32) {
        bytes32 domain = keccak256(abi.encode(DOMAIN_TYPE, NAME, VERSION, block.chainid, ledger));
        bytes32 message = keccak256(abi.encode(MESSAGE_TYPE, run, round, phase, sender, bodyHash));
        return keccak256(abi.encodePacked(bytes2(0x1901), domain, message));
    }

    /// @notice The list `[sender, body, signature]`: a leaf of a bundle.
    function encodeEnvelope(
        uint16 sender,
        bytes memory body,
        bytes memory signature
    ) internal pure returns (bytes memory) {
        return abi.encodePacked(bytes1(0x83), _number(sender), _bytes(body), _bytes(signature));
    }

    /// @notice Reads an envelope whose signature has 65 bytes; says nothing about who signed.
    function parseEnvelope(
        bytes memory data
    ) internal pure returns (bool ok, uint16 sender, bytes memory body, bytes memory signature) {
        (uint256 number, uint256 offset) = _head(data, 1);
        (body, offset) = _slice(data, offset);
        (signature, ) = _slice(data, offset);
        // A greater number loses its upper bits here and does not encode back to itself.
        sender = uint16(number);
        ok = signature.length == SIGNATURE_LENGTH && _same(data, encodeEnvelope(sender, body, signature));
    }

    /// @notice Body of a mask message.
    function encodeMask(Mask memory mask) internal pure returns (bytes memory) {
        return
            abi.encodePacked(
                abi.encodePacked(hex"a9", "\x63ctx", WORD, mask.ctx, "\x63run", _number(mask.run)),
                abi.encodePacked("\x64root", WORD, mask.root, "\x65edges", WORD, mask.edges),
                abi.encodePacked("\x65peers", _bytes(mask.peers), "\x65phase", MASK, "\x65round", _number(mask.round)),
                abi.encodePacked("\x66length", _number(mask.length), "\x67content", WORD, mask.content)
            );
    }

    /// @notice Reads the body of a mask message.
    function parseMask(bytes memory data) internal pure returns (bool ok, Mask memory mask) {
        // Skips the keys: encoding again puts them back.
        uint256 offset = 5;
        (mask.ctx, offset) = _word(data, offset);
        (mask.run, offset) = _number32(data, offset + 4);
        (mask.root, offset) = _word(data, offset + 5);
        (mask.edges, offset) = _word(data, offset + 6);
        (mask.peers, offset) = _slice(data, offset + 6);
        (mask.round, offset) = _number32(data, offset + 6 + 1 + 6);
        (mask.length, offset) = _number32(data, offset + 7);
        (mask.content, ) = _word(data, offset + 8);
        ok = _same(data, encodeMask(mask));
    }

    /// @notice Body of an advertise message.
    function encodeAdvertise(Advertise memory advertise) internal pure returns (bytes memory) {
        return
            abi.encodePacked(
                abi.encodePacked(hex"a7", "\x63run", _number(advertise.run), "\x65phase", ADVERTISE),
                abi.encodePacked("\x65round", _number(advertise.round), "\x66kemKey", _bytes(advertise.kemKey)),
                abi.encodePacked("\x67maskKey", WORD, advertise.maskKey, "\x67sealKey", WORD, advertise.sealKey),
                abi.encodePacked("\x6eselfCommitment", WORD, advertise.selfCommitment)
            );
    }

    /// @notice Reads the body of an advertise message, whose key of ML-KEM has the right length; says nothing else about keys.
    function parseAdvertise(bytes memory data) internal pure returns (bool ok, Advertise memory advertise) {
        uint256 offset;
        (advertise.run, offset) = _number32(data, 5);
        (advertise.round, offset) = _number32(data, offset + 6 + 1 + 6);
        (advertise.kemKey, offset) = _slice(data, offset + 7);
        (advertise.maskKey, offset) = _word(data, offset + 8);
        (advertise.sealKey, offset) = _word(data, offset + 8);
        (advertise.selfCommitment, ) = _word(data, offset + 15);
        ok = advertise.kemKey.length == KEM_KEY_LENGTH && _same(data, encodeAdvertise(advertise));
    }

    /// @dev A whole number in its shortest form.
    function _number(uint256 value) private pure returns (bytes memory) {
        return _encodeHead(0x00, value);
    }

    /// @dev A byte string.
    function _bytes(bytes memory value) private pure returns (bytes memory) {
        return abi.encodePacked(_encodeHead(0x40, value.length), value);
    }

    /// @dev Major type (in the upper three bits) and number, shortest form. Source: RFC 8949 §3 and §4.2.1.
    /// Requires `value < 2³²`: numbers here have at most 32 bits, and nothing longer fits into a transaction.
    function _encodeHead(uint8 major, uint256 value) private pure returns (bytes memory) {
        // Each cast keeps the value: it is compared first.
        if (value < 24) return abi.encodePacked(major | uint8(value));
        if (value <= type(uint8).max) return abi.encodePacked(major | 24, uint8(value));
        if (value <= type(uint16).max) return abi.encodePacked(major | 25, uint16(value));
        return abi.encodePacked(major | 26, uint32(value));
    }

    /// @dev Number at `offset`, whatever its major type and whether or not in shortest form, and where it ends. Heads of eight
    /// bytes are read as if they had none: they never come back from `_encodeHead`. `offset` is at most a few words beyond the
    /// end of `data`, where anything may stand.
    function _head(bytes memory data, uint256 offset) private pure returns (uint256 value, uint256 end) {
        uint256 window;
        assembly ("memory-safe") {
            window := mload(add(add(data, 32), offset))
        }
        uint256 short = (window >> 248) & 31;
        if (short == 24) return ((window >> 240) & 0xff, offset + 2);
        if (short == 25) return ((window >> 232) & 0xffff, offset + 3);
        if (short == 26) return ((window >> 216) & 0xffffffff, offset + 5);
        return (short, offset + 1);
    }

    /// @dev As `_head`, of a number that thereby has at most 32 bits.
    function _number32(bytes memory data, uint256 offset) private pure returns (uint32 value, uint256 end) {
        uint256 number;
        (number, end) = _head(data, offset);
        // The longest head that is read has four bytes.
        value = uint32(number);
    }

    /// @dev The 32 bytes behind a head of two bytes.
    function _word(bytes memory data, uint256 offset) private pure returns (bytes32 value, uint256 end) {
        assembly ("memory-safe") {
            value := mload(add(add(data, 34), offset))
        }
        end = offset + 34;
    }

    /// @dev The byte string at `offset`; empty if it would end beyond the end of `data`.
    function _slice(bytes memory data, uint256 offset) private pure returns (bytes memory value, uint256 end) {
        uint256 length;
        (length, offset) = _head(data, offset);
        end = offset + length;
        if (end > data.length) return ("", offset);
        value = new bytes(length);
        assembly ("memory-safe") {
            mcopy(add(value, 32), add(add(data, 32), offset), length)
        }
    }

    function _same(bytes memory a, bytes memory b) private pure returns (bool) {
        return a.length == b.length && keccak256(a) == keccak256(b);
    }
}
