import { readFileSync } from 'node:fs'
import { VainError } from '@vain/base'
import { type Deployment, isContractName } from '@vain/chain'
import type { Hex } from '@vain/protocol'
import { helpText, type OptionsOf, readOptions } from '@vain/service'
import { portalOptions } from './options.ts'

/** Everything the portal's server can be told. */
export type PortalConfig = Omit<OptionsOf<typeof portalOptions>, 'ledger' | 'network'> & {
  readonly ledger: Hex
  /** Contracts besides those that the ledger leads to, by name. Lower case. */
  readonly institutions: Readonly<Record<string, Hex>>
  /** Names in the network file that this release knows no contract of, such as those of a later one. */
  readonly unknownContracts: readonly string[]
}

/**
 * Reads the configuration of this process, from flags, environment and file.
 *
 * @throws {VainError} `portal/bad-network`, `options/missing`, and what `readOptions` throws
 */
export function readConfig(argv: readonly string[]): PortalConfig {
  const { ledger, network, ...rest } = readOptions(portalOptions, { argv, env: process.env })
  const found = network === undefined ? noNetwork : readNetwork(network)
  const address = toAddress(ledger || found.ledger)
  if (address !== undefined) return { ...rest, ...found, ledger: address }
  throw new VainError('options/missing', 'neither a network nor a ledger is named', {
    wayOut: 'Give --network FILE, or --ledger ADDRESS.',
  })
}

/** Environment for a build of the pages, which tells nobody that it runs. */
export function buildEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, NEXT_TELEMETRY_DISABLED: '1' }
}

/** The help page of the portal's server. */
export function portalHelp(): string {
  return helpText(portalOptions, {
    usage: 'npm run portal -- [options]',
    text: 'Serves the portal of a network: pages, an index of the chain, and a way to its RPC.',
  })
}

type Network = Pick<PortalConfig, 'institutions' | 'unknownContracts'> & { readonly ledger: string }

const noNetwork: Network = { ledger: '', institutions: {}, unknownContracts: [] }

function readNetwork(path: string): Network {
  try {
    const { ledger, institutions } = JSON.parse(readFileSync(path, 'utf8'))
    const names = Object.keys(institutions as object)
    const known = names.filter(isContractName).map((name) => {
      const address = toAddress(institutions[name])
      if (address === undefined) throw new TypeError(`${name} is no address`)
      return [name, address] as const
    })
    return {
      ledger: String(ledger),
      institutions: Object.fromEntries(known),
      unknownContracts: names.filter((name) => !isContractName(name)),
    }
  } catch (cause) {
    throw new VainError(
      'portal/bad-network',
      `the network file ${path} cannot be read`,
      { path, wayOut: 'Name the network.json of a network’s folder.' },
      { cause },
    )
  }
}

const toAddress = (value: unknown): Hex | undefined =>
  typeof value === 'string' && /^0x[0-9a-fA-F]{40}$/.test(value)
    ? (value.toLowerCase() as Hex)
    : undefined

/** All contracts of a network by name: what the ledger leads to, and the institutions. */
export function toContracts(
  { chainId: _chainId, deployedAt: _deployedAt, ...core }: Deployment,
  { institutions }: Pick<PortalConfig, 'institutions'>,
): Readonly<Record<string, Hex>> {
  return { ...core, ...institutions }
}
