import { connectRpc, type Deployment, type Rpc, readDeployment } from '@vain/chain'
import type { Hex } from '@vain/protocol'

/** A network to look at. */
export type Reach = { readonly rpc: Rpc; readonly deployment: Deployment }

/**
 * Connects to a network, does something with it, and closes the connection.
 *
 * @throws {VainError} `chain/no-deployment`, and what chain and `work` throw
 */
export async function withNetwork<T>(
  { rpcUrl, ledger }: { readonly rpcUrl: string; readonly ledger: string },
  work: (network: Reach) => Promise<T>,
): Promise<T> {
  const rpc = connectRpc(rpcUrl)
  try {
    return await work({ rpc, deployment: await readDeployment(rpc, ledger.toLowerCase() as Hex) })
  } finally {
    rpc.close()
  }
}
