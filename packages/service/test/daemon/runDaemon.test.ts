import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect } from 'chai'

type Ending = { code: number | null; stdout: string; stderr: string }

/** Runs the daemon under test; `meanwhile` gets it and a wait for what it writes. */
async function runUnderTest(
  behaviour: readonly string[],
  meanwhile?: (child: ChildProcess, written: (text: string) => Promise<void>) => Promise<unknown>,
): Promise<Ending> {
  const path = new URL('./daemonUnderTest.ts', import.meta.url).pathname
  const child = spawn(process.execPath, [decodeURIComponent(path), ...behaviour], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk) => {
    stdout += chunk
  })
  child.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  const ended: Promise<unknown[]> = once(child, 'close')
  const written = async (text: string): Promise<void> => {
    while (!stdout.includes(text)) await Promise.race([once(child.stdout, 'data'), ended])
  }
  await meanwhile?.(child, written)
  await ended
  return { code: child.exitCode, stdout, stderr }
}

describe('runDaemon', () => {
  it('default: ends with 0 when the work is done', async () => {
    expect(await runUnderTest(['ends'])).to.include({ code: 0, stderr: '' })
  })

  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    it(`behavior: ${signal} stops it once, and it cleans up`, async () => {
      const { code, stdout, stderr } = await runUnderTest(['stops'], async (child, written) => {
        await written('ready')
        child.kill(signal)
        await written('cleaning')
        // npm hands on the Ctrl-C that the terminal has already delivered.
        child.kill(signal)
      })
      expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' })
      expect(stdout).to.match(/"msg":"stopping"[\s\S]*cleaning\nclean\n$/)
    })

  it('behavior: stops when the program that started it is gone', async () => {
    const path = new URL('./daemonUnderTest.ts', import.meta.url).pathname
    const child = spawn(process.execPath, [decodeURIComponent(path), 'stops'], {
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    })
    let said = ''
    child.stdout?.on('data', (chunk) => {
      // The system closes the channel in the same way when a program is killed.
      if (String(chunk).includes('ready')) child.disconnect()
      said += chunk
    })
    const [code] = await once(child, 'exit')
    expect(code).to.equal(0)
    expect(said).to.include('is gone')
  })

  it('behavior: to pass on the wish to stop is no error', async () => {
    const ending = await runUnderTest(['passesOn'], async (child, written) => {
      await written('ready')
      child.kill('SIGTERM')
    })
    expect(ending).to.include({ code: 0, stderr: '' })
  })

  it('behavior: a clean-up that takes too long is cut', async () => {
    const { code, stderr } = await runUnderTest(['hangs'], async (child, written) => {
      await written('ready')
      child.kill('SIGTERM')
    })
    expect(code).to.equal(1)
    expect(stderr).to.match(/^daemon\/stop-timeout: /)
  })

  it('behavior: a second signal ends it at once, with the code of that signal', async () => {
    const { code, stderr } = await runUnderTest(
      ['hangs', 'info', '60000'],
      async (child, written) => {
        await written('ready')
        child.kill('SIGTERM')
        await written('cleaning')
        const insisting = setInterval(() => child.kill('SIGINT'), 50)
        await once(child, 'exit')
        clearInterval(insisting)
      },
    )
    expect({ code, stderr }).to.deep.equal({ code: 130, stderr: '' })
  })

  it('behavior: what is left open after the work does not keep the process', async () => {
    const { code, stdout } = await runUnderTest(['leavesOpen'])
    expect(code).to.equal(0)
    expect(stdout).to.match(/Timeout.*still open/)
  })

  it('error: bad options are printed as code, sentence and way out, without a stack', async () => {
    const { code, stdout, stderr } = await runUnderTest(['badOptions'])
    expect({ code, stdout }).to.deep.equal({ code: 1, stdout: '' })
    expect(stderr).to.equal('options/missing: rpc is not set\n  Give --rpc.\n')
  })

  it('error: a failure is printed and logged; its stack at debug only', async () => {
    const { code, stdout, stderr } = await runUnderTest(['fails'])
    expect(code).to.equal(1)
    expect(stderr).to.equal(
      'chain/unreachable: the chain does not answer\n  Start it, or name another with --rpc.\n',
    )
    expect(stdout).to.include('"code":"chain/unreachable"').and.not.include('daemonUnderTest.ts')
    const loud = await runUnderTest(['fails', 'debug'])
    expect(loud.stdout).to.include('daemonUnderTest.ts')
    expect(loud.stderr).to.equal(stderr)
  })

  it('error: one that is not ours is printed by name, its stack is logged', async () => {
    const { code, stdout, stderr } = await runUnderTest(['breaks'])
    expect(code).to.equal(1)
    expect(stderr).to.match(/^SyntaxError: [^\n]+\n$/)
    expect(stdout).to.include('daemonUnderTest.ts')
  })

  for (const [behaviour, name] of [
    ['rejects', 'round/lost'],
    ['throws', 'TypeError'],
  ] as const)
    it(`error: what nobody caught is logged, stops it cleanly and makes the code 1 (${behaviour})`, async () => {
      const { code, stdout, stderr } = await runUnderTest([behaviour])
      expect(code).to.equal(1)
      expect(stderr).to.equal(`${name}: nobody caught this\n`)
      expect(stdout).to.match(/"level":"error".*was not (handled|caught)[\s\S]*\nclean\n$/)
    })
})
