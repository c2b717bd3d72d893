import type { ContractName } from '@vain/abi'
import * as code from '../generated/bytecodes.ts'

/** Creation code of each contract, hexadecimal. */
export const bytecodes: Readonly<Record<ContractName, string>> = {
  ledger: code.roundLedger,
  keyBook: code.keyBook,
  epochSet: code.epochSet,
  runRegistry: code.runRegistry,
  vault: code.stakeVault,
  token: code.vainToken,
  authority: code.accessManager,
  timelock: code.timelockController,
  governor: code.vainGovernor,
  slasher: code.slasher,
  signatureCourt: code.signatureCourt,
  sumCourt: code.sumCourt,
  bundleCourt: code.bundleCourt,
  dataCourt: code.dataCourt,
  lineage: code.modelLineage,
  rewards: code.rewardMerkle,
  beacon: code.drandBeacon,
}
