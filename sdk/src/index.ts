export { bourseAbi } from './abis/bourse.ts'
export { bourseLensAbi } from './abis/bourseLens.ts'
export { disputesAbi } from './abis/disputes.ts'
export { faultsAbi } from './abis/faults.ts'
export { functionRegistryAbi } from './abis/functionRegistry.ts'
export { juryAbi } from './abis/jury.ts'
export { requestsAbi } from './abis/requests.ts'
export { vouchersAbi } from './abis/vouchers.ts'
export * from './actions/index.ts'
export * from './cid/cid.ts'
export { CidMismatchError } from './cid/errors.ts'
export type { Deployment } from './deployments/deployment.ts'
export { DeploymentNotFoundError, deploymentOf, parseDeployment } from './deployments/deployment.ts'
export { deployments } from './deployments/generated.ts'
export type { Dispute, DisputeAbout, DisputeMove, DisputePlace, DisputeTurn } from './disputes/dispute.ts'
export { DISPUTE_TURNS, DisputeNotFoundError, disputePlayer, disputeTimeLeft } from './disputes/dispute.ts'
export type { ReadDisputeParameters } from './disputes/readDispute.ts'
export { readDispute } from './disputes/readDispute.ts'
export type { BourseErrorKind, BourseErrorOptions } from './errors/base.ts'
export { BourseError, isBourseError } from './errors/base.ts'
export * from './errors/chain.ts'
export { InvalidValueError } from './errors/values.ts'
export type { Feature } from './features.ts'
export { FEATURES, featureMask, featureNames } from './features.ts'
export type { DeploymentParameter } from './internal/actions/contracts.ts'
export type { ReadAction, ReadParameters } from './internal/actions/read.ts'
export type { Call, WriteAction, WriteOutcome, WriteParameters } from './internal/actions/write.ts'
export type { Bytes32 } from './internal/bytes.ts'
export { DEFAULT_MAX_STEPS, NO_LIMIT } from './internal/matching.ts'
export type { Checkpoint, LogCursor } from './logs/cursor.ts'
export type { MarketLog, ReadLogsParameters, ReadLogsReturnType } from './logs/readLogs.ts'
export { readLogs } from './logs/readLogs.ts'
export type { LeaseChanges, WatchLeasesParameters } from './logs/watchLeases.ts'
export { watchLeases } from './logs/watchLeases.ts'
export * from './matcher/index.ts'
export { unfilledAdvice } from './plan/advice.ts'
export { decodeAlias, encodeAlias } from './plan/alias.ts'
export type { VersionConfig } from './plan/config.ts'
export {
  decodeVersionConfig,
  encodeVersionConfig,
  toVersionConfig,
  VersionConfigError,
  versionConfigSchema,
} from './plan/config.ts'
export type { Duration } from './plan/duration.ts'
export { durationToEpochs, parseDuration } from './plan/duration.ts'
export type { PlanProblem } from './plan/error.ts'
export { PlanError } from './plan/error.ts'
export { planJsonSchema } from './plan/jsonSchema.ts'
export type { PlanFile } from './plan/parse.ts'
export { parsePlan } from './plan/parse.ts'
export type { Price } from './plan/price.ts'
export { formatUsdc, parsePrice, parseUsdc, priceToUnits } from './plan/price.ts'
export { parseReputation } from './plan/reputation.ts'
export type { PlanFields } from './plan/schema.ts'
export { planSchema } from './plan/schema.ts'
export { toPlan } from './plan/toPlan.ts'
export type { Batch } from './receipts/batch.ts'
export {
  batchDigest,
  batchStructHash,
  batchTypedData,
  batchTypes,
  decodeBatch,
  encodeBatch,
  headerLeaf,
  signBatch,
  voidLeaf,
} from './receipts/batch.ts'
export type { AttestedSample, CanaryChunks, ProvableSample, SampleResult } from './receipts/canary.ts'
export {
  CANARY_CHUNKS,
  canary,
  canaryChunks,
  canarySeed,
  canaryTail,
  drawSample,
  SAMPLE_FUEL,
} from './receipts/canary.ts'
export { CHUNK_SIZE, contentHash } from './receipts/content.ts'
export type { ReceiptDomain } from './receipts/domain.ts'
export { bourseTypedDataDomain, receiptDomain } from './receipts/domain.ts'
export type { EpochCommitment, LeaseSummary } from './receipts/epoch.ts'
export { epochRoot, leaseLeaf, leasesRoot, leasesTree } from './receipts/epoch.ts'
export * from './receipts/errors.ts'
export { MerkleTree, merkleNode, merklePathLength, merkleRootFromPath } from './receipts/merkle.ts'
export type { MmrNode, MmrState } from './receipts/mmr.ts'
export { Mmr, mmrPath } from './receipts/mmr.ts'
export type { ContentPiece, ReceiptPart } from './receipts/piece.ts'
export { contentCaseId, contentPiece, MOST_PROVABLE, RECEIPT_PARTS, TOP_LEVEL } from './receipts/piece.ts'
export type { HeaderProof, LeafProof, RootOpening } from './receipts/proofs.ts'
export { commitmentOf, headerCaseId, headerPlace, headersCollide, leafCaseId, leafProblem } from './receipts/proofs.ts'
export type { Receipt, ReceiptInput } from './receipts/receipt.ts'
export {
  decodeReceiptBody,
  encodeReceipt,
  encodeReceiptBody,
  RECEIPT_SIZE,
  RECEIPT_STATUSES,
  receiptBlock,
  receiptHash,
} from './receipts/receipt.ts'
export type { Recover } from './receipts/recover.ts'
export { cachedRecover, recoverSigner } from './receipts/recover.ts'
export type { FunctionRequest } from './receipts/request.ts'
export { decodeRequest, encodeRequest } from './receipts/request.ts'
export { samplesHash } from './receipts/samples.ts'
export type { Sha256 } from './receipts/sha256.ts'
export { sha256 } from './receipts/sha256.ts'
export type { ExpectedReceipt, VerifyReceiptErrorType, VerifyReceiptParameters } from './receipts/verify.ts'
export { verifyReceipt } from './receipts/verify.ts'
export type { VerifyReceiptOnChainParameters } from './receipts/verifyOnChain.ts'
export { verifyReceiptOnChain } from './receipts/verifyOnChain.ts'
export { responseRoot } from './receipts/window.ts'
export type { SignedReceipt } from './receipts/wire.ts'
export { decodeWire, encodeWire, encodeWireHeader } from './receipts/wire.ts'
export type { Region } from './regions.ts'
export { ANY_REGION, REGIONS, regionId, regionMask, regionName, regionNames } from './regions.ts'
export type { RequestedCode } from './requests/code.ts'
export { requestedCode } from './requests/code.ts'
export type { AnswerCommitment } from './requests/commitment.ts'
export { answerCommitment } from './requests/commitment.ts'
export type { SignedReceiptWire } from './requests/wire.ts'
export type { Attestation } from './signing/attestation.ts'
export { attestationTypedData, signAttestation } from './signing/attestation.ts'
export type { DepositAuthorization, SignDepositAuthorizationParameters } from './signing/authorization.ts'
export { authorizationNonce, authorizationTypedData, signDepositAuthorization } from './signing/authorization.ts'
export type { OperatorProof } from './signing/operatorProof.ts'
export { operatorProofTypedData, signOperatorProof } from './signing/operatorProof.ts'
export type { Permit, SignPermitParameters } from './signing/permit.ts'
export { permitTypedData, signPermit } from './signing/permit.ts'
export type { TokenDomain } from './signing/tokenDomain.ts'
export type { Tier } from './tier.ts'
export { MOST_PROVABLE_FUEL, MOST_PROVABLE_PAGES, tierOf } from './tier.ts'
export { tokenAbi } from './token/abi.ts'
export type * from './types.ts'
export type { Tariff } from './vouchers/price.ts'
export { executionPrice } from './vouchers/price.ts'
export type { VerifyVoucherParameters } from './vouchers/verify.ts'
export { VoucherSignatureError, verifyVoucher, voucherSigner } from './vouchers/verify.ts'
export type { SignedVoucher, Voucher, VoucherDomain } from './vouchers/voucher.ts'
export {
  signVoucher,
  voucherDigest,
  voucherDomain,
  vouchersTypedDataDomain,
  voucherTypedData,
  voucherTypes,
} from './vouchers/voucher.ts'
export { decodeVoucherHeader, encodeVoucherHeader } from './vouchers/wire.ts'
