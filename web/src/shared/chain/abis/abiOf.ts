import * as abis from '@vain/abi'
import type { Abi } from 'viem'

/** ABIs of contracts by the names that a network gives them. */
const known: Readonly<Record<string, Abi>> = {
  ledger: abis.roundLedgerAbi,
  keyBook: abis.keyBookAbi,
  epochSet: abis.epochSetAbi,
  runRegistry: abis.runRegistryAbi,
  vault: abis.stakeVaultAbi,
  token: abis.vainTokenAbi,
  authority: abis.accessManagerAbi,
  timelock: abis.timelockControllerAbi,
  governor: abis.vainGovernorAbi,
  slasher: abis.slasherAbi,
  signatureCourt: abis.signatureCourtAbi,
  sumCourt: abis.sumCourtAbi,
  bundleCourt: abis.bundleCourtAbi,
  dataCourt: abis.dataCourtAbi,
  lineage: abis.modelLineageAbi,
  rewards: abis.rewardMerkleAbi,
  beacon: abis.drandBeaconAbi,
}

/** ABI of a contract by its name; undefined if there is none of that name. All of them are large. */
export const abiOf = (name: string): Abi | undefined =>
  Object.hasOwn(known, name) ? known[name] : undefined
