import type { Address } from 'viem'

/** A public network, and how long its own rules may keep a transaction out. */
export interface Network {
  chainId: number
  name: string
  /** Circle's own USDC, none that was bridged. */
  usdc: Address
  /** Hours until a transaction is in that the sequencer does not take, or that a halt holds up. */
  outage: number
  why: string
}

const CONSENSUS = 'no sequencer: proposers change every slot; a day covers a halt that clients are mended in'
const OP_STACK = 'transactions through OptimismPortal are in after the sequencing window, 24 h by default'
const NITRO = 'forceInclusion of the delayed inbox works after 24 h'
const POLYGON = 'no forced inclusion; the longest halt known (10 March 2022, Heimdall) took 11 h'
const AVALANCHE = 'no forced inclusion; a halt (23 February 2024) took hours'

/** Addresses as Circle publishes them: docs/dependencies.md. */
export const NETWORKS: readonly Network[] = [
  { chainId: 1, name: 'Ethereum', usdc: '0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48', outage: 12, why: CONSENSUS },
  {
    chainId: 11155111,
    name: 'Sepolia',
    usdc: '0x1c7D4B196Cb0C7B01d743Fbc6116a902379C7238',
    outage: 12,
    why: CONSENSUS,
  },
  { chainId: 8453, name: 'Base', usdc: '0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913', outage: 24, why: OP_STACK },
  {
    chainId: 84532,
    name: 'Base Sepolia',
    usdc: '0x036CbD53842c5426634e7929541eC2318f3dCF7e',
    outage: 24,
    why: OP_STACK,
  },
  { chainId: 42161, name: 'Arbitrum One', usdc: '0xaf88d065e77c8cC2239327C5EDb3A432268e5831', outage: 24, why: NITRO },
  {
    chainId: 421614,
    name: 'Arbitrum Sepolia',
    usdc: '0x75faf114eafb1BDbe2F0316DF893fd58CE46AA4d',
    outage: 24,
    why: NITRO,
  },
  { chainId: 10, name: 'OP Mainnet', usdc: '0x0b2C639c533813f4Aa9D7837CAf62653d097Ff85', outage: 24, why: OP_STACK },
  {
    chainId: 11155420,
    name: 'OP Sepolia',
    usdc: '0x5fd84259d66Cd46123540766Be93DFE6D43130D7',
    outage: 24,
    why: OP_STACK,
  },
  { chainId: 137, name: 'Polygon PoS', usdc: '0x3c499c542cEF5E3811e1192ce70d8cC03d5c3359', outage: 12, why: POLYGON },
  {
    chainId: 80002,
    name: 'Polygon Amoy',
    usdc: '0x41E94Eb019C0762f9Bfcf9Fb1E58725BfB0e7582',
    outage: 12,
    why: POLYGON,
  },
  {
    chainId: 43114,
    name: 'Avalanche C-Chain',
    usdc: '0xB97EF9Ef8734C71904D8002F8b6Bc66Dd9c48a6E',
    outage: 12,
    why: AVALANCHE,
  },
  {
    chainId: 43113,
    name: 'Avalanche Fuji',
    usdc: '0x5425890298aed601595a70AB815c96711a31Bc65',
    outage: 12,
    why: AVALANCHE,
  },
]
