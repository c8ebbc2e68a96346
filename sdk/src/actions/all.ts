import { acceptOwnership } from './bourse/acceptOwnership.ts'
import { attest } from './bourse/attest.ts'
import { attestBatch } from './bourse/attestBatch.ts'
import { breachLease } from './bourse/breachLease.ts'
import { cancelDeal } from './bourse/cancelDeal.ts'
import { claim } from './bourse/claim.ts'
import { closeOffer } from './bourse/closeOffer.ts'
import { declineLease } from './bourse/declineLease.ts'
import { deposit } from './bourse/deposit.ts'
import { depositWithAuthorization } from './bourse/depositWithAuthorization.ts'
import { depositWithPermit } from './bourse/depositWithPermit.ts'
import { dropUnfilled } from './bourse/dropUnfilled.ts'
import { extendDeal } from './bourse/extendDeal.ts'
import { fill } from './bourse/fill.ts'
import { getCurrentEpoch } from './bourse/getCurrentEpoch.ts'
import { getEscrowBalance } from './bourse/getEscrowBalance.ts'
import { getModules } from './bourse/getModules.ts'
import { getOwner } from './bourse/getOwner.ts'
import { getPendingOwner } from './bourse/getPendingOwner.ts'
import { openDeal } from './bourse/openDeal.ts'
import { postOffer } from './bourse/postOffer.ts'
import { punishProvider } from './bourse/punishProvider.ts'
import { readSlots } from './bourse/readSlots.ts'
import { refund } from './bourse/refund.ts'
import { registerProvider } from './bourse/registerProvider.ts'
import { release } from './bourse/release.ts'
import { renewDeal } from './bourse/renewDeal.ts'
import { replaceLease } from './bourse/replaceLease.ts'
import { resume } from './bourse/resume.ts'
import { retire } from './bourse/retire.ts'
import { scaleDown } from './bourse/scaleDown.ts'
import { scaleUp } from './bourse/scaleUp.ts'
import { setDelegate } from './bourse/setDelegate.ts'
import { setEndpoint } from './bourse/setEndpoint.ts'
import { setMaxPrice } from './bourse/setMaxPrice.ts'
import { setOperator } from './bourse/setOperator.ts'
import { setPaused } from './bourse/setPaused.ts'
import { syncProvider } from './bourse/syncProvider.ts'
import { takeBalance } from './bourse/takeBalance.ts'
import { transferBalance } from './bourse/transferBalance.ts'
import { transferOwnership } from './bourse/transferOwnership.ts'
import { withdraw } from './bourse/withdraw.ts'
import { withdrawOffer } from './bourse/withdrawOffer.ts'
import { withdrawStake } from './bourse/withdrawStake.ts'
import { defendDispute } from './disputes/defendDispute.ts'
import { dropDispute } from './disputes/dropDispute.ts'
import { getBondsOwed } from './disputes/getBondsOwed.ts'
import { getDispute } from './disputes/getDispute.ts'
import { getDisputeBond } from './disputes/getDisputeBond.ts'
import { getDisputeClock } from './disputes/getDisputeClock.ts'
import { getDisputeCount } from './disputes/getDisputeCount.ts'
import { getJury } from './disputes/getJury.ts'
import { getMostSteps } from './disputes/getMostSteps.ts'
import { getOpenDisputes } from './disputes/getOpenDisputes.ts'
import { isDisputed } from './disputes/isDisputed.ts'
import { isLeaseDisputed } from './disputes/isLeaseDisputed.ts'
import { openAttestedDispute } from './disputes/openAttestedDispute.ts'
import { openDispute } from './disputes/openDispute.ts'
import { openLeaf } from './disputes/openLeaf.ts'
import { pickDispute } from './disputes/pickDispute.ts'
import { proveCode } from './disputes/proveCode.ts'
import { proveDispute } from './disputes/proveDispute.ts'
import { proveImage } from './disputes/proveImage.ts'
import { proveSize } from './disputes/proveSize.ts'
import { showCanary } from './disputes/showCanary.ts'
import { showResponse } from './disputes/showResponse.ts'
import { splitDispute } from './disputes/splitDispute.ts'
import { timeoutDispute } from './disputes/timeoutDispute.ts'
import { withdrawBonds } from './disputes/withdrawBonds.ts'
import { answerContent } from './faults/answerContent.ts'
import { answerDemand } from './faults/answerDemand.ts'
import { answerHeader } from './faults/answerHeader.ts'
import { answerLeaf } from './faults/answerLeaf.ts'
import { askContent } from './faults/askContent.ts'
import { askHeader } from './faults/askHeader.ts'
import { askLeaf } from './faults/askLeaf.ts'
import { demandService } from './faults/demandService.ts'
import { expireCase } from './faults/expireCase.ts'
import { getAnswerEpochs } from './faults/getAnswerEpochs.ts'
import { getCase } from './faults/getCase.ts'
import { getContentDepositFor } from './faults/getContentDepositFor.ts'
import { getDemandDepositFor } from './faults/getDemandDepositFor.ts'
import { getDepositFor } from './faults/getDepositFor.ts'
import { getOpenCases } from './faults/getOpenCases.ts'
import { getOwed } from './faults/getOwed.ts'
import { isHeld } from './faults/isHeld.ts'
import { isLeaseHeld } from './faults/isLeaseHeld.ts'
import { proveEquivocation } from './faults/proveEquivocation.ts'
import { proveVoid } from './faults/proveVoid.ts'
import { withdrawNative } from './faults/withdrawNative.ts'
import { commitVote } from './jury/commitVote.ts'
import { dischargeJuror } from './jury/dischargeJuror.ts'
import { drawJury } from './jury/drawJury.ts'
import { enlistJuror } from './jury/enlistJuror.ts'
import { getAnswerId } from './jury/getAnswerId.ts'
import { getJuror } from './jury/getJuror.ts'
import { getJurorAt } from './jury/getJurorAt.ts'
import { getJurorCount } from './jury/getJurorCount.ts'
import { getJurorDepositFor } from './jury/getJurorDepositFor.ts'
import { getJuryFeeFor } from './jury/getJuryFeeFor.ts'
import { getJurySeats } from './jury/getJurySeats.ts'
import { getJuryTurn } from './jury/getJuryTurn.ts'
import { getOpenTrials } from './jury/getOpenTrials.ts'
import { getOwedByJury } from './jury/getOwedByJury.ts'
import { getTrial } from './jury/getTrial.ts'
import { getTrialBondFor } from './jury/getTrialBondFor.ts'
import { getTrialCount } from './jury/getTrialCount.ts'
import { getVote } from './jury/getVote.ts'
import { getVoteCommitment } from './jury/getVoteCommitment.ts'
import { isHeldByJury } from './jury/isHeldByJury.ts'
import { isLeaseOnTrial } from './jury/isLeaseOnTrial.ts'
import { judgeTrial } from './jury/judgeTrial.ts'
import { leaveJury } from './jury/leaveJury.ts'
import { openTrial } from './jury/openTrial.ts'
import { recuseJuror } from './jury/recuseJuror.ts'
import { revealVote } from './jury/revealVote.ts'
import { standTrial } from './jury/standTrial.ts'
import { withdrawFromJury } from './jury/withdrawFromJury.ts'
import { getAttestation } from './lens/getAttestation.ts'
import { getBook } from './lens/getBook.ts'
import { getConfig } from './lens/getConfig.ts'
import { getCounts } from './lens/getCounts.ts'
import { getDeal } from './lens/getDeal.ts'
import { getLease } from './lens/getLease.ts'
import { getOffer } from './lens/getOffer.ts'
import { getOperatorAt } from './lens/getOperatorAt.ts'
import { getProvider } from './lens/getProvider.ts'
import { getProviderId } from './lens/getProviderId.ts'
import { preview } from './lens/preview.ts'
import { quote } from './lens/quote.ts'
import { acceptFunction } from './registry/acceptFunction.ts'
import { getAlias } from './registry/getAlias.ts'
import { getFunctionId } from './registry/getFunctionId.ts'
import { getFunctionName } from './registry/getFunctionName.ts'
import { getFunctionOwner } from './registry/getFunctionOwner.ts'
import { getVersion } from './registry/getVersion.ts'
import { getVersionAt } from './registry/getVersionAt.ts'
import { getVersionCount } from './registry/getVersionCount.ts'
import { publishVersion } from './registry/publishVersion.ts'
import { registerFunction } from './registry/registerFunction.ts'
import { setAlias } from './registry/setAlias.ts'
import { transferFunction } from './registry/transferFunction.ts'
import { commitAnswer } from './requests/commitAnswer.ts'
import { deliverAnswer } from './requests/deliverAnswer.ts'
import { fulfilRequest } from './requests/fulfilRequest.ts'
import { getAnswerCommitment } from './requests/getAnswerCommitment.ts'
import { getCommittedCount } from './requests/getCommittedCount.ts'
import { getRequestCount } from './requests/getRequestCount.ts'
import { getRequestHash } from './requests/getRequestHash.ts'
import { getRequestState } from './requests/getRequestState.ts'
import { refundRequest } from './requests/refundRequest.ts'
import { rejectAnswer } from './requests/rejectAnswer.ts'
import { requestExecution } from './requests/requestExecution.ts'
import { revealAnswer } from './requests/revealAnswer.ts'
import { approveToken } from './token/approveToken.ts'
import { getTokenAllowance } from './token/getTokenAllowance.ts'
import { getTokenBalance } from './token/getTokenBalance.ts'
import { getTokenNonce } from './token/getTokenNonce.ts'
import { fundLease } from './vouchers/fundLease.ts'
import { getFunds } from './vouchers/getFunds.ts'
import { getRedeemable } from './vouchers/getRedeemable.ts'
import { getTariff } from './vouchers/getTariff.ts'
import { getVoucherKey } from './vouchers/getVoucherKey.ts'
import { getVoucherNotice } from './vouchers/getVoucherNotice.ts'
import { redeemVoucher } from './vouchers/redeemVoucher.ts'
import { refundFunds } from './vouchers/refundFunds.ts'
import { requestFundsRefund } from './vouchers/requestFundsRefund.ts'
import { revokeVoucherKey } from './vouchers/revokeVoucherKey.ts'
import { setTariff } from './vouchers/setTariff.ts'
import { setVoucherKey } from './vouchers/setVoucherKey.ts'

