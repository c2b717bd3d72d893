import { VainError } from '@vain/base'
import { type LedgerEvent, zeroHash } from '@vain/protocol'
import type { Deployment } from './deployment.ts'
import { parseLog } from './parseLog.ts'
import { toBytesHex, toList } from './values.ts'
import type { Inclusion } from './wallet/waitForInclusion.ts'

type Kind = 'registered' | 'run-created'
type EventOf<K extends Kind> = Extract<LedgerEvent, { kind: K }>

/** The first event of a kind that a transaction left. */
export function findEvent<K extends Kind>(
  deployment: Deployment,
  sent: Inclusion,
  kind: K,
): EventOf<K> | undefined {
  for (const log of sent.logs) {
    const event = parseLog(
      deployment,
      {
        address: toBytesHex(log.address, 20),
        topics: toList(log.topics).map((topic) => toBytesHex(topic, 32)),
        data: toBytesHex(log.data),
      },
      {
        block: sent.block,
        blockHash: zeroHash,
        timestamp: 0,
        transaction: sent.transaction,
        logIndex: 0,
      },
    )
    if (event?.kind === kind) return event as EventOf<K>
  }
  return undefined
}

/** @throws {VainError} `chain/malformed` if there is none */
export function requireEvent<K extends Kind>(
  deployment: Deployment,
  sent: Inclusion,
  kind: K,
): EventOf<K> {
  const found = findEvent(deployment, sent, kind)
  if (found !== undefined) return found
  throw new VainError('chain/malformed', `the receipt holds no ${kind}`, {
    transaction: sent.transaction,
  })
}
