import { describeError } from '@vain/service'
import { auditCommand } from './audit.ts'

const usage = `vain: tools of the vAIn network

Usage: vain <command> [options]

Commands
  audit    Verify a run from its first event to its head, trusting nobody.

vain <command> --help tells its options.
`

const [command, ...argv] = process.argv.slice(2)

async function run(): Promise<number> {
  if (command === 'audit') return auditCommand(argv)
  const isHelp = command === undefined || command === 'help' || command === '--help'
  if (isHelp) process.stdout.write(usage)
  else process.stderr.write(`vain: there is no command ${command}\n\n${usage}`)
  return isHelp ? 0 : 2
}

process.exitCode = await run().catch((error: unknown) => {
  process.stderr.write(`${describeError(error)}\n`)
  return 2
})