/** Every action, by name. */
export const actions = {
  getVoucherNotice,
  getRedeemable,
  getVoucherKey,
  getFunds,
  getTariff,
  redeemVoucher,
  revokeVoucherKey,
  setVoucherKey,
  refundFunds,
  requestFundsRefund,
  fundLease,
  setTariff,
  acceptOwnership,
  attestBatch,
  breachLease,
  declineLease,
  dropUnfilled,
  extendDeal,
  getModules,
  getOwner,
  getPendingOwner,
  punishProvider,
  renewDeal,
  scaleDown,
  scaleUp,
  setMaxPrice,
  takeBalance,
  transferBalance,
  transferOwnership,
  attest,
  cancelDeal,
  claim,
  closeOffer,
  deposit,
  depositWithAuthorization,
  depositWithPermit,
  fill,
  getCurrentEpoch,
  getEscrowBalance,
  openDeal,
  postOffer,
  preview,
  readSlots,
  refund,
  registerProvider,
  release,
  replaceLease,
  resume,
  retire,
  setDelegate,
  setEndpoint,
  setOperator,
  setPaused,
  syncProvider,
  withdraw,
  withdrawOffer,
  withdrawStake,
  getAttestation,
  getBook,
  getConfig,
  getCounts,
  getDeal,
  getLease,
  getOffer,
  getOperatorAt,
  getProvider,
  getProviderId,
  quote,
  acceptFunction,
  getAlias,
  getFunctionId,
  getFunctionName,
  getFunctionOwner,
  getVersion,
  getVersionAt,
  getVersionCount,
  publishVersion,
  registerFunction,
  setAlias,
  transferFunction,
  askLeaf,
  demandService,
  answerContent,
  answerDemand,
  getContentDepositFor,
  getDemandDepositFor,
  answerLeaf,
  askContent,
  askHeader,
  answerHeader,
  proveEquivocation,
  proveVoid,
  expireCase,
  withdrawNative,
  getCase,
  getOpenCases,
  isHeld,
  isLeaseHeld,
  getOwed,
  getDepositFor,
  getAnswerEpochs,
  defendDispute,
  dropDispute,
  getBondsOwed,
  getDispute,
  getDisputeBond,
  getDisputeClock,
  getDisputeCount,
  getJury,
  getMostSteps,
  getOpenDisputes,
  isDisputed,
  isLeaseDisputed,
  openAttestedDispute,
  openDispute,
  openLeaf,
  pickDispute,
  proveCode,
  proveDispute,
  proveImage,
  proveSize,
  showCanary,
  showResponse,
  splitDispute,
  timeoutDispute,
  withdrawBonds,
  approveToken,
  getTokenAllowance,
  getTokenBalance,
  getTokenNonce,
  commitAnswer,
  deliverAnswer,
  fulfilRequest,
  getAnswerCommitment,
  getCommittedCount,
  getRequestCount,
  getRequestHash,
  getRequestState,
  refundRequest,
  rejectAnswer,
  requestExecution,
  revealAnswer,
  commitVote,
  dischargeJuror,
  drawJury,
  enlistJuror,
  getAnswerId,
  getJuror,
  getJurorAt,
  getJurorCount,
  getJurorDepositFor,
  getJuryFeeFor,
  getJurySeats,
  getJuryTurn,
  getOpenTrials,
  getOwedByJury,
  getTrial,
  getTrialBondFor,
  getTrialCount,
  getVote,
  getVoteCommitment,
  isHeldByJury,
  isLeaseOnTrial,
  judgeTrial,
  leaveJury,
  openTrial,
  recuseJuror,
  revealVote,
  standTrial,
  withdrawFromJury,
} as const
