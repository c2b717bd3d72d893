import type { Beacon, Hex } from '@vain/protocol'
import { callContract } from './callContract.ts'
import type { Fields } from './fields.ts'
import type { Rpc } from './rpc.ts'

/**
 * Reads what a `DrandBeacon` contract checks rounds by: its key and schedule, which never change.
 *
 * @throws {VainError} `chain/reverted` or `chain/malformed` if another contract, or none, is there
 *
 * Source: docs/protocol/beacon.md.
 */
export async function readBeacon(rpc: Rpc, address: Hex): Promise<Beacon> {
  const ask = (name: string): Promise<Fields> => callContract(rpc, 'beacon', address, name)
  return {
    publicKey: (await ask('publicKey')).bytes('value'),
    genesisTime: (await ask('genesisTime')).number('value'),
    periodSeconds: (await ask('periodSeconds')).number('value'),
  }
}
