import { type AuditInputs, type AuditReport, renderReport, reportJson } from '@vain/audit'
import { readRun, venueOf } from '@vain/chain'
import { createGatewaySource, fetchFromGateway } from '@vain/net/artefacts'
import { defineOptions, helpText, type OptionsOf, readOptions } from '@vain/service'
import { networkOptions, optionalRun } from '../network/networkOptions.ts'
import { type Reach, withNetwork } from '../network/withNetwork.ts'
import { auditCar } from './auditCar.ts'
import { followAudit } from './followAudit.ts'
import { gatewaysIn } from './gatewaysIn.ts'

const table = defineOptions({
  ...networkOptions,
  run: { ...optionalRun, text: 'Number of the run. Default: 1, or that of the CAR file.' },
  car: {
    type: 'path',
    text: 'CAR file of a run, as vain run export writes it, to take all artefacts from, and nobody is asked for any. What is certified and not in it is a fault.',
  },
  upTo: {
    type: 'integer',
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    unit: 'block',
    text: 'Last block whose certificates are looked at; the report says how many rounds that leaves out. Default: all.',
  },
  rounds: {
    type: 'string',
    pattern: /^\d{1,10}(,\d{1,10}){0,999}$/,
    form: 'numbers of rounds with commas between them',
    text: 'Only these rounds are derived again, each from the published model that it began with. Default: all, each from what the one before it led to.',
  },
})

type Options = OptionsOf<typeof table>

/**
 * `vain audit`: verifies a run and prints the report.
 *
 * @returns exit code: 0 if everything fits, 1 if something does not
 * @throws {VainError} if the chain or a CAR file cannot be read or the options are wrong
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
  const report = await withNetwork(options, (network) => auditNetwork(network, options))
  process.stdout.write(options.json ? reportJson(report) : renderReport(report))
  return report.ok ? 0 : 1
}

async function auditNetwork(
  { rpc, deployment }: Reach,
  { car, run, upTo, rounds, source, timeoutMs }: Options,
): Promise<AuditReport> {
  const read = (one: number): Promise<AuditInputs> => readRun(rpc, deployment, one)
  const only = rounds?.split(',').map(Number)
  if (car !== undefined)
    return auditCar(car, { venue: venueOf(deployment), readRun: read, run, upTo, rounds: only })
  const inputs = await read(run ?? 1)
  const sources = source.length > 0 ? source : gatewaysIn(inputs)
  const content = createGatewaySource(sources, fetchFromGateway)
  return followAudit(content, inputs, {
    timeoutMs,
    ...(upTo !== undefined && { upTo }),
    ...(only && { rounds: only }),
  })
}
