import { type AuditReport, renderReport } from '@vain/audit'
import { readRun } from '@vain/chain'
import { type CarFile, createCar } from '@vain/net'
import { createGatewaySource, fetchFromGateway } from '@vain/net/artefacts'
import type { ContentSource } from '@vain/protocol'
import { defineOptions, helpText, type OptionsOf, readOptions } from '@vain/service'
import { followAudit } from '../audit/followAudit.ts'
import { gatewaysIn } from '../audit/gatewaysIn.ts'
import { assertWritable } from '../files/assertWritable.ts'
import { networkOptions } from '../network/networkOptions.ts'
import { type Reach, withNetwork } from '../network/withNetwork.ts'
import { toJsonLine } from './json.ts'
import { splitRun } from './status.ts'

const table = defineOptions({
  ...networkOptions,
  output: { type: 'path', default: 'run.car', text: 'File to write.' },
})

const about = {
  usage: `vain run export [RUN] --ledger ADDRESS [options]

  vain run export 1 --rpc-url http://127.0.0.1:8545 --ledger 0x… --output run.car`,
  text: 'Audits a run, 1 by default, and writes every artefact that the audit read into a CAR file (CARv1). With it and an RPC endpoint anybody can audit the run again when nobody serves it any more: vain audit --car run.car, with --up-to and the block that is printed here once later rounds are certified. Exits 1 and writes nothing if something does not fit.',
}

/** What was written. */
type Exported = {
  readonly report: AuditReport
  readonly file?: { readonly sizeBytes: number; readonly root: string }
}

/**
 * `vain run export`.
 *
 * @returns exit code: 0 if the file was written, 1 if the audit found a fault
 * @throws {VainError} `vain/not-writable`, `net/cannot-write`, and what audit and chain throw
 */
export async function exportCommand(argv: readonly string[]): Promise<number> {
  if (argv.includes('--help')) {
    process.stdout.write(helpText(table, about))
    return 0
  }
  const [run = 1, flags] = splitRun(argv)
  const options = readOptions(table, { argv: flags, env: process.env, sharedFile: true })
  assertWritable(options.output)
  const { report, file } = await withNetwork(options, (network) => exportRun(network, run, options))
  if (file === undefined) {
    process.stdout.write(renderReport(report))
    return 1
  }
  const { output } = options
  const { rounds, block, checks } = report
  const facts = { run, block, output, artefacts: checks.artefacts, ...file }
  const verified = rounds.filter(({ outcome }) => outcome === 'verified').length
  process.stdout.write(
    options.json
      ? toJsonLine({ ...facts, rounds: verified })
      : `${output}: run ${run} up to block ${block}, ${verified} rounds, ${file.sizeBytes} bytes\nroot ${file.root}\n`,
  )
  return 0
}

async function exportRun(
  { rpc, deployment }: Reach,
  run: number,
  { source, timeoutMs, output }: OptionsOf<typeof table>,
): Promise<Exported> {
  const inputs = await readRun(rpc, deployment, run)
  const gateways = source.length > 0 ? source : gatewaysIn(inputs)
  const content = createGatewaySource(gateways, fetchFromGateway)
  const car = await createCar(output)
  try {
    const report = await followAudit(recorded(content, car), inputs, { timeoutMs })
    if (!report.ok) {
      await car.discard()
      return { report }
    }
    const { chainId, ledger } = inputs.venue
    return { report, file: await car.finish({ chainId, ledger, run, block: inputs.block }) }
  } catch (error) {
    await car.discard()
    throw error
  }
}

/** Everything that is read goes into the file. */
function recorded(content: ContentSource, car: Pick<CarFile, 'add'>): ContentSource {
  return {
    async get(...asked) {
      const bytes = await content.get(...asked)
      await car.add(bytes)
      return bytes
    },
  }
}
