// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title WebAssembly's integer operations, by their opcodes
/// @dev An operation has a kind, which is the same for 32 and 64 bits, in order of the opcodes.
library Alu {
    uint256 internal constant UNKNOWN = type(uint256).max;

    uint256 private constant CLZ = 11;
    uint256 private constant CTZ = 12;
    uint256 private constant POPCNT = 13;
    uint256 private constant ADD = 14;
    uint256 private constant SUB = 15;
    uint256 private constant MUL = 16;
    uint256 private constant DIV_S = 17;
    uint256 private constant DIV_U = 18;
    uint256 private constant REM_S = 19;
    uint256 private constant REM_U = 20;
    uint256 private constant AND = 21;
    uint256 private constant OR = 22;
    uint256 private constant XOR = 23;
    uint256 private constant SHL = 24;
    uint256 private constant SHR_S = 25;
    uint256 private constant SHR_U = 26;
    uint256 private constant ROTL = 27;
    uint256 private constant ROTR = 28;
    /// @dev Conversions between the widths and sign extensions.
    uint256 private constant EXTEND = 29;

    function kindOf(uint256 op) internal pure returns (uint256 kind, uint256 bits) {
        unchecked {
            if (op < 0x45) return (UNKNOWN, 0);
            if (op < 0x50) return (op - 0x45, 32);
            if (op < 0x5b) return (op - 0x50, 64);
            if (op < 0x67) return (UNKNOWN, 0);
            if (op < 0x79) return (op - 0x67 + CLZ, 32);
            if (op < 0x8b) return (op - 0x79 + CLZ, 64);
            bool extends = op == 0xa7 || op == 0xac || op == 0xad || (op >= 0xc0 && op <= 0xc4);
            return (extends ? EXTEND : UNKNOWN, 64);
        }
    }

    function isBinary(uint256 kind) internal pure returns (bool) {
        return kind < CLZ ? kind != 0 : kind >= ADD && kind != EXTEND;
    }

    /// @dev The result, as wide as the operation's, or that WebAssembly traps. `y` of a unary operation is ignored.
    function evaluate(
        uint256 op,
        uint256 kind,
        uint256 bits,
        uint256 x,
        uint256 y
    ) internal pure returns (bool traps, uint256 r) {
        if (kind == EXTEND) return (false, _convert(op, x));
        uint256 mask = (1 << bits) - 1;
        (x, y) = (x & mask, y & mask);
        if (kind < CLZ) return (false, _compare(kind, bits, x, y) ? 1 : 0);
        if (kind < ADD) return (false, _count(kind, bits, x));
        if (kind >= AND) return (false, _bitwise(kind, bits, x, y) & mask);
        (traps, r) = _arithmetic(kind, bits, x, y);
        r &= mask;
    }

    /// @dev 32 to 32 and 64 bits, or the sign of 8, 16 or 32 bits carried up to 32 or 64.
    function _convert(uint256 op, uint256 x) private pure returns (uint256) {
        if (op == 0xa7 || op == 0xad) return uint32(x);
        if (op == 0xc0) return extend(uint8(x), 8, 32);
        if (op == 0xc1) return extend(uint16(x), 16, 32);
        if (op == 0xc2) return extend(uint8(x), 8, 64);
        if (op == 0xc3) return extend(uint16(x), 16, 64);
        return extend(uint32(x), 32, 64);
    }

    /// @dev `value` of `bits` bits, with its sign carried up to `signed` bits; as it is where that is 0.
    function extend(uint256 value, uint256 bits, uint256 signed) internal pure returns (uint256) {
        if (signed == 0) return value;
        return uint256(_signed(bits, value)) & ((1 << signed) - 1);
    }

    function _signed(uint256 bits, uint256 value) private pure returns (int256 r) {
        assembly ("memory-safe") {
            r := signextend(sub(shr(3, bits), 1), value)
        }
    }

    /// @dev 0 eqz, 1 eq, 2 ne; then less, greater, less or equal, greater or equal, each signed and unsigned.
    function _compare(uint256 kind, uint256 bits, uint256 x, uint256 y) private pure returns (bool) {
        if (kind == 0) return x == 0;
        if (kind == 1) return x == y;
        if (kind == 2) return x != y;
        int256 a = kind & 1 == 1 ? _signed(bits, x) : int256(x);
        int256 b = kind & 1 == 1 ? _signed(bits, y) : int256(y);
        if (kind < 5) return a < b;
        if (kind < 7) return a > b;
        if (kind < 9) return a <= b;
        return a >= b;
    }

    function _count(uint256 kind, uint256 bits, uint256 x) private pure returns (uint256 n) {
        unchecked {
            if (kind == POPCNT) {
                for (; x != 0; x &= x - 1) ++n;
                return n;
            }
            if (x == 0) return bits;
            if (kind == CTZ) {
                for (; x & 1 == 0; x >>= 1) ++n;
                return n;
            }
            for (uint256 top = 1 << (bits - 1); x & top == 0; top >>= 1) ++n;
        }
    }

    function _arithmetic(uint256 kind, uint256 bits, uint256 x, uint256 y) private pure returns (bool, uint256) {
        unchecked {
            if (kind == ADD) return (false, x + y);
            if (kind == SUB) return (false, x - y);
            if (kind == MUL) return (false, x * y);
            if (y == 0) return (true, 0);
            if (kind == DIV_U) return (false, x / y);
            if (kind == REM_U) return (false, x % y);
            int256 a = _signed(bits, x);
            int256 b = _signed(bits, y);
            if (kind == REM_S) return (false, uint256(a % b));
            // the one quotient that does not fit
            if (a / b == int256(1 << (bits - 1))) return (true, 0);
            return (false, uint256(a / b));
        }
    }

    function _bitwise(uint256 kind, uint256 bits, uint256 x, uint256 y) private pure returns (uint256) {
        unchecked {
            if (kind == AND) return x & y;
            if (kind == OR) return x | y;
            if (kind == XOR) return x ^ y;
            y &= bits - 1;
            if (kind == SHL) return x << y;
            if (kind == SHR_S) return uint256(_signed(bits, x) >> y);
            if (kind == SHR_U) return x >> y;
            if (kind == ROTL) return (x << y) | (x >> (bits - y));
            return (x >> y) | (x << (bits - y));
        }
    }

    /// @dev Bytes that a load touches, and to how many bits it carries their sign: 0 for none.
    function loadOf(uint256 op) internal pure returns (uint256 size, uint256 signed) {
        // a byte each from 0x28: size in the low half, sign in the high half: 3 to 32 bits, 6 to 64
        uint256 code = (0x0408040831013202610162026404 >> ((0x35 - op) << 3)) & 0xff;
        if (code >> 4 == 3) signed = 32;
        if (code >> 4 == 6) signed = 64;
        size = code & 15;
    }

    /// @dev Bytes that a store touches.
    function storeOf(uint256 op) internal pure returns (uint256) {
        return (0x040804080102010204 >> ((0x3e - op) << 3)) & 0xff;
    }

    /// @dev The lowest `size` bytes (1, 2, 4 or 8) in reverse order; there is nothing above them.
    function reverse(uint256 v, uint256 size) internal pure returns (uint256) {
        v = ((v & 0x00ff00ff00ff00ff) << 8) | ((v >> 8) & 0x00ff00ff00ff00ff);
        v = ((v & 0x0000ffff0000ffff) << 16) | ((v >> 16) & 0x0000ffff0000ffff);
        v = ((v & 0x00000000ffffffff) << 32) | (v >> 32);
        return v >> (64 - (size << 3));
    }
}
