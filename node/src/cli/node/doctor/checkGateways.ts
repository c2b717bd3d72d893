import { announcedGateways, fetchFromGateway } from '@vain/net/artefacts'
import type { LedgerView } from '@vain/protocol'
import { describeError } from '@vain/service'
import { type Finding, good, note } from './findings.ts'

/** Gateways that are tried. */
const most = 4
const limits = { maxBytes: 1_048_576, timeoutMs: 5_000 }

/** Whether artefacts are to be had: the configuration of a run, from gateways that were announced. */
export async function checkGateways(view: LedgerView): Promise<Finding[]> {
  const run = [...view.runs.values()].at(-1)
  const gateways = announcedGateways(view)
  if (run === undefined) return []
  if (gateways.length === 0)
    return [
      note('gateways', 'none is announced', 'Auditors need some: serve httpHost and announce it.'),
    ]
  const failures: string[] = []
  const tried = gateways.slice(0, most)
  for (const gateway of tried)
    await fetchFromGateway(gateway, run.configCid, limits).catch((error) => {
      failures.push(`${gateway}: ${describeError(error).split('\n')[0]}`)
    })
  const served = tried.length - failures.length
  const shown = `${served} of ${tried.length} tried serve the configuration of run ${run.run}`
  return [
    served > 0
      ? good('gateways', shown)
      : note('gateways', shown, `See them one by one. ${failures[0]}`),
  ]
}
