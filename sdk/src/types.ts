import type { ContractFunctionArgs } from 'viem'
import type { bourseAbi } from './abis/bourse.ts'
import type { functionRegistryAbi } from './abis/functionRegistry.ts'
import type { requestsAbi } from './abis/requests.ts'
import type { ReadResult } from './internal/actions/read.ts'

/** A plan as the contracts take it (contracts/types/Types.sol). `toPlan` makes one of a `bourse.yaml`. */
export type Plan = ContractFunctionArgs<typeof bourseAbi, 'nonpayable', 'openDeal'>[0]
/** What an offer sells (contracts/types/Types.sol). */
export type OfferTerms = ContractFunctionArgs<typeof bourseAbi, 'nonpayable', 'postOffer'>[0]
/** An attestation that its operator signed, as `signAttestation` returns it. */
export type SignedAttestation = ContractFunctionArgs<typeof bourseAbi, 'nonpayable', 'attestBatch'>[0][number]
/** An immutable version (contracts/interfaces/IFunctionRegistry.sol). */
export type Version = ReadResult<'registry', 'version'>
/** A version as it is published: the registry sets the time. */
export type VersionInput = Omit<
  ContractFunctionArgs<typeof functionRegistryAbi, 'nonpayable', 'publish'>[1],
  'publishedAt'
>
/** A provider, as `getProvider` answers. */
export type ProviderView = ReadResult<'lens', 'provider'>
/** An offer, as `getOffer` and `getBook` answer. */
export type OfferView = ReadResult<'lens', 'offer'>
/** A deal with its leases, as `getDeal` answers. */
export type DealView = ReadResult<'lens', 'deal'>
/** A lease, as `getLease` answers. */
export type LeaseView = ReadResult<'lens', 'lease'>
/** What a consumer asks for (contracts/interfaces/IRequests.sol, Ask). */
export type ExecutionAsk = ContractFunctionArgs<typeof requestsAbi, 'nonpayable', 'request'>[0]
/** An open request, as the event `Requested` has it. */
export type ExecutionRequest = ContractFunctionArgs<typeof requestsAbi, 'nonpayable', 'refund'>[0]
/** An answer that waits for its time, as the event `Proposed` has it. */
export type AnswerProposal = ContractFunctionArgs<typeof requestsAbi, 'nonpayable', 'reject'>[1]
