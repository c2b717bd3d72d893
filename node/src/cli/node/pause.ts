import { helpText, readOptions } from '@vain/service'
import { changeParticipationEndpoint } from '../../api/index.ts'
import { changeDaemon } from './daemonApi.ts'
import { daemonPlaceOptions } from './daemonPlaceOptions.ts'

const texts = {
  pause: 'The node sees through the rounds it has joined, then joins none until it is resumed.',
  resume: 'The node joins rounds again, from the next one that opens.',
} as const

/**
 * `vain node pause` and `vain node resume`: tell one's own daemon, with the token of its data folder.
 *
 * @returns exit code
 * @throws {VainError} what reading the options throws, `vain/daemon-away`, `vain/daemon-refused`
 */
export async function pauseCommand(
  name: keyof typeof texts,
  argv: readonly string[],
): Promise<number> {
  if (argv.includes('--help')) {
    const usage = `vain node ${name} --config FILE [options]`
    process.stdout.write(helpText(daemonPlaceOptions, { usage, text: texts[name] }))
    return 0
  }
  const options = readOptions(daemonPlaceOptions, { argv, env: process.env, sharedFile: true })
  await changeDaemon(options, changeParticipationEndpoint, { paused: name === 'pause' })
  process.stdout.write(`${texts[name]}\n`)
  return 0
}
