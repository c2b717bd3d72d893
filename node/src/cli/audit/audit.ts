import { type AuditReport, createGatewaySource, renderReport, reportJson } from '@vain/audit'
import { VainError } from '@vain/base'
import { fetchFromGateway, openCar } from '@vain/net'
import { defineOptions, helpText, type OptionsOf, readOptions } from '@vain/service'
import { networkOptions, runOption } from '../network/networkOptions.ts'
import { type Reach, withNetwork } from '../network/withNetwork.ts'
import { followAudit } from './followAudit.ts'
import { gatewaysIn, readInputs } from './readInputs.ts'

const table = defineOptions({
  ...networkOptions,
  run: runOption,
  car: {
    type: 'path',
    text: 'CAR file of a run, as vain run export writes it, to take all artefacts from, and nobody is asked for any. The run is that of the file, as far as the file goes.',
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
  const { car } = options
  const report = await withNetwork(options, (network) =>
    car === undefined ? auditOnline(network, options) : auditCar(network, car),
  )
  process.stdout.write(options.json ? reportJson(report) : renderReport(report))
  return report.ok ? 0 : 1
}

async function auditOnline(
  { rpc, deployment }: Reach,
  { run, source, timeoutMs }: Options,
): Promise<AuditReport> {
  const inputs = await readInputs(rpc, deployment, run)
  const sources = source.length > 0 ? source : gatewaysIn(inputs)
  const content = createGatewaySource(sources, fetchFromGateway)
  return followAudit(content, inputs, { timeoutMs })
}

async function auditCar({ rpc, deployment }: Reach, path: string): Promise<AuditReport> {
  const { index, content, close } = await openCar(path)
  try {
    const { chainId, ledger, run, block } = index
    if (chainId !== deployment.chainId || ledger !== deployment.ledger)
      throw new VainError('audit/other-network', 'the file is of a run of another network', {
        chainId,
        ledger,
        wayOut: 'Name the --ledger that the file is of, and an --rpc-url of its chain.',
      })
    return await followAudit(content, await readInputs(rpc, deployment, run), { upTo: block })
  } finally {
    await close()
  }
}
