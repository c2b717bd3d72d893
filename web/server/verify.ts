import { VainError } from '@vain/base'
import { connectRpcs, readDeployment } from '@vain/chain'
import { verifyIndex } from '@vain/indexer'
import { type PortalConfig, toContracts } from './config.ts'
import { indexPlace } from './startPortal.ts'

/**
 * Compares the index of a data folder with one that is built from nothing.
 *
 * @returns a sentence that says they are equal
 * @throws {VainError} `portal/no-index`, `portal/other-index` if they differ
 */
export async function verify(config: PortalConfig): Promise<string> {
  const { ledger, dataFolder } = config
  const rpc = connectRpcs([config.rpcUrl, ...config.rpcFallbackUrls], { ledger })
  try {
    const deployment = await readDeployment(rpc, ledger)
    const place = indexPlace(config)
    const found = await verifyIndex(rpc, {
      ...{ deployment, place },
      contracts: toContracts(deployment, config),
    })
    if (found === undefined)
      throw new VainError('portal/no-index', 'there is no index to compare', {
        dataFolder,
      })
    if (found.isEqual)
      return `The index of ${found.events} events up to block ${found.block} equals one built from nothing: ${found.found}\n`
    throw new VainError('portal/other-index', 'the index differs from one built from nothing', {
      ...found,
      wayOut: 'Build it again with --rebuild.',
    })
  } finally {
    rpc.close()
  }
}
