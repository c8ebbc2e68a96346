import type { ContractFunctionArgs } from 'viem'
import type { bourseAbi } from './abis/bourse.ts'
import type { functionRegistryAbi } from './abis/functionRegistry.ts'
import type { ReadResult } from './internal/actions/read.ts'

/** A plan as the contracts take it (contracts/types/Types.sol). `toPlan` makes one of a `bourse.yaml`. */
export type Plan = ContractFunctionArgs<typeof bourseAbi, 'nonpayable', 'openDeal'>[0]
/** What an offer sells (contracts/types/Types.sol). */
export type OfferTerms = ContractFunctionArgs<typeof bourseAbi, 'nonpayable', 'postOffer'>[0]
/** An immutable version (contracts/interfaces/IFunctionRegistry.sol). */
export type Version = ReadResult<'registry', 'version'>
/** A version as it is published: the registry sets the time. */
export type VersionInput = Omit<
  ContractFunctionArgs<typeof functionRegistryAbi, 'nonpayable', 'publish'>[1],
  'publishedAt'
>
export type ProviderView = ReadResult<'lens', 'provider'>
export type OfferView = ReadResult<'lens', 'offer'>
export type DealView = ReadResult<'lens', 'deal'>
export type LeaseView = ReadResult<'lens', 'lease'>
