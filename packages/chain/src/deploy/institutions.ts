import type { InstitutionName } from '@vain/abi'
import type { Hex } from '@vain/protocol'
import type { Deployment } from '../deployment.ts'
import type { Create } from './deployNetwork.ts'
import type { FullOptions } from './options.ts'

/** What governs, judges and rewards: rounds go on without it. Addresses in lower case. */
export type Institutions = Readonly<Record<InstitutionName, Hex>>

/**
 * Creates what governs a network.
 *
 * @param deployer - keeps the right to say who proposes to the timelock, until `handOver`
 */
export async function deployInstitutions(
  create: Create,
  deployer: Hex,
  { vault, epochSet, ledger, token, authority }: Deployment,
  options: FullOptions,
): Promise<Institutions> {
  const { governance, courts, rewards, beacon } = options
  const { timelockDelay, ...settings } = governance
  const { appealSeconds, bond, moveSeconds, maxAge } = courts
  const timelock = await create('timelock', timelockDelay, [], [], deployer)
  const slasher = await create('slasher', epochSet, timelock, appealSeconds, authority)
  const { activationDelay, maxEpochAge } = rewards
  const { publicKey, genesisTime, periodSeconds } = beacon
  return {
    timelock,
    governor: await create('governor', vault, timelock, settings),
    slasher,
    signatureCourt: await create('signatureCourt', ledger, slasher),
    sumCourt: await create('sumCourt', ledger, slasher, bond, moveSeconds, authority),
    bundleCourt: await create('bundleCourt', ledger, slasher),
    dataCourt: await create('dataCourt', ledger, slasher, bond, moveSeconds, maxAge, authority),
    lineage: await create('lineage', ledger, authority),
    rewards: await create('rewards', token, epochSet, activationDelay, maxEpochAge, authority),
    beacon: await create('beacon', publicKey, genesisTime, periodSeconds),
  }
}
