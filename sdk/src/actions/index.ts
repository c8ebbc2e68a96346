export type {
  AcceptOwnershipErrorType,
  AcceptOwnershipParameters,
  AcceptOwnershipReturnType,
} from './bourse/acceptOwnership.ts'
export { acceptOwnership } from './bourse/acceptOwnership.ts'
export type { AttestErrorType, AttestParameters, AttestReturnType } from './bourse/attest.ts'
export { attest } from './bourse/attest.ts'
export type { AttestBatchErrorType, AttestBatchParameters, AttestBatchReturnType } from './bourse/attestBatch.ts'
export { attestBatch } from './bourse/attestBatch.ts'
export type { BreachLeaseErrorType, BreachLeaseParameters, BreachLeaseReturnType } from './bourse/breachLease.ts'
export { breachLease } from './bourse/breachLease.ts'
export type { CancelDealErrorType, CancelDealParameters, CancelDealReturnType } from './bourse/cancelDeal.ts'
export { cancelDeal } from './bourse/cancelDeal.ts'
export type { ClaimErrorType, ClaimParameters, ClaimReturnType } from './bourse/claim.ts'
export { claim } from './bourse/claim.ts'
export type { CloseOfferErrorType, CloseOfferParameters, CloseOfferReturnType } from './bourse/closeOffer.ts'
export { closeOffer } from './bourse/closeOffer.ts'
export type { DeclineLeaseErrorType, DeclineLeaseParameters, DeclineLeaseReturnType } from './bourse/declineLease.ts'
export { declineLease } from './bourse/declineLease.ts'
export type { DepositErrorType, DepositParameters, DepositReturnType } from './bourse/deposit.ts'
export { deposit } from './bourse/deposit.ts'
export type {
  DepositWithAuthorizationErrorType,
  DepositWithAuthorizationParameters,
  DepositWithAuthorizationReturnType,
} from './bourse/depositWithAuthorization.ts'
export { depositWithAuthorization } from './bourse/depositWithAuthorization.ts'
export type {
  DepositWithPermitErrorType,
  DepositWithPermitParameters,
  DepositWithPermitReturnType,
} from './bourse/depositWithPermit.ts'
export { depositWithPermit } from './bourse/depositWithPermit.ts'
export type { DropUnfilledErrorType, DropUnfilledParameters, DropUnfilledReturnType } from './bourse/dropUnfilled.ts'
export { dropUnfilled } from './bourse/dropUnfilled.ts'
export type { ExtendDealErrorType, ExtendDealParameters, ExtendDealReturnType } from './bourse/extendDeal.ts'
export { extendDeal } from './bourse/extendDeal.ts'
export type { FillErrorType, FillParameters, FillReturnType } from './bourse/fill.ts'
export { fill } from './bourse/fill.ts'
export type {
  GetCurrentEpochErrorType,
  GetCurrentEpochParameters,
  GetCurrentEpochReturnType,
} from './bourse/getCurrentEpoch.ts'
export { getCurrentEpoch } from './bourse/getCurrentEpoch.ts'
export type {
  GetEscrowBalanceErrorType,
  GetEscrowBalanceParameters,
  GetEscrowBalanceReturnType,
} from './bourse/getEscrowBalance.ts'
export { getEscrowBalance } from './bourse/getEscrowBalance.ts'
export type { GetModulesErrorType, GetModulesParameters, GetModulesReturnType } from './bourse/getModules.ts'
export { getModules } from './bourse/getModules.ts'
export type { GetOwnerErrorType, GetOwnerParameters, GetOwnerReturnType } from './bourse/getOwner.ts'
export { getOwner } from './bourse/getOwner.ts'
export type {
  GetPendingOwnerErrorType,
  GetPendingOwnerParameters,
  GetPendingOwnerReturnType,
} from './bourse/getPendingOwner.ts'
export { getPendingOwner } from './bourse/getPendingOwner.ts'
export type { OpenDealErrorType, OpenDealParameters, OpenDealReturnType } from './bourse/openDeal.ts'
export { openDeal } from './bourse/openDeal.ts'
export type { PostOfferErrorType, PostOfferParameters, PostOfferReturnType } from './bourse/postOffer.ts'
export { postOffer } from './bourse/postOffer.ts'
export type {
  PunishProviderErrorType,
  PunishProviderParameters,
  PunishProviderReturnType,
} from './bourse/punishProvider.ts'
export { punishProvider } from './bourse/punishProvider.ts'
export type { ReadSlotsErrorType, ReadSlotsParameters, ReadSlotsReturnType } from './bourse/readSlots.ts'
export { readSlots } from './bourse/readSlots.ts'
export type { RefundErrorType, RefundParameters, RefundReturnType } from './bourse/refund.ts'
export { refund } from './bourse/refund.ts'
export type {
  RegisterProviderErrorType,
  RegisterProviderParameters,
  RegisterProviderReturnType,
} from './bourse/registerProvider.ts'
export { registerProvider } from './bourse/registerProvider.ts'
export type { ReleaseErrorType, ReleaseParameters, ReleaseReturnType } from './bourse/release.ts'
export { release } from './bourse/release.ts'
export type { RenewDealErrorType, RenewDealParameters, RenewDealReturnType } from './bourse/renewDeal.ts'
export { renewDeal } from './bourse/renewDeal.ts'
export type { ReplaceLeaseErrorType, ReplaceLeaseParameters, ReplaceLeaseReturnType } from './bourse/replaceLease.ts'
export { replaceLease } from './bourse/replaceLease.ts'
export type { ResumeErrorType, ResumeParameters, ResumeReturnType } from './bourse/resume.ts'
export { resume } from './bourse/resume.ts'
export type { RetireErrorType, RetireParameters, RetireReturnType } from './bourse/retire.ts'
export { retire } from './bourse/retire.ts'
export type { ScaleDownErrorType, ScaleDownParameters, ScaleDownReturnType } from './bourse/scaleDown.ts'
export { scaleDown } from './bourse/scaleDown.ts'
export type { ScaleUpErrorType, ScaleUpParameters, ScaleUpReturnType } from './bourse/scaleUp.ts'
export { scaleUp } from './bourse/scaleUp.ts'
export type { SetDelegateErrorType, SetDelegateParameters, SetDelegateReturnType } from './bourse/setDelegate.ts'
export { setDelegate } from './bourse/setDelegate.ts'
export type { SetEndpointErrorType, SetEndpointParameters, SetEndpointReturnType } from './bourse/setEndpoint.ts'
export { setEndpoint } from './bourse/setEndpoint.ts'
export type { SetMaxPriceErrorType, SetMaxPriceParameters, SetMaxPriceReturnType } from './bourse/setMaxPrice.ts'
export { setMaxPrice } from './bourse/setMaxPrice.ts'
export type { SetOperatorErrorType, SetOperatorParameters, SetOperatorReturnType } from './bourse/setOperator.ts'
export { setOperator } from './bourse/setOperator.ts'
export type { SetPausedErrorType, SetPausedParameters, SetPausedReturnType } from './bourse/setPaused.ts'
export { setPaused } from './bourse/setPaused.ts'
export type { SyncProviderErrorType, SyncProviderParameters, SyncProviderReturnType } from './bourse/syncProvider.ts'
export { syncProvider } from './bourse/syncProvider.ts'
export type { TakeBalanceErrorType, TakeBalanceParameters, TakeBalanceReturnType } from './bourse/takeBalance.ts'
export { takeBalance } from './bourse/takeBalance.ts'
export type {
  TransferBalanceErrorType,
  TransferBalanceParameters,
  TransferBalanceReturnType,
} from './bourse/transferBalance.ts'
export { transferBalance } from './bourse/transferBalance.ts'
export type {
  TransferOwnershipErrorType,
  TransferOwnershipParameters,
  TransferOwnershipReturnType,
} from './bourse/transferOwnership.ts'
export { transferOwnership } from './bourse/transferOwnership.ts'
export type { WithdrawErrorType, WithdrawParameters, WithdrawReturnType } from './bourse/withdraw.ts'
export { withdraw } from './bourse/withdraw.ts'
export type {
  WithdrawOfferErrorType,
  WithdrawOfferParameters,
  WithdrawOfferReturnType,
} from './bourse/withdrawOffer.ts'
export { withdrawOffer } from './bourse/withdrawOffer.ts'
export type {
  WithdrawStakeErrorType,
  WithdrawStakeParameters,
  WithdrawStakeReturnType,
} from './bourse/withdrawStake.ts'
export { withdrawStake } from './bourse/withdrawStake.ts'
export type { BourseActions } from './bourseActions.ts'
export { bourseActions } from './bourseActions.ts'
export type {
  DefendDisputeErrorType,
  DefendDisputeParameters,
  DefendDisputeReturnType,
} from './disputes/defendDispute.ts'
export { defendDispute } from './disputes/defendDispute.ts'
export type { DropDisputeErrorType, DropDisputeParameters, DropDisputeReturnType } from './disputes/dropDispute.ts'
export { dropDispute } from './disputes/dropDispute.ts'
export type { GetBondsOwedErrorType, GetBondsOwedParameters, GetBondsOwedReturnType } from './disputes/getBondsOwed.ts'
export { getBondsOwed } from './disputes/getBondsOwed.ts'
export type { GetDisputeErrorType, GetDisputeParameters, GetDisputeReturnType } from './disputes/getDispute.ts'
export { getDispute } from './disputes/getDispute.ts'
export type {
  GetDisputeBondErrorType,
  GetDisputeBondParameters,
  GetDisputeBondReturnType,
} from './disputes/getDisputeBond.ts'
export { getDisputeBond } from './disputes/getDisputeBond.ts'
export type {
  GetDisputeClockErrorType,
  GetDisputeClockParameters,
  GetDisputeClockReturnType,
} from './disputes/getDisputeClock.ts'
export { getDisputeClock } from './disputes/getDisputeClock.ts'
export type {
  GetDisputeCountErrorType,
  GetDisputeCountParameters,
  GetDisputeCountReturnType,
} from './disputes/getDisputeCount.ts'
export { getDisputeCount } from './disputes/getDisputeCount.ts'
export type { GetJuryErrorType, GetJuryParameters, GetJuryReturnType } from './disputes/getJury.ts'
export { getJury } from './disputes/getJury.ts'
export type { GetMostStepsErrorType, GetMostStepsParameters, GetMostStepsReturnType } from './disputes/getMostSteps.ts'
export { getMostSteps } from './disputes/getMostSteps.ts'
export type {
  GetOpenDisputesErrorType,
  GetOpenDisputesParameters,
  GetOpenDisputesReturnType,
} from './disputes/getOpenDisputes.ts'
export { getOpenDisputes } from './disputes/getOpenDisputes.ts'
export type { IsDisputedErrorType, IsDisputedParameters, IsDisputedReturnType } from './disputes/isDisputed.ts'
export { isDisputed } from './disputes/isDisputed.ts'
export type {
  IsLeaseDisputedErrorType,
  IsLeaseDisputedParameters,
  IsLeaseDisputedReturnType,
} from './disputes/isLeaseDisputed.ts'
export { isLeaseDisputed } from './disputes/isLeaseDisputed.ts'
export type {
  OpenAttestedDisputeErrorType,
  OpenAttestedDisputeParameters,
  OpenAttestedDisputeReturnType,
} from './disputes/openAttestedDispute.ts'
export { openAttestedDispute } from './disputes/openAttestedDispute.ts'
export type { OpenDisputeErrorType, OpenDisputeParameters, OpenDisputeReturnType } from './disputes/openDispute.ts'
export { openDispute } from './disputes/openDispute.ts'
export type { OpenLeafErrorType, OpenLeafParameters, OpenLeafReturnType } from './disputes/openLeaf.ts'
export { openLeaf } from './disputes/openLeaf.ts'
export type { PickDisputeErrorType, PickDisputeParameters, PickDisputeReturnType } from './disputes/pickDispute.ts'
export { pickDispute } from './disputes/pickDispute.ts'
export type { ProveCodeErrorType, ProveCodeParameters, ProveCodeReturnType } from './disputes/proveCode.ts'
export { proveCode } from './disputes/proveCode.ts'
export type { ProveDisputeErrorType, ProveDisputeParameters, ProveDisputeReturnType } from './disputes/proveDispute.ts'
export { proveDispute } from './disputes/proveDispute.ts'
export type { ProveImageErrorType, ProveImageParameters, ProveImageReturnType } from './disputes/proveImage.ts'
export { proveImage } from './disputes/proveImage.ts'
export type { ProveSizeErrorType, ProveSizeParameters, ProveSizeReturnType } from './disputes/proveSize.ts'
export { proveSize } from './disputes/proveSize.ts'
export type { ShowCanaryErrorType, ShowCanaryParameters, ShowCanaryReturnType } from './disputes/showCanary.ts'
export { showCanary } from './disputes/showCanary.ts'
export type {
  ShowResponseErrorType,
  ShowResponseParameters,
  ShowResponseReturnType,
} from './disputes/showResponse.ts'
export { showResponse } from './disputes/showResponse.ts'
export type { SplitDisputeErrorType, SplitDisputeParameters, SplitDisputeReturnType } from './disputes/splitDispute.ts'
export { splitDispute } from './disputes/splitDispute.ts'
export type {
  TimeoutDisputeErrorType,
  TimeoutDisputeParameters,
  TimeoutDisputeReturnType,
} from './disputes/timeoutDispute.ts'
export { timeoutDispute } from './disputes/timeoutDispute.ts'
export type {
  WithdrawBondsErrorType,
  WithdrawBondsParameters,
  WithdrawBondsReturnType,
} from './disputes/withdrawBonds.ts'
export { withdrawBonds } from './disputes/withdrawBonds.ts'
export type {
  AnswerContentErrorType,
  AnswerContentParameters,
  AnswerContentReturnType,
} from './faults/answerContent.ts'
export { answerContent } from './faults/answerContent.ts'
export type { AnswerDemandErrorType, AnswerDemandParameters, AnswerDemandReturnType } from './faults/answerDemand.ts'
export { answerDemand } from './faults/answerDemand.ts'
export type { AnswerHeaderErrorType, AnswerHeaderParameters, AnswerHeaderReturnType } from './faults/answerHeader.ts'
export { answerHeader } from './faults/answerHeader.ts'
export type { AnswerLeafErrorType, AnswerLeafParameters, AnswerLeafReturnType } from './faults/answerLeaf.ts'
export { answerLeaf } from './faults/answerLeaf.ts'
export type { AskContentErrorType, AskContentParameters, AskContentReturnType } from './faults/askContent.ts'
export { askContent } from './faults/askContent.ts'
export type { AskHeaderErrorType, AskHeaderParameters, AskHeaderReturnType } from './faults/askHeader.ts'
export { askHeader } from './faults/askHeader.ts'
export type { AskLeafErrorType, AskLeafParameters, AskLeafReturnType } from './faults/askLeaf.ts'
export { askLeaf } from './faults/askLeaf.ts'
export type {
  DemandServiceErrorType,
  DemandServiceParameters,
  DemandServiceReturnType,
} from './faults/demandService.ts'
export { demandService } from './faults/demandService.ts'
export type { ExpireCaseErrorType, ExpireCaseParameters, ExpireCaseReturnType } from './faults/expireCase.ts'
export { expireCase } from './faults/expireCase.ts'
export type {
  GetAnswerEpochsErrorType,
  GetAnswerEpochsParameters,
  GetAnswerEpochsReturnType,
} from './faults/getAnswerEpochs.ts'
export { getAnswerEpochs } from './faults/getAnswerEpochs.ts'
export type { GetCaseErrorType, GetCaseParameters, GetCaseReturnType } from './faults/getCase.ts'
export { getCase } from './faults/getCase.ts'
export type {
  GetContentDepositForErrorType,
  GetContentDepositForParameters,
  GetContentDepositForReturnType,
} from './faults/getContentDepositFor.ts'
export { getContentDepositFor } from './faults/getContentDepositFor.ts'
export type {
  GetDemandDepositForErrorType,
  GetDemandDepositForParameters,
  GetDemandDepositForReturnType,
} from './faults/getDemandDepositFor.ts'
export { getDemandDepositFor } from './faults/getDemandDepositFor.ts'
export type {
  GetDepositForErrorType,
  GetDepositForParameters,
  GetDepositForReturnType,
} from './faults/getDepositFor.ts'
export { getDepositFor } from './faults/getDepositFor.ts'
export type { GetOpenCasesErrorType, GetOpenCasesParameters, GetOpenCasesReturnType } from './faults/getOpenCases.ts'
export { getOpenCases } from './faults/getOpenCases.ts'
export type { GetOwedErrorType, GetOwedParameters, GetOwedReturnType } from './faults/getOwed.ts'
export { getOwed } from './faults/getOwed.ts'
export type { IsHeldErrorType, IsHeldParameters, IsHeldReturnType } from './faults/isHeld.ts'
export { isHeld } from './faults/isHeld.ts'
export type { IsLeaseHeldErrorType, IsLeaseHeldParameters, IsLeaseHeldReturnType } from './faults/isLeaseHeld.ts'
export { isLeaseHeld } from './faults/isLeaseHeld.ts'
export type {
  ProveEquivocationErrorType,
  ProveEquivocationParameters,
  ProveEquivocationReturnType,
} from './faults/proveEquivocation.ts'
export { proveEquivocation } from './faults/proveEquivocation.ts'
export type { ProveVoidErrorType, ProveVoidParameters, ProveVoidReturnType } from './faults/proveVoid.ts'
export { proveVoid } from './faults/proveVoid.ts'
export type {
  WithdrawNativeErrorType,
  WithdrawNativeParameters,
  WithdrawNativeReturnType,
} from './faults/withdrawNative.ts'
export { withdrawNative } from './faults/withdrawNative.ts'
export type { CommitVoteErrorType, CommitVoteParameters, CommitVoteReturnType } from './jury/commitVote.ts'
export { commitVote } from './jury/commitVote.ts'
export type {
  DischargeJurorErrorType,
  DischargeJurorParameters,
  DischargeJurorReturnType,
} from './jury/dischargeJuror.ts'
export { dischargeJuror } from './jury/dischargeJuror.ts'
export type { DrawJuryErrorType, DrawJuryParameters, DrawJuryReturnType } from './jury/drawJury.ts'
export { drawJury } from './jury/drawJury.ts'
export type { EnlistJurorErrorType, EnlistJurorParameters, EnlistJurorReturnType } from './jury/enlistJuror.ts'
export { enlistJuror } from './jury/enlistJuror.ts'
export type { GetAnswerIdErrorType, GetAnswerIdParameters, GetAnswerIdReturnType } from './jury/getAnswerId.ts'
export { getAnswerId } from './jury/getAnswerId.ts'
export type { GetJurorErrorType, GetJurorParameters, GetJurorReturnType } from './jury/getJuror.ts'
export { getJuror } from './jury/getJuror.ts'
export type { GetJurorAtErrorType, GetJurorAtParameters, GetJurorAtReturnType } from './jury/getJurorAt.ts'
export { getJurorAt } from './jury/getJurorAt.ts'
export type { GetJurorCountErrorType, GetJurorCountParameters, GetJurorCountReturnType } from './jury/getJurorCount.ts'
export { getJurorCount } from './jury/getJurorCount.ts'
export type {
  GetJurorDepositForErrorType,
  GetJurorDepositForParameters,
  GetJurorDepositForReturnType,
} from './jury/getJurorDepositFor.ts'
export { getJurorDepositFor } from './jury/getJurorDepositFor.ts'
export type { GetJuryFeeForErrorType, GetJuryFeeForParameters, GetJuryFeeForReturnType } from './jury/getJuryFeeFor.ts'
export { getJuryFeeFor } from './jury/getJuryFeeFor.ts'
export type { GetJurySeatsErrorType, GetJurySeatsParameters, GetJurySeatsReturnType } from './jury/getJurySeats.ts'
export { getJurySeats } from './jury/getJurySeats.ts'
export type { GetJuryTurnErrorType, GetJuryTurnParameters, GetJuryTurnReturnType } from './jury/getJuryTurn.ts'
export { getJuryTurn } from './jury/getJuryTurn.ts'
export type { GetOpenTrialsErrorType, GetOpenTrialsParameters, GetOpenTrialsReturnType } from './jury/getOpenTrials.ts'
export { getOpenTrials } from './jury/getOpenTrials.ts'
export type { GetOwedByJuryErrorType, GetOwedByJuryParameters, GetOwedByJuryReturnType } from './jury/getOwedByJury.ts'
export { getOwedByJury } from './jury/getOwedByJury.ts'
export type { GetTrialErrorType, GetTrialParameters, GetTrialReturnType } from './jury/getTrial.ts'
export { getTrial } from './jury/getTrial.ts'
export type {
  GetTrialBondForErrorType,
  GetTrialBondForParameters,
  GetTrialBondForReturnType,
} from './jury/getTrialBondFor.ts'
export { getTrialBondFor } from './jury/getTrialBondFor.ts'
export type { GetTrialCountErrorType, GetTrialCountParameters, GetTrialCountReturnType } from './jury/getTrialCount.ts'
export { getTrialCount } from './jury/getTrialCount.ts'
export type { GetVoteErrorType, GetVoteParameters, GetVoteReturnType } from './jury/getVote.ts'
export { getVote } from './jury/getVote.ts'
export type {
  GetVoteCommitmentErrorType,
  GetVoteCommitmentParameters,
  GetVoteCommitmentReturnType,
} from './jury/getVoteCommitment.ts'
export { getVoteCommitment } from './jury/getVoteCommitment.ts'
export type { IsHeldByJuryErrorType, IsHeldByJuryParameters, IsHeldByJuryReturnType } from './jury/isHeldByJury.ts'
export { isHeldByJury } from './jury/isHeldByJury.ts'
export type {
  IsLeaseOnTrialErrorType,
  IsLeaseOnTrialParameters,
  IsLeaseOnTrialReturnType,
} from './jury/isLeaseOnTrial.ts'
export { isLeaseOnTrial } from './jury/isLeaseOnTrial.ts'
export type { JudgeTrialErrorType, JudgeTrialParameters, JudgeTrialReturnType } from './jury/judgeTrial.ts'
export { judgeTrial } from './jury/judgeTrial.ts'
export type { LeaveJuryErrorType, LeaveJuryParameters, LeaveJuryReturnType } from './jury/leaveJury.ts'
export { leaveJury } from './jury/leaveJury.ts'
export type { OpenTrialErrorType, OpenTrialParameters, OpenTrialReturnType } from './jury/openTrial.ts'
export { openTrial } from './jury/openTrial.ts'
export type { RecuseJurorErrorType, RecuseJurorParameters, RecuseJurorReturnType } from './jury/recuseJuror.ts'
export { recuseJuror } from './jury/recuseJuror.ts'
export type { RevealVoteErrorType, RevealVoteParameters, RevealVoteReturnType } from './jury/revealVote.ts'
export { revealVote } from './jury/revealVote.ts'
export type { StandTrialErrorType, StandTrialParameters, StandTrialReturnType } from './jury/standTrial.ts'
export { standTrial } from './jury/standTrial.ts'
export type {
  WithdrawFromJuryErrorType,
  WithdrawFromJuryParameters,
  WithdrawFromJuryReturnType,
} from './jury/withdrawFromJury.ts'
export { withdrawFromJury } from './jury/withdrawFromJury.ts'
export type {
  GetAttestationErrorType,
  GetAttestationParameters,
  GetAttestationReturnType,
} from './lens/getAttestation.ts'
export { getAttestation } from './lens/getAttestation.ts'
export type { GetBookErrorType, GetBookParameters, GetBookReturnType } from './lens/getBook.ts'
export { getBook } from './lens/getBook.ts'
export type { GetConfigErrorType, GetConfigParameters, GetConfigReturnType } from './lens/getConfig.ts'
export { getConfig } from './lens/getConfig.ts'
export type { GetCountsErrorType, GetCountsParameters, GetCountsReturnType } from './lens/getCounts.ts'
export { getCounts } from './lens/getCounts.ts'
export type { GetDealErrorType, GetDealParameters, GetDealReturnType } from './lens/getDeal.ts'
export { getDeal } from './lens/getDeal.ts'
export type { GetLeaseErrorType, GetLeaseParameters, GetLeaseReturnType } from './lens/getLease.ts'
export { getLease } from './lens/getLease.ts'
export type { GetOfferErrorType, GetOfferParameters, GetOfferReturnType } from './lens/getOffer.ts'
export { getOffer } from './lens/getOffer.ts'
export type { GetOperatorAtErrorType, GetOperatorAtParameters, GetOperatorAtReturnType } from './lens/getOperatorAt.ts'
export { getOperatorAt } from './lens/getOperatorAt.ts'
export type { GetProviderErrorType, GetProviderParameters, GetProviderReturnType } from './lens/getProvider.ts'
export { getProvider } from './lens/getProvider.ts'
export type { GetProviderIdErrorType, GetProviderIdParameters, GetProviderIdReturnType } from './lens/getProviderId.ts'
export { getProviderId } from './lens/getProviderId.ts'
export type { PreviewErrorType, PreviewParameters, PreviewReturnType } from './lens/preview.ts'
export { preview } from './lens/preview.ts'
export type { QuoteErrorType, QuoteParameters, QuoteReturnType, Unfilled } from './lens/quote.ts'
export { quote } from './lens/quote.ts'
export type {
  AcceptFunctionErrorType,
  AcceptFunctionParameters,
  AcceptFunctionReturnType,
} from './registry/acceptFunction.ts'
export { acceptFunction } from './registry/acceptFunction.ts'
export type { GetAliasErrorType, GetAliasParameters, GetAliasReturnType } from './registry/getAlias.ts'
export { getAlias } from './registry/getAlias.ts'
export type {
  GetFunctionIdErrorType,
  GetFunctionIdParameters,
  GetFunctionIdReturnType,
} from './registry/getFunctionId.ts'
export { getFunctionId } from './registry/getFunctionId.ts'
export type {
  GetFunctionNameErrorType,
  GetFunctionNameParameters,
  GetFunctionNameReturnType,
} from './registry/getFunctionName.ts'
export { getFunctionName } from './registry/getFunctionName.ts'
export type {
  GetFunctionOwnerErrorType,
  GetFunctionOwnerParameters,
  GetFunctionOwnerReturnType,
} from './registry/getFunctionOwner.ts'
export { getFunctionOwner } from './registry/getFunctionOwner.ts'
export type { GetVersionErrorType, GetVersionParameters, GetVersionReturnType } from './registry/getVersion.ts'
export { getVersion } from './registry/getVersion.ts'
export type { GetVersionAtErrorType, GetVersionAtParameters, GetVersionAtReturnType } from './registry/getVersionAt.ts'
export { getVersionAt } from './registry/getVersionAt.ts'
export type {
  GetVersionCountErrorType,
  GetVersionCountParameters,
  GetVersionCountReturnType,
} from './registry/getVersionCount.ts'
export { getVersionCount } from './registry/getVersionCount.ts'
export type {
  PublishVersionErrorType,
  PublishVersionParameters,
  PublishVersionReturnType,
} from './registry/publishVersion.ts'
export { publishVersion } from './registry/publishVersion.ts'
export type {
  RegisterFunctionErrorType,
  RegisterFunctionParameters,
  RegisterFunctionReturnType,
} from './registry/registerFunction.ts'
export { registerFunction } from './registry/registerFunction.ts'
export type { SetAliasErrorType, SetAliasParameters, SetAliasReturnType } from './registry/setAlias.ts'
export { setAlias } from './registry/setAlias.ts'
export type {
  TransferFunctionErrorType,
  TransferFunctionParameters,
  TransferFunctionReturnType,
} from './registry/transferFunction.ts'
export { transferFunction } from './registry/transferFunction.ts'
export type { CommitAnswerErrorType, CommitAnswerParameters, CommitAnswerReturnType } from './requests/commitAnswer.ts'
export { commitAnswer } from './requests/commitAnswer.ts'
export type {
  DeliverAnswerErrorType,
  DeliverAnswerParameters,
  DeliverAnswerReturnType,
} from './requests/deliverAnswer.ts'
export { deliverAnswer } from './requests/deliverAnswer.ts'
export type {
  FulfilRequestErrorType,
  FulfilRequestParameters,
  FulfilRequestReturnType,
} from './requests/fulfilRequest.ts'
export { fulfilRequest } from './requests/fulfilRequest.ts'
export type {
  GetAnswerCommitmentErrorType,
  GetAnswerCommitmentParameters,
  GetAnswerCommitmentReturnType,
} from './requests/getAnswerCommitment.ts'
export { getAnswerCommitment } from './requests/getAnswerCommitment.ts'
export type {
  GetCommittedCountErrorType,
  GetCommittedCountParameters,
  GetCommittedCountReturnType,
} from './requests/getCommittedCount.ts'
export { getCommittedCount } from './requests/getCommittedCount.ts'
export type {
  GetRequestCountErrorType,
  GetRequestCountParameters,
  GetRequestCountReturnType,
} from './requests/getRequestCount.ts'
export { getRequestCount } from './requests/getRequestCount.ts'
export type {
  GetRequestHashErrorType,
  GetRequestHashParameters,
  GetRequestHashReturnType,
} from './requests/getRequestHash.ts'
export { getRequestHash } from './requests/getRequestHash.ts'
export type {
  GetRequestStateErrorType,
  GetRequestStateParameters,
  GetRequestStateReturnType,
} from './requests/getRequestState.ts'
export { getRequestState } from './requests/getRequestState.ts'
export type {
  RefundRequestErrorType,
  RefundRequestParameters,
  RefundRequestReturnType,
} from './requests/refundRequest.ts'
export { refundRequest } from './requests/refundRequest.ts'
export type { RejectAnswerErrorType, RejectAnswerParameters, RejectAnswerReturnType } from './requests/rejectAnswer.ts'
export { rejectAnswer } from './requests/rejectAnswer.ts'
export type {
  RequestExecutionErrorType,
  RequestExecutionParameters,
  RequestExecutionReturnType,
} from './requests/requestExecution.ts'
export { requestExecution } from './requests/requestExecution.ts'
export type { RevealAnswerErrorType, RevealAnswerParameters, RevealAnswerReturnType } from './requests/revealAnswer.ts'
export { revealAnswer } from './requests/revealAnswer.ts'
export type { ApproveTokenErrorType, ApproveTokenParameters, ApproveTokenReturnType } from './token/approveToken.ts'
export { approveToken } from './token/approveToken.ts'
export type {
  GetTokenAllowanceErrorType,
  GetTokenAllowanceParameters,
  GetTokenAllowanceReturnType,
} from './token/getTokenAllowance.ts'
export { getTokenAllowance } from './token/getTokenAllowance.ts'
export type {
  GetTokenBalanceErrorType,
  GetTokenBalanceParameters,
  GetTokenBalanceReturnType,
} from './token/getTokenBalance.ts'
export { getTokenBalance } from './token/getTokenBalance.ts'
export type { GetTokenNonceErrorType, GetTokenNonceParameters, GetTokenNonceReturnType } from './token/getTokenNonce.ts'
export { getTokenNonce } from './token/getTokenNonce.ts'
export type { FundLeaseErrorType, FundLeaseParameters, FundLeaseReturnType } from './vouchers/fundLease.ts'
export { fundLease } from './vouchers/fundLease.ts'
export type { GetFundsErrorType, GetFundsParameters, GetFundsReturnType } from './vouchers/getFunds.ts'
export { getFunds } from './vouchers/getFunds.ts'
export type {
  GetRedeemableErrorType,
  GetRedeemableParameters,
  GetRedeemableReturnType,
} from './vouchers/getRedeemable.ts'
export { getRedeemable } from './vouchers/getRedeemable.ts'
export type { GetTariffErrorType, GetTariffParameters, GetTariffReturnType } from './vouchers/getTariff.ts'
export { getTariff } from './vouchers/getTariff.ts'
export type {
  GetVoucherKeyErrorType,
  GetVoucherKeyParameters,
  GetVoucherKeyReturnType,
} from './vouchers/getVoucherKey.ts'
export { getVoucherKey } from './vouchers/getVoucherKey.ts'
export type {
  GetVoucherNoticeErrorType,
  GetVoucherNoticeParameters,
  GetVoucherNoticeReturnType,
} from './vouchers/getVoucherNotice.ts'
export { getVoucherNotice } from './vouchers/getVoucherNotice.ts'
export type {
  RedeemVoucherErrorType,
  RedeemVoucherParameters,
  RedeemVoucherReturnType,
} from './vouchers/redeemVoucher.ts'
export { redeemVoucher } from './vouchers/redeemVoucher.ts'
export type { RefundFundsErrorType, RefundFundsParameters, RefundFundsReturnType } from './vouchers/refundFunds.ts'
export { refundFunds } from './vouchers/refundFunds.ts'
export type {
  RequestFundsRefundErrorType,
  RequestFundsRefundParameters,
  RequestFundsRefundReturnType,
} from './vouchers/requestFundsRefund.ts'
export { requestFundsRefund } from './vouchers/requestFundsRefund.ts'
export type {
  RevokeVoucherKeyErrorType,
  RevokeVoucherKeyParameters,
  RevokeVoucherKeyReturnType,
} from './vouchers/revokeVoucherKey.ts'
export { revokeVoucherKey } from './vouchers/revokeVoucherKey.ts'
export type { SetTariffErrorType, SetTariffParameters, SetTariffReturnType } from './vouchers/setTariff.ts'
export { setTariff } from './vouchers/setTariff.ts'
export type {
  SetVoucherKeyErrorType,
  SetVoucherKeyParameters,
  SetVoucherKeyReturnType,
} from './vouchers/setVoucherKey.ts'
export { setVoucherKey } from './vouchers/setVoucherKey.ts'
