import { stat, statfs } from 'node:fs/promises'
import { createServer } from 'node:net'
import { totalmem } from 'node:os'
import { join } from 'node:path'
import { bad, type Finding, good, note } from './findings.ts'

const leastNode = 24
const leastDiskBytes = 2 ** 30
const easyDiskBytes = 10 * 2 ** 30
/** What a node and its training process take with a small model, twice. */
const easyMemoryBytes = 2 * 2 ** 30

const inGiB = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`

/** Node's version and the memory. */
export function checkMachine(
  version: string = process.versions.node,
  memory: number = totalmem(),
): Finding[] {
  const [major = 0] = version.split('.').map(Number)
  return [
    major >= leastNode
      ? good('Node', version)
      : bad('Node', version, 'Start the daemon with node_modules/.bin/node of the repository.'),
    memory >= easyMemoryBytes
      ? good('memory', inGiB(memory))
      : note('memory', inGiB(memory), 'Training may take up to 2 GiB: choose small models.'),
  ]
}

/** The data folder, what room there is, and who may read the key. */
export async function checkFiles(options: {
  readonly dataFolder: string
  readonly keystore?: string | undefined
}): Promise<Finding[]> {
  const { dataFolder, keystore = join(dataFolder, 'keystore.json') } = options
  const found = await statOf(dataFolder)
  if (found === undefined)
    return [note('data folder', `${dataFolder} is not there`, 'The first start makes it.')]
  const { bavail, bsize } = await statfs(dataFolder)
  const free = bavail * bsize
  const room = `${inGiB(free)} free`
  return [
    isOpen(found.mode)
      ? note('data folder', `${dataFolder} is open to others`, `chmod 700 ${dataFolder}`)
      : good('data folder', dataFolder),
    free < leastDiskBytes
      ? bad('disk', room, 'Make room: every round leaves its artefacts.')
      : free < easyDiskBytes
        ? note('disk', room, 'Every round leaves its artefacts: watch it.')
        : good('disk', room),
    await checkKeystore(keystore),
  ]
}

async function checkKeystore(path: string): Promise<Finding> {
  const found = await statOf(path)
  if (found === undefined)
    return note('keystore', `${path} is not there`, 'The first start makes one.')
  return isOpen(found.mode)
    ? bad('keystore', `${path} can be read by others`, `chmod 600 ${path}`)
    : good('keystore', path)
}

/** Whether the TCP addresses to listen on can be had; a daemon that runs holds them. */
export async function checkListen(listen: readonly string[]): Promise<Finding[]> {
  const places = listen.flatMap((address) => {
    const [, host, port] = /^\/ip[46]\/([^/]+)\/tcp\/(\d+)/.exec(address) ?? []
    return host === undefined ? [] : [{ address, host, port: Number(port) }]
  })
  return Promise.all(
    places.map(async ({ address, host, port }) => {
      const code = await bindFailure(host, port)
      if (code === undefined) return good('port', `${address} is free`)
      const wayOut =
        code === 'EADDRINUSE'
          ? 'Well if the daemon runs: it holds the port. Else find who does, or choose another.'
          : 'Choose an address of this machine, such as /ip4/0.0.0.0/tcp/4001.'
      return (code === 'EADDRINUSE' ? note : bad)('port', `${address}: ${code}`, wayOut)
    }),
  )
}

function bindFailure(host: string, port: number): Promise<string | undefined> {
  const server = createServer()
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    server.listen(port, host, () => server.close(() => resolve(undefined)))
  })
}

const isOpen = (mode: number): boolean => (mode & 0o077) !== 0

const statOf = (path: string): Promise<{ mode: number } | undefined> =>
  stat(path).catch(() => undefined)
