import { join } from 'node:path'
import { VainError } from '@vain/base'
import { encodeMotion } from '@vain/chain'
import { kuboOptions, openOwnKubo } from '@vain/operator'
import { activeOperators, type Hex, roles } from '@vain/protocol'
import type { PreparedRun } from '@vain/runs'
import { defineOptions, helpText, type OptionsOf, readOptions } from '@vain/service'
import { assertWritable } from '../files/assertWritable.ts'
import { writeArtefacts } from '../files/writeArtefacts.ts'
import { accountOptions, withAccount } from '../network/account.ts'
import { optionalLedger } from '../network/networkOptions.ts'
import { readView } from '../network/readView.ts'
import { type Reach, withNetwork } from '../network/withNetwork.ts'
import { assessRun } from './assessRun.ts'
import { type Finding, problem, warning } from './findings.ts'
import { toJsonLine } from './json.ts'
import { motionOf } from './motionOf.ts'
import { type Proposed, proposeRun } from './proposeRun.ts'
import { type ReadDesign, readDesign } from './readDesign.ts'
import { type Created, renderCreated } from './renderCreated.ts'
import { readVoteCost } from './voteCost.ts'

const table = defineOptions({
  ...accountOptions,
  ledger: {
    ...optionalLedger,
    text: 'Address of the RoundLedger contract. Without it nothing is asked of a chain.',
  },
  out: {
    type: 'path',
    text: 'Folder for the artefacts, each under its CID; best the publishFolder of an operator. Default: nothing is written.',
  },
  kubo: {
    ...kuboOptions.kuboUrl,
    text: 'RPC address of a Kubo node that is to pin the artefacts, such as http://127.0.0.1:5001. Operators that have its gateway among their runGateways take them from there.',
  },
  kuboSecretFile: kuboOptions.kuboSecretFile,
  propose: {
    type: 'boolean',
    default: false,
    text: 'Propose the run to the voters, in a transaction of the account of the keystore.',
  },
  proposer: {
    type: 'string',
    pattern: /^0x[0-9a-fA-F]{40}$/,
    form: 'an address of 20 bytes',
    text: 'Account that is to send the calldata, such as a multisig: nobody else can then propose it first, and take it back.',
  },
  json: { type: 'boolean', default: false, text: 'Print it as JSON.' },
})

/** No daemon ends a pin of this name. */
const pinName = 'vain run create'

type CreateOptions = OptionsOf<typeof table>

const about = {
  usage: `vain run create FILE [options]

  vain run create docs/samples/run.yaml
  vain run create run.yaml --ledger 0x… --rpc-url http://127.0.0.1:8545 --out artefacts
  vain run create run.yaml --config ~/vain-node/config.json --out artefacts --propose`,
  text: 'Builds a run from its file (docs/operate/runs.md): training and evaluation program, data policy, first model, configuration. Checks it as its members will, and says what a vote on it takes. Exits with 1 if the run cannot be. Without --propose it prints the calldata of the proposal, for a multisig or another wallet.',
}

/**
 * `vain run create`.
 *
 * @returns exit code: 1 if the run cannot be
 * @throws {VainError} what `readDesign`, `proposeRun` and `openOwnKubo` throw, `vain/not-writable`
 */
export async function createCommand(argv: readonly string[]): Promise<number> {
  const [path = '', ...flags] = argv
  if (argv.includes('--help') || path === '' || path.startsWith('--')) {
    process.stdout.write(helpText(table, about))
    return argv.includes('--help') ? 0 : 2
  }
  const options = readOptions(table, { argv: flags, env: process.env, sharedFile: true })
  const { out, kubo: kuboUrl, kuboSecretFile, ledger, rpcUrl } = options
  const proposer = options.proposer?.toLowerCase() as Hex | undefined
  if (out !== undefined) assertWritable(join(out, 'x'), { makesFolders: true })
  const kubo = await openOwnKubo({ kuboUrl, kuboSecretFile })
  const created =
    ledger === undefined
      ? withoutChain(await readDesign(path, undefined))
      : await withNetwork({ rpcUrl, ledger }, (network) => onChain(path, network, proposer))
  const isPossible = created.findings.every(({ kind }) => kind !== 'problem')
  if (isPossible && out !== undefined) writeArtefacts(out, created.run.artefacts)
  if (isPossible && kubo !== undefined)
    for (const { bytes } of created.run.artefacts) await kubo.put(bytes, pinName)
  const proposed = isPossible && options.propose ? await propose(options, created) : undefined
  const result = { ...created, out, proposed }
  process.stdout.write(options.json ? toJsonLine(jsonOf(result)) : renderCreated(result))
  return isPossible ? 0 : 1
}

const withoutChain = ({ file, run }: ReadDesign): Created => ({
  run,
  findings: assessRun(run, file.members),
  network: undefined,
})

async function onChain(path: string, network: Reach, proposer: Hex | undefined): Promise<Created> {
  const { file, run } = await readDesign(path, network.rpc)
  const cost = await readVoteCost(network)
  return {
    run,
    findings: [...assessRun(run, file.members), ...(await assessNetwork(network, run))],
    network: {
      cost,
      proposer,
      calldata: encodeMotion(motionOf(network.deployment, run, proposer)),
    },
  }
}

/** What the network that is there has to do with a run. */
async function assessNetwork(network: Reach, { spec }: PreparedRun): Promise<readonly Finding[]> {
  const { view } = await readView(network.rpc, network.deployment)
  const twin = [...view.runs.values()].find((run) => run.spec.configHash === spec.configHash)
  const trainers = activeOperators(view, roles.trainer).length
  const { minMembers } = spec.params
  return [
    ...(twin === undefined ? [] : [problem(`run ${twin.run} has this very configuration`)]),
    ...(trainers < minMembers
      ? [warning(`${trainers} trainers are registered now, and a round takes ${minMembers}`)]
      : []),
  ]
}

async function propose(options: CreateOptions, { run }: Created): Promise<Proposed> {
  const { ledger } = options
  if (ledger === undefined)
    throw new VainError('runs/no-chain', 'a run is proposed to a network, and none is named', {
      wayOut: 'Give --ledger and --rpc-url, or the --config of an operator.',
    })
  return withAccount({ ...options, ledger }, (account) => proposeRun(account, run))
}

function jsonOf(created: Created & { out: string | undefined; proposed: Proposed | undefined }) {
  const { run, findings, network, out, proposed } = created
  const { spec, configCid, configuration } = run
  return {
    name: configuration.name,
    parameters: configuration.parameters,
    ...{ spec, configCid, out, findings, proposed },
    artefacts: run.artefacts.map(({ name, cid, bytes }) => ({ name, cid, bytes: bytes.length })),
    ...(network && {
      cost: network.cost,
      to: network.cost.governor,
      proposer: network.proposer,
      calldata: network.calldata,
    }),
  }
}
