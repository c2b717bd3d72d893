import { resolve } from 'node:path'
import { VainError } from '@vain/base'
import {
  createLedgerReader,
  createLedgerWriter,
  type DeployedNetwork,
  deployNetwork,
  handOver,
  type Rpc,
  readDeployment,
  type Wallet,
} from '@vain/chain'
import { toSmallestUnit } from '@vain/operator'
import { defineOptions, helpText, type OptionsOf, readOptions } from '@vain/service'
import { writeArtefacts } from '../files/writeArtefacts.ts'
import { toJsonLine } from '../run/json.ts'
import { readDesign } from '../run/readDesign.ts'
import { payerOptions, withPayer } from './payer.ts'
import {
  type NetworkRecord,
  publishFolderOf,
  readRecord,
  writeFounding,
  writeRecord,
} from './record.ts'

const amount = {
  type: 'string',
  pattern: /^\d{1,12}(\.\d{1,18})?$/,
  form: 'a decimal number',
} as const
const seconds = { type: 'integer', min: 1, max: 0xffff_ffff, unit: 's' } as const

const table = defineOptions({
  ...payerOptions,
  folder: {
    type: 'path',
    default: 'network',
    text: 'Folder for what daemons are told of the network: node.json, aggregator.json, network.json, and the artefacts of its first runs.',
  },
  run: {
    type: 'list',
    default: [],
    text: 'Run files of the runs that it is founded with (docs/operate/runs.md); later ones take a vote.',
  },
  trainerBond: { ...amount, default: '1000', text: 'VAIN that a trainer must have bonded.' },
  aggregatorBond: { ...amount, default: '5000', text: 'VAIN that an aggregator must have bonded.' },
  validatorBond: { ...amount, default: '10000', text: 'VAIN that a validator must have bonded.' },
  epochSeconds: { ...seconds, default: 86_400, text: 'Length of an epoch.' },
  unbondingSeconds: {
    ...seconds,
    default: 1_209_600,
    text: 'Time from unbonding to withdrawing; decisions and appeals take their parts of it.',
  },
  json: { type: 'boolean', default: false, text: 'Print it as JSON.' },
})

type DeployOptions = OptionsOf<typeof table>

const about = {
  usage: `vain network deploy [options]

  vain network deploy --development --run docs/samples/run.yaml
  vain network deploy --rpc-url URL --keystore FILE --password-file FILE --folder network`,
  text: 'Deploys the contracts of a network, creates its first runs, and leaves both to its governance for good. All VAIN go to the deploying account. If the folder has a network already, it looks whether the chain has it too, and deploys nothing. Cut off once the contracts stand, it goes on where it was: do it again with the same account and run files.',
}

/**
 * `vain network deploy`.
 *
 * @returns exit code
 * @throws {VainError} `vain/other-chain`, `vain/bad-network`, and what reading run files, keystore and
 *   chain throw
 */
export async function deployCommand(argv: readonly string[]): Promise<number> {
  if (argv.includes('--help')) {
    process.stdout.write(helpText(table, about))
    return 0
  }
  const options = readOptions(table, { argv, env: process.env })
  const record = await withPayer(options, async (rpc, wallet) => {
    const found = readRecord(options.folder)
    if (found !== undefined) await assertThere(found, rpc)
    return found === undefined || found.founding ? establish(options, wallet, found) : found
  })
  process.stdout.write(options.json ? toJsonLine(record) : render(record, options.folder))
  return 0
}

async function assertThere(record: NetworkRecord, rpc: Rpc): Promise<void> {
  await readDeployment(rpc, record.ledger).catch((cause) => {
    const message = 'the chain does not hold the network of this folder'
    const wayOut = 'Name another --folder or --rpc-url, or delete the folder to deploy anew.'
    throw new VainError('vain/other-chain', message, { ledger: record.ledger, wayOut }, { cause })
  })
}

/** @param begun - what an earlier try has left */
async function establish(
  options: DeployOptions,
  wallet: Wallet,
  begun: NetworkRecord | undefined,
): Promise<NetworkRecord> {
  const { rpc } = wallet
  const { folder } = options
  // Read first: a file that does not fit must not cost a deployment.
  const designs = await Promise.all(options.run.map((path) => readDesign(resolve(path), rpc)))
  const network: DeployedNetwork =
    begun === undefined
      ? await deploy(options, wallet)
      : { ...(await readDeployment(rpc, begun.ledger)), institutions: begun.institutions }
  const { chainId, ledger, institutions } = network
  const record = { chainId: String(chainId), ledger, institutions, runs: [] }
  // From here on it can be found again.
  if (begun === undefined) writeFounding(folder, record)
  const writer = createLedgerWriter(wallet, network)
  const made = await createLedgerReader(rpc, network).runs()
  for (const [i, { run }] of designs.entries()) {
    writeArtefacts(publishFolderOf(folder), run.artefacts)
    if (i >= made) await writer.createRun(run.spec, run.configCid)
  }
  await handOver(wallet, network)
  const runs = Array.from({ length: Math.max(made, designs.length) }, (_, i) => i + 1)
  const founded = { ...record, runs }
  writeRecord(folder, founded, options.rpcUrl)
  return founded
}

function deploy(options: DeployOptions, wallet: Wallet): Promise<DeployedNetwork> {
  const { epochSeconds, unbondingSeconds } = options
  return deployNetwork(wallet, {
    ...{ tokenHolder: wallet.address, epochSeconds, unbondingSeconds },
    minStakes: {
      trainer: toSmallestUnit(options.trainerBond),
      aggregator: toSmallestUnit(options.aggregatorBond),
      validator: toSmallestUnit(options.validatorBond),
    },
  })
}

function render({ ledger, runs, institutions }: NetworkRecord, folder: string): string {
  return `ledger      ${ledger}
governor    ${institutions.governor}
runs        ${runs.join(', ') || 'none'}
Config files for daemons are in ${folder}.
`
}
