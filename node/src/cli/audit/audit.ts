import {
  type AuditInputs,
  type AuditProgress,
  type AuditReport,
  auditRun,
  createGatewaySource,
  renderReport,
  reportJson,
} from '@vain/audit'
import { VainError } from '@vain/base'
import {
  createLedgerReader,
  type Deployment,
  type LedgerReader,
  type Rpc,
  readBlock,
  readEvents,
  venueOf,
} from '@vain/chain'
import { createMaskPool } from '@vain/masking'
import { announcedGateways, fetchFromGateway } from '@vain/net'
import { applyEvent, createLedgerView, type LedgerEvent } from '@vain/protocol'
import { defineOptions, helpText, type OptionsOf, readOptions, systemClock } from '@vain/service'
import { networkOptions, runOption } from './network/networkOptions.ts'
import { type Reach, withNetwork } from './network/withNetwork.ts'

const table = defineOptions({ ...networkOptions, run: runOption })

/**
 * `vain audit`: verifies a run and prints the report.
 *
 * @returns exit code: 0 if everything fits, 1 if something does not
 * @throws {VainError} if the chain cannot be read or the options are wrong
 */
export async function auditCommand(argv: readonly string[]): Promise<number> {
  if (argv.includes('--help')) {
    const about = {
      usage: 'vain audit --rpc-url URL --ledger ADDRESS [options]',
      text: 'Replays a run from chain and artefacts alone. Exits 1 naming the first thing that does not fit.',
    }
    process.stdout.write(helpText(table, about))
    return 0
  }
  const options = readOptions(table, { argv, env: process.env, sharedFile: true })
  const report = await withNetwork(options, (network) => audit(network, options))
  process.stdout.write(options.json ? reportJson(report) : renderReport(report))
  return report.ok ? 0 : 1
}

async function audit(
  { rpc, deployment }: Reach,
  { run, source, timeoutMs }: OptionsOf<typeof table>,
): Promise<AuditReport> {
  const masker = createMaskPool({ threads: 0 })
  try {
    const inputs = await readInputs(rpc, deployment, run)
    const sources = source.length > 0 ? source : gatewaysIn(inputs)
    const content = createGatewaySource(sources, fetchFromGateway)
    return await followProgress(
      auditRun({ content, clock: systemClock, masker }, inputs, { timeoutMs }),
    )
  } finally {
    await masker.close()
  }
}

const readAttempts = 50

/** Reads events and the contract's words as of one block, while the chain goes on. */
async function readInputs(rpc: Rpc, deployment: Deployment, run: number): Promise<AuditInputs> {
  const reader = createLedgerReader(rpc, deployment)
  for (let attempt = 0; attempt < readAttempts; attempt++) {
    const before = await readBlock(rpc, 'latest')
    const words = await readWords(reader, run)
    const after = await readBlock(rpc, 'latest')
    if (before?.hash !== after?.hash || before === undefined) continue
    const events = await readEvents(rpc, deployment, deployment.deployedAt, before.number)
    const venue = venueOf(deployment)
    return { venue, keyBook: deployment.keyBook, run, events, words, block: before.number }
  }
  throw new VainError('audit/chain-too-fast', 'the chain moved on during every reading', {
    wayOut: 'Use an RPC endpoint that is nearer.',
  })
}

async function readWords(reader: LedgerReader, run: number): Promise<AuditInputs['words']> {
  const [cursor, lead, head, inbox] = await Promise.all([
    reader.cursorOf(run),
    reader.leadOf(run),
    reader.headOf(run),
    reader.inboxOf(run),
  ])
  return { cursor, lead, head, inbox }
}

/** Gateways named on chain. Whether the events fit is for the audit to say. */
function gatewaysIn({ venue, events }: AuditInputs): readonly string[] {
  const kinds: readonly LedgerEvent['kind'][] = ['registered', 'announced', 'retired']
  const registry = events.filter((event) => kinds.includes(event.kind))
  return announcedGateways(registry.reduce(applyEvent, createLedgerView(venue)))
}

/** Shows progress on standard error, where it does not mix with the report. */
async function followProgress(progress: AsyncIterable<AuditProgress>): Promise<AuditReport> {
  for await (const step of progress) {
    if (step.kind === 'report') return step.report
    const done =
      step.kind === 'round' ? `round ${step.round.round} (${step.at} of ${step.of})` : step.step
    process.stderr.write(`  ${done}: ${step.seconds.toFixed(1)} s\n`)
  }
  throw new VainError('audit/no-report', 'the audit ended without a report', {})
}
