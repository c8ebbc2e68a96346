import { createRequire } from 'node:module'
import hardhatEthers from '@nomicfoundation/hardhat-ethers'
import hardhatEthersChaiMatchers from '@nomicfoundation/hardhat-ethers-chai-matchers'
import hardhatIgnitionViem from '@nomicfoundation/hardhat-ignition-viem'
import hardhatKeystore from '@nomicfoundation/hardhat-keystore'
import hardhatMocha from '@nomicfoundation/hardhat-mocha'
import hardhatNetworkHelpers from '@nomicfoundation/hardhat-network-helpers'
import hardhatTypechain from '@nomicfoundation/hardhat-typechain'
import hardhatVerify from '@nomicfoundation/hardhat-verify'
import hardhatViem from '@nomicfoundation/hardhat-viem'
import hardhatViemAssertions from '@nomicfoundation/hardhat-viem-assertions'
import { configVariable, defineConfig } from 'hardhat/config'
import { coverage } from './scripts/test/cover/config.ts'

const require = createRequire(import.meta.url)

const compiler = {
  version: '0.8.37',
  // the compiler is the npm package: nothing is downloaded at build time
  path: require.resolve('solc/soljson.js'),
  settings: {
    // what Ethereum, Base, Arbitrum, Optimism, Polygon and Avalanche all run
    evmVersion: 'cancun',
    viaIR: true,
    optimizer: { enabled: true, runs: 200 },
  },
}

// the invariants' own code is long and nothing is measured of it: without the IR it compiles in seconds, not minutes
const plain = { ...compiler, settings: { ...compiler.settings, viaIR: false } }
const overrides = Object.fromEntries(['Market.t', 'MarketHandler'].map((name) => [`test/invariant/${name}.sol`, plain]))

export default defineConfig({
  // the parts of hardhat-toolbox-mocha-ethers, but with Ignition's viem extension: it tolerates one only
  plugins: [
    hardhatEthers,
    hardhatEthersChaiMatchers,
    hardhatIgnitionViem,
    hardhatKeystore,
    hardhatMocha,
    hardhatNetworkHelpers,
    hardhatTypechain,
    hardhatVerify,
    hardhatViem,
    hardhatViemAssertions,
    ...coverage.plugins,
  ],
  // explorers are sent what the production profile compiles: it has to be what was deployed
  solidity: { profiles: { default: { compilers: [compiler], overrides }, production: compiler } },
  networks: {
    default: { type: 'edr-simulated', chainType: 'l1', hardfork: 'osaka' },
    // several blocks in a second, so that the chain's clock is the machine's
    node: { type: 'edr-simulated', chainType: 'l1', hardfork: 'osaka', allowBlocksWithSameTimestamp: true },
    localhost: { type: 'http', url: 'http://127.0.0.1:8545' },
    remote: { type: 'http', url: configVariable('RPC_URL'), accounts: [configVariable('DEPLOYER_PRIVATE_KEY')] },
  },
  ...coverage.settings,
  paths: {
    tests: { solidity: './test', mocha: './test/integration' },
    ...coverage.paths,
  },
  // keys from the environment or Hardhat's keystore; Etherscan's is one for all chains
  verify: {
    etherscan: { apiKey: configVariable('ETHERSCAN_API_KEY') },
    sourcify: { enabled: true },
  },
  typechain: { outDir: './types/ethers-contracts' },
})
