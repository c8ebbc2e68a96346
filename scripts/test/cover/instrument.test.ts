import { expect } from 'chai'
import { createHardhatRuntimeEnvironment } from 'hardhat/hre'
import { encodeDeployData, encodeFunctionData, type Hex } from 'viem'
import { mustCompile } from '../../audit/lib/compile.ts'
import { instrument, LIBRARY } from './instrument.ts'

const SOURCE = `// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;
contract Sample {
    error Refused(uint256 n);
    // an apostrophe of more than one byte: ’
    function twice(uint256 n) external pure returns (uint256) { return n * 2; }
    function run(uint256 n) external view returns (uint256 r) {
        require(n != 9, Refused(n));
        if (n == 1) r = 10;
        else if (n > 1 && !(n == 3 || n == 4)) r = 20;
        for (uint256 i; i < n; ++i) r += i;
        unchecked { r = n > 5 ? r : r + 1; }
        try this.twice(n) returns (uint256 t) { r += t; } catch { r = 0; }
        assembly ("memory-safe") { r := add(r, 1) }
    }
    function never() external pure returns (bool) { return true; }
}
`

describe('coverage of contracts', () => {
  const { source, points } = instrument('contracts/Sample.sol', SOURCE)
  let run: (n: bigint) => Promise<Set<string>>

  before(async () => {
    const files = { 'contracts/Sample.sol': source, [LIBRARY.name]: LIBRARY.content }
    const output = { '*': { '*': ['abi', 'evm.bytecode.object'] } }
    const { contracts } = mustCompile({ files: Object.keys(files), replaced: files, output })
    const { abi, evm } = contracts?.['contracts/Sample.sol']?.Sample ?? {}
    const hits = new Set<string>()
    const hre = await createHardhatRuntimeEnvironment({})
    hre.hooks.registerHandlers('network', {
      onCoverageData: async (_context, tags) => {
        for (const tag of tags) hits.add(tag.replace(/^0+/, '').padStart(12, '0'))
      },
    })
    const { provider } = await hre.network.create()
    const [from] = (await provider.request({ method: 'eth_accounts' })) as Hex[]
    const data = encodeDeployData({ abi: abi as [], bytecode: `0x${evm?.bytecode.object}` })
    const hash = await provider.request({ method: 'eth_sendTransaction', params: [{ from, data }] })
    const receipt = await provider.request({ method: 'eth_getTransactionReceipt', params: [hash] })
    run = async (n) => {
      hits.clear()
      const call = { to: (receipt as { contractAddress: Hex }).contractAddress, from }
      const data = encodeFunctionData({ abi: abi as [], functionName: 'run', args: [n] } as never)
      await provider.request({ method: 'eth_call', params: [{ ...call, data }, 'latest'] }).catch(() => undefined)
      return new Set(hits)
    }
  })

  const linesOf = (hits: Set<string>) => [
    ...new Set([...points.statements].flatMap(([tag, { line }]) => (hits.has(tag) ? [line] : []))),
  ]
  /** Line and outcomes of every condition that was asked. */
  const outcomesOf = (hits: Set<string>) =>
    points.branches.flatMap(({ place, tags }) => {
      const found = tags.map((tag) => (hits.has(tag) ? 1 : 0)).join('')
      return found.includes('1') ? [`${place.line}:${found}`] : []
    })

  it('keeps the lines, and leaves a file without code as it is', () => {
    const lines = source.split('\n')
    for (const [i, line] of SOURCE.split('\n').entries()) expect(lines[i]).to.contain(line.trim().slice(0, 4))
    const bare = 'interface Bare { function f() external; }\n'
    expect(instrument('contracts/Bare.sol', bare).source).to.equal(bare)
  })

  it('counts statements, outcomes of each condition and operand, and clauses of a try', () => {
    expect([...new Set([...points.statements.values()].map(({ line }) => line))].sort((a, b) => a - b)).to.deep.equal([
      6, 8, 9, 10, 11, 12, 13, 14, 16,
    ])
    expect(points.branches.map(({ place, tags }) => `${place.line}:${tags.length}`)).to.deep.equal([
      ...['8:2', '9:2', '10:2', '10:2', '10:2', '11:2', '12:2', '13:1', '13:1'],
    ])
    expect(points.functions.map(({ name }) => name)).to.deep.equal(['twice', 'run', 'never'])
  })

  it('hears from a chain what ran, also of what was reverted', async () => {
    const refused = await run(9n)
    expect(linesOf(refused)).to.deep.equal([8])
    expect(outcomesOf(refused)).to.deep.equal(['8:01'])
    const one = await run(1n)
    expect(linesOf(one)).to.deep.equal([6, 8, 9, 11, 12, 13, 14])
    expect(outcomesOf(one)).to.deep.equal(['8:10', '9:10', '11:11', '12:01', '13:1'])
    expect(outcomesOf(await run(4n))).to.deep.equal([
      '8:10',
      '9:01',
      '10:10',
      '10:01',
      '10:10',
      '11:11',
      '12:01',
      '13:1',
    ])

    expect(outcomesOf(await run(6n))).to.deep.equal([
      '8:10',
      '9:01',
      '10:10',
      '10:01',
      '10:01',
      '11:11',
      '12:10',
      '13:1',
    ])
  })
})
