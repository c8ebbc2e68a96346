// Entry `@lambda-bourse/sdk/ethers`: the contracts for ethers v6, typed by TypeChain. Needs the peer dependency ethers.
export type { Bourse, BourseLens, Faults, FunctionRegistry } from './generated/index.ts'
export { Bourse__factory, BourseLens__factory, Faults__factory, FunctionRegistry__factory } from './generated/index.ts'
