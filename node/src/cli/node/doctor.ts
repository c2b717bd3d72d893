import { defineOptions, helpText, type OptionsOf, readOptions } from '@vain/service'
import { nodeOptions } from '../../options.ts'
import { checkFiles, checkListen, checkMachine } from './checkMachine.ts'
import { checkChain, checkNat } from './checkNetwork.ts'
import type { Finding } from './findings.ts'

const { dataFolder, keystore, rpcUrl, ledger, listen, stunServers } = nodeOptions

const table = defineOptions({
  dataFolder,
  keystore,
  rpcUrl,
  ledger,
  listen,
  stunServers,
  json: { type: 'boolean', default: false, text: 'Print it as JSON.' },
})

/**
 * `vain node doctor`: says what a daemon with this configuration finds on this machine, and what to
 * do where that is not enough. It needs no key and changes nothing.
 *
 * @returns exit code, 1 if something keeps the daemon from working
 * @throws {VainError} what reading the options throws
 */
export async function doctorCommand(argv: readonly string[]): Promise<number> {
  if (argv.includes('--help')) {
    const usage = 'vain node doctor --config FILE [options]'
    const text = 'Checks what a daemon needs, and says what to do where something is missing.'
    process.stdout.write(helpText(table, { usage, text }))
    return 0
  }
  const options = readOptions(table, { argv, env: process.env, sharedFile: true })
  const findings = await examine(options)
  process.stdout.write(options.json ? `${JSON.stringify(findings, null, 2)}\n` : render(findings))
  return findings.some(({ state }) => state === 'bad') ? 1 : 0
}

async function examine(options: OptionsOf<typeof table>): Promise<Finding[]> {
  const chain = await checkChain(options)
  return [
    ...checkMachine(),
    ...(await checkFiles(options)),
    ...(await checkListen(options.listen)),
    ...chain.findings,
    await checkNat(chain.operators, options.stunServers),
  ]
}

const signs = { good: 'ok  ', note: 'note', bad: 'BAD ' } as const

/** Findings as text for a person. */
export function render(findings: readonly Finding[]): string {
  const lines = findings.flatMap(({ name, state, found, wayOut }) => [
    `${signs[state]}  ${name.padEnd(12)}${found}`,
    ...(wayOut === undefined ? [] : [`      ${''.padEnd(12)}${wayOut}`]),
  ])
  return `${lines.join('\n')}\n`
}
