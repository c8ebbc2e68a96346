import type { ContractFunctionArgs } from 'viem'
import type { bourseAbi } from './abis/bourse.ts'
import type { disputesAbi } from './abis/disputes.ts'
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
/** A version as it is published: the registry sets the time; without `samplesHash` it has no samples. */
export type VersionInput = Omit<PublishedVersion, 'publishedAt' | 'samplesHash'> &
  Partial<Pick<PublishedVersion, 'samplesHash'>>
type PublishedVersion = ContractFunctionArgs<typeof functionRegistryAbi, 'nonpayable', 'publish'>[1]
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
/** What a receipt's image hash is the hash of (contracts/interfaces/IDisputes.sol). */
export type DisputeImage = ContractFunctionArgs<typeof disputesAbi, 'payable', 'open'>[1]
/** The sample that a canary draws, of a provable version. */
export type DisputeSample = ContractFunctionArgs<typeof disputesAbi, 'payable', 'openLeaf'>[1]
/** What a provider has to show of a canary that is denied, as the event `LeafOpened` has it. */
export type CanaryDuty = ContractFunctionArgs<typeof disputesAbi, 'nonpayable', 'show'>[1]
/** Siblings of a node of 2^12 leaves in an image's memory. */
export type DisputeWindow = ContractFunctionArgs<typeof disputesAbi, 'payable', 'open'>[4]
/** What a game is decided by, as the event `Opened` or `CanaryShown` has it. */
export type DisputeTerms = ContractFunctionArgs<typeof disputesAbi, 'nonpayable', 'defend'>[1]
/** A last state, opened where its outcome is read. */
export type DisputeEnding = ContractFunctionArgs<typeof disputesAbi, 'nonpayable', 'defend'>[3]
/** Siblings in the tree over the sections of a cut. */
export type DisputePath = ContractFunctionArgs<typeof disputesAbi, 'nonpayable', 'pick'>[4]
/** A state of the machine (docs/proof-of-processing.md, State). */
export type DisputeState = ContractFunctionArgs<typeof disputesAbi, 'nonpayable', 'prove'>[2]
/** A game as the contract has it: points are hashes. `readDispute` reads its events, too. */
export type DisputeGame = ReadResult<'disputes', 'gameOf'>
