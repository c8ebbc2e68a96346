import {
  type Address,
  BaseError,
  ContractFunctionRevertedError,
  ContractFunctionZeroDataError,
  type PublicClient,
  parseAbi,
  zeroAddress,
} from 'viem'

const TOKEN = parseAbi([
  'function decimals() view returns (uint8)',
  'function permit(address owner, address spender, uint256 value, uint256 deadline, bytes signature)',
])

/**
 * Holds a token to what the Bourse needs of it: six decimals, and permits with bytes, as Circle's FiatTokenV2_2 has and
 * bridged tokens have not (docs/security.md). Reads only.
 *
 * @throws Error - it is not such a token
 */
export async function checkToken(client: PublicClient, token: Address): Promise<void> {
  const chainId = await client.getChainId()
  if (!(await client.getCode({ address: token })))
    throw new Error(`token is ${token}; there is no contract at that address on chain ${chainId}`)
  const decimals = await client
    .readContract({ abi: TOKEN, address: token, functionName: 'decimals' })
    .catch(nothingFrom)
  if (decimals !== 6) throw new Error(`token is ${token}; it has ${decimals ?? 'no'} decimals, and must have 6`)
  const args = [zeroAddress, token, 0n, 2n ** 255n, `0x${'11'.repeat(65)}`] as const
  const reason = await client
    .simulateContract({ abi: TOKEN, address: token, functionName: 'permit', args, account: token })
    .then(() => 'accepted', reasonOf)
  // a token that has the function says why it refuses; one that has not says nothing
  if (reason === undefined)
    throw new Error(`token is ${token}; it has no permit with bytes, as Circle's USDC has since version 2.2`)
}

/** A contract without the function answers with nothing, or reverts. @throws what else went wrong, such as the endpoint */
function nothingFrom(error: unknown): undefined {
  const isRefusal = (cause: unknown) =>
    cause instanceof ContractFunctionRevertedError || cause instanceof ContractFunctionZeroDataError
  if (!(error instanceof BaseError) || !error.walk(isRefusal)) throw error
}

function reasonOf(error: unknown): string | undefined {
  const reverted =
    error instanceof BaseError ? error.walk((cause) => cause instanceof ContractFunctionRevertedError) : error
  if (!(reverted instanceof ContractFunctionRevertedError)) throw error
  return reverted.reason ?? reverted.data?.errorName
}
