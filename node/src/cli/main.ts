import { describeError } from '@vain/service'
import { auditCommand } from './audit/audit.ts'
import { type Commands, findCommand, listCommands } from './commands.ts'
import { dataCommand } from './data/data.ts'
import { enginesCommand } from './engines.ts'
import { networkCommand } from './network/command.ts'
import { nodeCommand } from './node/command.ts'
import { privacyCommand } from './privacy/privacy.ts'
import { replayCommand } from './replay/replay.ts'
import { rewardsCommand } from './rewards/command.ts'
import { runCommand } from './run/command.ts'
import { simulateCommand } from './simulate/simulate.ts'
import { stakeCommand, stakeCommands } from './stake.ts'
import { statusCommand } from './status/status.ts'
import { storeCommand } from './store/store.ts'
import { trainCommand } from './train/train.ts'

const commands: Commands = {
  audit: {
    text: 'Verify a run from its first event to its head, trusting nobody.',
    run: auditCommand,
  },
  data: {
    text: 'Check or describe the examples of a folder.',
    run: dataCommand,
  },
  engines: {
    text: 'Try what this machine can train on.',
    run: enginesCommand,
  },
  network: {
    text: 'Found a network: chain, contracts, funds.',
    run: networkCommand,
  },
  node: {
    text: "Check a machine, look after one's own daemon.",
    run: nodeCommand,
  },
  privacy: {
    text: 'Say what a run gives away of those who train it, or plan the noise of one.',
    run: privacyCommand,
  },
  replay: {
    text: 'Repeat a recorded training, or those of a round, and say whether they give the same bytes.',
    run: replayCommand,
  },
  retire: {
    text: 'Take an operator out of the network.',
    run: (argv) => stakeCommand(stakeCommands.retire, argv),
  },
  rewards: {
    text: 'Compute, sign and bring what rounds pay.',
    run: rewardsCommand,
  },
  run: {
    text: 'Create, vote on, start and watch runs.',
    run: runCommand,
  },
  simulate: {
    text: 'Play a federation of a scenario file on a virtual clock.',
    run: simulateCommand,
  },
  status: { text: 'Say where the runs and an operator stand.', run: statusCommand },
  store: { text: "Look after an operator's artefacts.", run: storeCommand },
  train: {
    text: "Train a model on one's own examples, without a network.",
    run: trainCommand,
  },
  unbond: {
    text: 'Take VAIN out of the bond.',
    run: (argv) => stakeCommand(stakeCommands.unbond, argv),
  },
  withdraw: {
    text: 'Pay out what has finished unbonding.',
    run: (argv) => stakeCommand(stakeCommands.withdraw, argv),
  },
}

const usage = `vain: tools of the vAIn network

Usage: vain <command> [options]

Commands
${listCommands(commands)}
vain <command> --help tells its options.
`

const [command, ...argv] = process.argv.slice(2)

async function run(): Promise<number> {
  const found = findCommand(commands, command)
  if (found !== undefined) return found.run(argv)
  const isHelp = command === undefined || command === 'help' || command === '--help'
  if (isHelp) process.stdout.write(usage)
  else process.stderr.write(`vain: there is no command ${command}\n\n${usage}`)
  return isHelp ? 0 : 2
}

process.exitCode = await run().catch((error: unknown) => {
  process.stderr.write(`${describeError(error)}\n`)
  return 2
})
