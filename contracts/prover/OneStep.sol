// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Alu} from "./Alu.sol";
import {Openings} from "./Openings.sol";

/// @title One step of the machine of docs/proof-of-processing.md
/// @notice Decides which state follows a state. Total: every state that can be opened has exactly one successor. Reverts
/// only where the witness does not fit the state.
/// @dev Written in the order of that page. All arithmetic is on values far below 2^256: nothing here can overflow.
contract OneStep {
    /// @dev What is the same for all states of an execution.
    struct Context {
        bytes32 codeRoot;
        uint256 maxPages;
    }

    /// @dev regs = status 8 | pc 32 | fp 32 | pages 32, low bits first; bits above are dropped.
    struct State {
        uint256 regs;
        bytes32 stackRoot;
        bytes32 memoryRoot;
    }

    /// @dev A state that is being stepped.
    struct Step {
        Openings.Cursor witness;
        bytes32 stackRoot;
        bytes32 memoryRoot;
        uint256 status;
        uint256 pc;
        uint256 fp;
        uint256 pages;
        uint256 ins;
        bool traps;
    }

    uint256 private constant HALTED = 1;
    uint256 private constant TRAPPED = 2;

    uint256 private constant CODE_DEPTH = 22;
    uint256 private constant STACK_DEPTH = 17;
    uint256 private constant MEMORY_DEPTH = 27;
    uint256 private constant TABLE = 1 << 16;
    uint256 private constant MOST_PAGES = 1 << 15;
    uint256 private constant WINDOW = 1 << 30;

    uint256 private constant D = 32;
    uint256 private constant A = 64;
    uint256 private constant B = 96;
    uint256 private constant IMM = 128;
    uint256 private constant K = 192;

    uint256 private constant A_CONST = 1 << 8;
    uint256 private constant B_CONST = 1 << 9;
    uint256 private constant A_GLOBAL = 1 << 10;
    uint256 private constant B_GLOBAL = 1 << 11;
    uint256 private constant D_GLOBAL = 1 << 12;
    uint256 private constant BRANCH_IF = 1 << 13;
    uint256 private constant BRANCH_UNLESS = 1 << 14;
    uint256 private constant WINDOW_AT = 16;

    /// @dev In place of a slot: the operand is the instruction's constant.
    uint256 private constant CONSTANT = type(uint256).max;

    /// @notice The hash of the state that follows `state`.
    /// @param witness the openings of that page's section Witness, one after the other
    function step(
        Context calldata context,
        State calldata state,
        bytes32[] calldata witness
    ) external pure returns (bytes32) {
        uint256 regs = state.regs;
        Step memory s;
        (s.stackRoot, s.memoryRoot) = (state.stackRoot, state.memoryRoot);
        (s.status, s.pc, s.fp, s.pages) = (uint8(regs), uint32(regs >> 8), uint32(regs >> 40), uint32(regs >> 72));
        if (s.status != 0) return _hash(s);
        s.witness = Openings.begin(witness);
        _execute(context, s);
        if (!s.traps) return _hash(s);
        Step memory trapped;
        (trapped.stackRoot, trapped.memoryRoot) = (state.stackRoot, state.memoryRoot);
        (trapped.status, trapped.pc) = (TRAPPED, uint32(regs >> 8));
        (trapped.fp, trapped.pages) = (uint32(regs >> 40), uint32(regs >> 72));
        return _hash(trapped);
    }

    function _hash(Step memory s) private pure returns (bytes32) {
        uint256 regs = s.status | (s.pc << 8) | (s.fp << 40) | (s.pages << 72);
        return keccak256(abi.encode(regs, s.stackRoot, s.memoryRoot));
    }

    // ---------------------------------------------------------------- slots and operands

    function _local(Step memory s, uint256 offset) private pure returns (uint256 slot) {
        int256 signed = int32(uint32(offset));
        unchecked {
            // below zero it wraps to a number above every slot
            slot = s.fp + uint256(signed);
        }
        if (slot >= TABLE) s.traps = true;
    }

    function _slot(Step memory s, uint256 field, uint256 isGlobal) private pure returns (uint256 slot) {
        if (s.ins & isGlobal == 0) return _local(s, s.ins >> field);
        slot = uint32(s.ins >> field);
        if (slot >> STACK_DEPTH != 0) s.traps = true;
    }

    function _placeOfA(Step memory s) private pure returns (uint256) {
        return s.ins & A_CONST != 0 ? CONSTANT : _slot(s, A, A_GLOBAL);
    }

    function _placeOfB(Step memory s) private pure returns (uint256) {
        return s.ins & B_CONST != 0 ? CONSTANT : _slot(s, B, B_GLOBAL);
    }

    function _placeOfD(Step memory s) private pure returns (uint256) {
        return _slot(s, D, D_GLOBAL);
    }

    function _read(Step memory s, uint256 slot) private pure returns (uint256) {
        return uint64(Openings.read(s.witness, s.stackRoot, slot, STACK_DEPTH));
    }

    function _value(Step memory s, uint256 place) private pure returns (uint256) {
        return place == CONSTANT ? s.ins >> K : _read(s, place);
    }

    function _write(Step memory s, uint256 slot, uint256 value) private pure {
        s.stackRoot = Openings.write(s.witness, s.stackRoot, slot, STACK_DEPTH, value);
    }

    function _imm(Step memory s) private pure returns (uint256) {
        return uint64(s.ins >> IMM);
    }

    function _target(Step memory s) private pure returns (uint256) {
        return uint32(s.ins >> IMM);
    }

    // ---------------------------------------------------------------- the step

    function _execute(Context calldata context, Step memory s) private pure {
        if (s.pc >> CODE_DEPTH != 0) {
            s.traps = true;
            return;
        }
        s.ins = Openings.read(s.witness, context.codeRoot, s.pc, CODE_DEPTH);
        s.pc = uint32(s.pc + 1);
        uint256 op = uint8(s.ins);
        if (op >= 0x45) _arithmetic(s, op);
        else if (op >= 0x28) _memory(s, op, context.maxPages);
        else _control(s, op);
    }

    function _memory(Step memory s, uint256 op, uint256 maxPages) private pure {
        if (op < 0x36) _load(s, op);
        else if (op < 0x3f) _store(s, op);
        else if (op == 0x3f) _memorySize(s);
        else if (op == 0x40) _memoryGrow(s, maxPages);
        else s.traps = true;
    }

    function _control(Step memory s, uint256 op) private pure {
        if (op == 0x01) s.status = HALTED;
        else if (op == 0x02) _move(s);
        else if (op == 0x04) s.pc = _target(s);
        else if (op == 0x07) _branchTable(s);
        else if (op == 0x08) _enter(s, _target(s));
        else if (op == 0x09) _callIndirect(s);
        else if (op == 0x0a) _return(s);
        else if (op == 0x0b) _select(s);
        else if (op == 0x0c) _tableLoad(s);
        else if (op == 0x0d) _tableStore(s);
        else s.traps = true;
    }

    function _arithmetic(Step memory s, uint256 op) private pure {
        (uint256 kind, uint256 bits) = Alu.kindOf(op);
        if (kind == Alu.UNKNOWN) {
            s.traps = true;
            return;
        }
        bool branches = s.ins & (BRANCH_IF | BRANCH_UNLESS) != 0;
        bool binary = Alu.isBinary(kind);
        uint256 a = _placeOfA(s);
        uint256 b = binary ? _placeOfB(s) : CONSTANT;
        uint256 d = branches ? 0 : _placeOfD(s);
        if (s.traps) return;
        uint256 x = _value(s, a);
        uint256 y = _value(s, b);
        (s.traps, x) = Alu.evaluate(op, kind, bits, x, y);
        if (s.traps) return;
        if (!branches) _write(s, d, x);
        else if (s.ins & (x != 0 ? BRANCH_IF : BRANCH_UNLESS) != 0) s.pc = _target(s);
    }

    // ---------------------------------------------------------------- control

    function _branchTable(Step memory s) private pure {
        uint256 a = _placeOfA(s);
        if (s.traps) return;
        uint256 index = uint32(_value(s, a));
        uint256 last = _target(s);
        s.pc = uint32(s.pc + (index < last ? index : last));
    }

    function _enter(Step memory s, uint256 target) private pure {
        (uint256 link, uint256 fp) = _frame(s);
        if (s.traps) return;
        _write(s, link, s.pc | (s.fp << 32));
        (s.fp, s.pc) = (fp, target);
    }

    /// @dev Where the callee's link and frame are.
    function _frame(Step memory s) private pure returns (uint256 link, uint256 fp) {
        fp = s.ins >> D;
        unchecked {
            link = _local(s, fp - 1);
        }
        fp = _local(s, fp);
    }

    function _callIndirect(Step memory s) private pure {
        uint256 a = _placeOfA(s);
        _frame(s);
        if (s.traps) return;
        uint256 entry = _entry(s, _value(s, a), uint32(s.ins >> B));
        if (s.traps) return;
        entry = _read(s, entry);
        if (entry >> 32 != _imm(s)) s.traps = true;
        else _enter(s, uint32(entry));
    }

    /// @dev The slot of an entry of the table, which has so many.
    function _entry(Step memory s, uint256 index, uint256 entries) private pure returns (uint256 slot) {
        slot = uint32(index);
        if (slot >= entries || slot >= TABLE) s.traps = true;
        slot += TABLE;
    }

    function _return(Step memory s) private pure {
        uint256 link = _local(s, type(uint256).max);
        bool moves = _imm(s) != 0;
        uint256 a = moves ? _placeOfA(s) : 0;
        uint256 d = moves ? _placeOfD(s) : 0;
        if (s.traps) return;
        link = _read(s, link);
        if (moves) _write(s, d, _value(s, a));
        (s.fp, s.pc) = (link >> 32, uint32(link));
    }

    // ---------------------------------------------------------------- slots

    function _move(Step memory s) private pure {
        uint256 a = _placeOfA(s);
        uint256 d = _placeOfD(s);
        if (!s.traps) _write(s, d, _value(s, a));
    }

    function _select(Step memory s) private pure {
        uint256 condition = _local(s, s.ins >> IMM);
        uint256 a = _placeOfA(s);
        uint256 b = _placeOfB(s);
        uint256 d = _placeOfD(s);
        if (s.traps) return;
        bool first = uint32(_read(s, condition)) != 0;
        _write(s, d, _value(s, first ? a : b));
    }

    function _tableLoad(Step memory s) private pure {
        uint256 a = _placeOfA(s);
        uint256 d = _placeOfD(s);
        if (s.traps) return;
        uint256 entry = _entry(s, _value(s, a), _imm(s));
        if (!s.traps) _write(s, d, _read(s, entry));
    }

    function _tableStore(Step memory s) private pure {
        uint256 a = _placeOfA(s);
        uint256 b = _placeOfB(s);
        if (s.traps) return;
        uint256 index = _value(s, a);
        uint256 value = _value(s, b);
        uint256 entry = _entry(s, index, _imm(s));
        if (!s.traps) _write(s, entry, value);
    }

    // ---------------------------------------------------------------- memory

    function _memorySize(Step memory s) private pure {
        uint256 d = _placeOfD(s);
        if (!s.traps) _write(s, d, s.pages);
    }

    function _memoryGrow(Step memory s, uint256 maxPages) private pure {
        uint256 a = _placeOfA(s);
        uint256 d = _placeOfD(s);
        if (s.traps) return;
        uint256 grown = s.pages + uint32(_value(s, a));
        bool fits = grown <= maxPages;
        _write(s, d, fits ? s.pages : type(uint32).max);
        if (fits) s.pages = grown;
    }

    /// @dev Where in the tree `bytes_` bytes at A + imm begin.
    function _address(Step memory s, uint256 base, uint256 bytes_) private pure returns (uint256 place) {
        uint256 window = (s.ins >> WINDOW_AT) & 3;
        uint256 end = window != 0 ? WINDOW : (s.pages < MOST_PAGES ? s.pages : MOST_PAGES) << 16;
        place = uint32(base) + _imm(s);
        if (place + bytes_ > end) s.traps = true;
        place += window * WINDOW;
    }

    function _load(Step memory s, uint256 op) private pure {
        (uint256 size, uint256 signed) = Alu.loadOf(op);
        uint256 a = _placeOfA(s);
        uint256 d = _placeOfD(s);
        if (s.traps) return;
        uint256 place = _address(s, _value(s, a), size);
        if (s.traps) return;
        uint256 from = (place & 31) << 3;
        uint256 bits = size << 3;
        uint256 word = Openings.read(s.witness, s.memoryRoot, place >> 5, MEMORY_DEPTH) << from;
        if (from + bits > 256) {
            word |= Openings.read(s.witness, s.memoryRoot, (place >> 5) + 1, MEMORY_DEPTH) >> (256 - from);
        }
        _write(s, d, Alu.extend(Alu.reverse(word >> (256 - bits), size), bits, signed));
    }

    function _store(Step memory s, uint256 op) private pure {
        uint256 size = Alu.storeOf(op);
        uint256 a = _placeOfA(s);
        uint256 b = _placeOfB(s);
        if (s.traps) return;
        uint256 place = _value(s, a);
        uint256 value = _value(s, b);
        place = _address(s, place, size);
        if (s.traps) return;
        uint256 from = (place & 31) << 3;
        uint256 bits = size << 3;
        uint256 mask = (1 << bits) - 1;
        value = Alu.reverse(value & mask, size);
        if (from + bits <= 256) {
            uint256 shift = 256 - bits - from;
            _storeLeaf(s, place >> 5, mask << shift, value << shift);
        } else {
            uint256 rest = from + bits - 256;
            _storeLeaf(s, place >> 5, mask >> rest, value >> rest);
            _storeLeaf(s, (place >> 5) + 1, mask << (256 - rest), value << (256 - rest));
        }
    }

    function _storeLeaf(Step memory s, uint256 leaf, uint256 mask, uint256 value) private pure {
        s.memoryRoot = Openings.update(s.witness, s.memoryRoot, leaf, MEMORY_DEPTH, mask, value);
    }
}
