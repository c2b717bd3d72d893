import { escapeText } from '@vain/base'
import { connectRpc } from '@vain/chain'
import type { Hex, Operator } from '@vain/protocol'
import { defineOptions, helpText, type OptionsOf, readOptions } from '@vain/service'
import { nodeOptions } from '../../../options.ts'
import { daemonPlaceOptions } from '../daemonPlaceOptions.ts'
import { checkContracts, checkNodes, type Found } from './checkChain.ts'
import { checkDaemon, checkReach } from './checkDaemon.ts'
import { checkEngines } from './checkEngines.ts'
import { checkFiles } from './checkFiles.ts'
import { checkGateways } from './checkGateways.ts'
import { checkKubo } from './checkKubo.ts'
import { checkMachine } from './checkMachine.ts'
import { checkOperator } from './checkOperator.ts'
import { checkPorts } from './checkPorts.ts'
import { checkRouter } from './checkRouter.ts'
import { bounded, type Finding } from './findings.ts'

const { keystore, password, passwordFile, rpcUrl, rpcFallbackUrls, ledger } = nodeOptions
const { roles, stake, listen, stunPort, stunServers, upnp, engine, threads } = nodeOptions
const { kuboUrl, kuboSecretFile } = nodeOptions

const table = defineOptions({
  ...daemonPlaceOptions,
  ...{ keystore, password, passwordFile, rpcUrl, rpcFallbackUrls, ledger },
  ...{ roles, stake, listen, stunPort, stunServers, upnp, engine, threads },
  ...{ kuboUrl, kuboSecretFile },
  tryEngines: {
    type: 'boolean',
    default: true,
    text: 'Try what can be trained on, which takes some seconds of the processor.',
  },
  json: { type: 'boolean', default: false, text: 'Print it as JSON.' },
})

type Options = OptionsOf<typeof table>

/**
 * `vain node doctor`: says what a daemon with this configuration finds on this machine and in the
 * network, and what to do where that is not enough. It changes nothing.
 *
 * @returns exit code, 1 if something keeps the daemon from working
 * @throws {VainError} what reading the options throws
 */
export async function doctorCommand(argv: readonly string[]): Promise<number> {
  if (argv.includes('--help')) {
    const usage = 'vain node doctor --config FILE [options]'
    const text =
      'Checks what a daemon needs, and says what to do where something is missing. Exit code 1 if something keeps it from working.'
    process.stdout.write(helpText(table, { usage, text }))
    return 0
  }
  const options = readOptions(table, { argv, env: process.env, sharedFile: true })
  const findings = await examine(options)
  process.stdout.write(options.json ? `${JSON.stringify(findings, null, 2)}\n` : render(findings))
  return findings.some(({ state }) => state === 'bad') ? 1 : 0
}

/** Everything in the order in which one thing rests on another; each check has its time. */
async function examine(options: Options): Promise<readonly Finding[]> {
  const findings: Finding[] = [...checkMachine()]
  const files = await checkOwnFiles(options)
  findings.push(...files.findings)
  const { findings: daemon, running } = await checkDaemon(options, files.address)
  findings.push(...daemon, ...(await checkPorts({ ...options, isRunning: running !== undefined })))
  const chain = await checkChain(options)
  findings.push(...chain.findings)
  const { found } = chain
  const address = running?.status.address ?? files.address
  if (found !== undefined && address !== undefined)
    findings.push(
      ...(await bounded({ name: 'operator', ms: 30_000, state: 'bad' }, () =>
        checkOperator(found, address as Operator['address'], toWanted(options)),
      )),
    )
  const others = [...(found?.view.operators.values() ?? [])].filter(({ active }) => active)
  findings.push(
    ...(await bounded({ name: 'router', ms: 15_000, state: 'note' }, () =>
      checkRouter(others, options),
    )),
  )
  if (running !== undefined) findings.push(...(await checkReach(running)))
  if (found !== undefined)
    findings.push(
      ...(await bounded({ name: 'gateways', ms: 25_000, state: 'note' }, () =>
        checkGateways(found.view),
      )),
    )
  chain.close()
  findings.push(...(await checkKubo(options)))
  if (options.tryEngines)
    findings.push(
      ...(await bounded({ name: 'engines', ms: 120_000, state: 'note' }, (signal) =>
        checkEngines(options.engine, options.threads, signal),
      )),
    )
  return findings
}

async function checkOwnFiles(options: Options): ReturnType<typeof checkFiles> {
  let address: Hex | undefined
  const findings = await bounded({ name: 'files', ms: 30_000, state: 'bad' }, async () => {
    const checked = await checkFiles(options)
    address = checked.address
    return checked.findings
  })
  return { findings, address }
}

async function checkChain(options: Options): Promise<{
  readonly findings: readonly Finding[]
  readonly found: Found | undefined
  close(): void
}> {
  const urls = [options.rpcUrl, ...options.rpcFallbackUrls]
  const nodes = await checkNodes(urls, Date.now() / 1_000)
  const url = urls[nodes.first ?? -1]
  if (url === undefined)
    return { findings: nodes.findings, found: undefined, close: () => undefined }
  const rpc = connectRpc(url, { attempts: 1 })
  let found: Found | undefined
  const contracts = await bounded({ name: 'contracts', ms: 90_000, state: 'bad' }, async () => {
    const checked = await checkContracts(rpc, options.ledger)
    found = checked.found
    return checked.findings
  })
  return { findings: [...nodes.findings, ...contracts], found, close: () => rpc.close() }
}

function toWanted({ roles: names, stake: amount }: Options): Parameters<typeof checkOperator>[2] {
  const known = (['trainer', 'validator'] as const).filter((name) => names.includes(name))
  return { roles: known, stake: amount }
}

const signs = { good: 'ok  ', note: 'note', bad: 'BAD ' } as const

/** Findings as text for a person. */
export function render(findings: readonly Finding[]): string {
  const lines = findings.flatMap(({ name, state, found, wayOut }) => [
    // Nodes of the chain and peers are strangers.
    `${signs[state]}  ${name.padEnd(12)}${escapeText(found)}`,
    ...(wayOut === undefined ? [] : [`      ${''.padEnd(12)}${escapeText(wayOut)}`]),
  ])
  const count = (state: Finding['state']): number =>
    findings.filter((finding) => finding.state === state).length
  const total = `${count('good')} ok, ${count('note')} to note, ${count('bad')} bad`
  return `${lines.join('\n')}\n\n${total}\n`
}
