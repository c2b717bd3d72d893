import { describeError } from '@vain/service'
import { type Commands, findCommand, listCommands } from './commands.ts'

// Each is loaded when it is asked for: all of them take seconds.
const commands: Commands = {
  audit: {
    text: 'Verify a run from its first event to its head, trusting nobody.',
    run: async (argv) => (await import('./audit/audit.ts')).auditCommand(argv),
  },
  data: {
    text: 'Check or describe the examples of a folder.',
    run: async (argv) => (await import('./data/data.ts')).dataCommand(argv),
  },
  engines: {
    text: 'Try what this machine can train on.',
    run: async (argv) => (await import('./engines.ts')).enginesCommand(argv),
  },
  network: {
    text: 'Found a network: chain, contracts, funds.',
    run: async (argv) => (await import('./network/command.ts')).networkCommand(argv),
  },
  node: {
    text: "Check a machine, look after one's own daemon.",
    run: async (argv) => (await import('./node/command.ts')).nodeCommand(argv),
  },
  privacy: {
    text: 'Say what a run gives away of those who train it, or plan the noise of one.',
    run: async (argv) => (await import('./privacy/privacy.ts')).privacyCommand(argv),
  },
  replay: {
    text: 'Repeat a recorded training, or those of a round, and say whether they give the same bytes.',
    run: async (argv) => (await import('./replay/replay.ts')).replayCommand(argv),
  },
  retire: {
    text: 'Take an operator out of the network.',
    run: (argv) => stake('retire', argv),
  },
  rewards: {
    text: 'Compute, sign and bring what rounds pay.',
    run: async (argv) => (await import('./rewards/command.ts')).rewardsCommand(argv),
  },
  run: {
    text: 'Create, vote on, start and watch runs.',
    run: async (argv) => (await import('./run/command.ts')).runCommand(argv),
  },
  simulate: {
    text: 'Play a federation of a scenario file on a virtual clock.',
    run: async (argv) => (await import('./simulate/simulate.ts')).simulateCommand(argv),
  },
  status: {
    text: 'Say where the runs and an operator stand.',
    run: async (argv) => (await import('./status/status.ts')).statusCommand(argv),
  },
  store: {
    text: "Look after an operator's artefacts.",
    run: async (argv) => (await import('./store/store.ts')).storeCommand(argv),
  },
  train: {
    text: "Train a model on one's own examples, without a network.",
    run: async (argv) => (await import('./train/train.ts')).trainCommand(argv),
  },
  unbond: {
    text: 'Take VAIN out of the bond.',
    run: (argv) => stake('unbond', argv),
  },
  withdraw: {
    text: 'Pay out what has finished unbonding.',
    run: (argv) => stake('withdraw', argv),
  },
}

/** Runs one of the ways out of the network. */
async function stake(name: 'retire' | 'unbond' | 'withdraw', argv: readonly string[]) {
  const { stakeCommand, stakeCommands } = await import('./stake.ts')
  return stakeCommand(stakeCommands[name], argv)
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
  // Its caller knows how packages are installed.
  if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND') throw error
  process.stderr.write(`${describeError(error)}\n`)
  return 2
})
