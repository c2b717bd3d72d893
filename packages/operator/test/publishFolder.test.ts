import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFakeClock, createMemoryLog } from '@vain/testkit'
import { expect } from 'chai'
import { publishFolder } from '../src/publishFolder.ts'

describe('publishFolder', () => {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'vain-publish-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  /** A store that notes what is put into it. */
  async function start() {
    const put: string[] = []
    const clock = createFakeClock()
    const log = createMemoryLog()
    const content = {
      put: async (bytes: Uint8Array | AsyncIterable<Uint8Array>) => {
        put.push(await textOf(bytes))
        return 'cid'
      },
    }
    const stop = await publishFolder({ log, clock, content }, folder)
    /** Lets it look once more, and waits until it has. */
    const look = async (ms = 2_000): Promise<void> => {
      await clock.advance(ms)
      while (clock.sleepers() === 0) await new Promise((resolve) => setImmediate(resolve))
    }
    return { put, log, look, stop }
  }

  it('default: files that are there are stored at once, each once', async () => {
    writeFileSync(join(folder, 'a'), 'one')
    const { put, look, stop } = await start()
    expect(put).to.deep.equal(['one'])
    await look()
    expect(put).to.deep.equal(['one'])
    await stop()
  })

  it('default: files that come or change are stored later', async () => {
    const { put, look, stop } = await start()
    writeFileSync(join(folder, 'a'), 'one')
    await look()
    writeFileSync(join(folder, 'a'), 'another')
    await look()
    expect(put).to.deep.equal(['one', 'another'])
    await stop()
    writeFileSync(join(folder, 'b'), 'late')
    expect(put).to.have.length(2)
  })

  it('behavior: what stays in the folder is put again every half hour, and said once', async () => {
    writeFileSync(join(folder, 'a'), 'one')
    const { put, log, look, stop } = await start()
    await look(1_790_000)
    expect(put).to.deep.equal(['one'])
    await look(10_000)
    expect(put).to.deep.equal(['one', 'one'])
    expect(log.lines).to.have.length(1)
    await stop()
  })

  it('behavior: folders are passed over, and links, which may lead anywhere', async () => {
    mkdirSync(join(folder, 'inner'))
    writeFileSync(join(folder, 'inner', 'a'), 'hidden')
    symlinkSync(join(folder, 'inner', 'a'), join(folder, 'link'))
    const { put, stop } = await start()
    expect(put).to.deep.equal([])
    await stop()
  })

  it('behavior: a folder that goes is said once, and published again when it is back', async () => {
    const { put, log, look, stop } = await start()
    renameSync(folder, `${folder}-away`)
    await look()
    await look()
    expect(log.lines.filter(({ level }) => level === 'warn')).to.have.length(1)
    renameSync(`${folder}-away`, folder)
    writeFileSync(join(folder, 'a'), 'one')
    await look()
    expect(put).to.deep.equal(['one'])
    await stop()
  })

  it('behavior: a file that goes before it is read ends nothing', async () => {
    for (const name of ['a', 'b']) writeFileSync(join(folder, name), name)
    const put: string[] = []
    const content = {
      put: async (bytes: Uint8Array | AsyncIterable<Uint8Array>) => {
        put.push(await textOf(bytes))
        for (const name of ['a', 'b']) rmSync(join(folder, name), { force: true })
        return 'cid'
      },
    }
    const deps = { log: createMemoryLog(), clock: createFakeClock(), content }
    const stop = await publishFolder(deps, folder)
    expect(put).to.have.length(1)
    await stop()
  })

  it('error: a folder that there is not is refused at the start', async () => {
    rmSync(folder, { recursive: true })
    const error = await start().then(
      () => undefined,
      (thrown) => thrown,
    )
    expect(error?.code).to.equal('ENOENT')
  })
})

async function textOf(bytes: Uint8Array | AsyncIterable<Uint8Array>): Promise<string> {
  let text = ''
  for await (const piece of bytes instanceof Uint8Array ? [bytes] : bytes)
    text += new TextDecoder().decode(piece)
  return text
}
