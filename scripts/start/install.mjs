import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join, resolve, sep } from 'node:path'
import { bin, Failure, interruptedBy, node, root, runGroup, say } from './children.mjs'
import { takeLock } from './lock.mjs'

const modules = join(root, 'node_modules')
const cache = join(root, '.cache')
const stamp = join(cache, 'installed')
const lockFile = join(root, 'package-lock.json')
const oldestNode = 24

function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'))
}

/** Makes sure that node_modules is what the lock file names. */
export async function install() {
  if (isInstalled()) return
  mkdirSync(cache, { recursive: true })
  const lock = await takeLock(join(cache, 'install.lock'))
  try {
    if (!isInstalled()) await installNow(lock.addHolder)
  } finally {
    lock.release()
  }
}

function isInstalled() {
  const hash = lockHash()
  const stamped = existsSync(stamp) && readFileSync(stamp, 'utf8').trim() === hash
  if (!existsSync(node) || !existsSync(join(modules, '.package-lock.json'))) return false
  if (stamped) return true
  // Someone ran npm by hand: what counts is whether it left the packages of the lock file.
  if (differences().length > 0) return false
  writeStamp(hash)
  return true
}

function lockHash() {
  return createHash('sha256').update(readFileSync(lockFile)).digest('hex')
}

function writeStamp(hash) {
  mkdirSync(cache, { recursive: true })
  writeFileSync(stamp, `${hash}\n`)
}

/** Packages of the lock file that this machine needs and that are missing or of another version. */
function differences() {
  const { packages: wanted } = readJson(lockFile)
  const { packages: found } = readJson(join(modules, '.package-lock.json'))
  // What only a package for another platform needs bears no platform of its own.
  const isNeeded = (name) =>
    Object.entries(wanted).some(
      ([path, { dependencies, optionalDependencies }]) =>
        (path === '' || found[path]) && name in { ...dependencies, ...optionalDependencies },
    )
  return Object.entries(wanted)
    .filter(([path, entry]) => {
      if (path === '') return false
      if (!found[path]) return !entry.optional || (isForHere(entry) && isNeeded(nameOf(path)))
      return found[path].version !== entry.version || !existsSync(join(root, path))
    })
    .map(([path]) => nameOf(path))
}

function nameOf(path) {
  return path.replace(/^.*node_modules\//, '')
}

function isForHere({ os, cpu, libc }) {
  const fits = (list, here) =>
    !list || list.includes(here) || (list[0].startsWith('!') && !list.includes(`!${here}`))
  return fits(os, process.platform) && fits(cpu, process.arch) && (!libc || fits(libc, hereLibc()))
}

function hereLibc() {
  if (process.platform !== 'linux') return undefined
  // Without this a report looks up the names of all peers first.
  process.report.excludeNetwork = true
  return process.report.getReport().header.glibcVersionRuntime ? 'glibc' : 'musl'
}

async function installNow(onStart) {
  rmSync(stamp, { force: true })
  // npm would do it too; done first, npx cannot pick the Node that is about to be deleted.
  rmSync(modules, { recursive: true, force: true })
  const env = outsideEnvironment()
  // --include: NODE_ENV=production would leave out the tools, Node 24 among them.
  const npm = [
    'ci',
    '--include=dev',
    '--include=optional',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ]
  const { devDependencies } = readJson(join(root, 'package.json'))
  // npm under an older Node silently leaves out optional native packages that want a newer one.
  const isNew = outsideNode(env) >= oldestNode
  const [command, ...args] = isNew
    ? ['npm', ...npm]
    : ['npx', '-y', '-p', `node@${devDependencies.node}`, '--', 'npm', ...npm]
  say('Installing the packages of package-lock.json; this takes about a minute, once.')
  const code = await runGroup(command, args, { env, onStart })
  if (interruptedBy())
    throw new Failure('Installing was interrupted; the next start begins it anew.')
  if (code !== 0) throw new Failure(`npm could not install the packages (exit code ${code}).`)
  assertNode(devDependencies.node)
  warnOfMissing()
  writeStamp(lockHash())
}

/** The environment without our own node_modules in the path. */
function outsideEnvironment() {
  const path = (process.env.PATH ?? '').split(delimiter)
  const outside = path.filter((folder) => !`${resolve(folder)}${sep}`.startsWith(modules + sep))
  return { ...process.env, PATH: outside.join(delimiter) }
}

function outsideNode(env) {
  return majorOf(spawnSync('node', ['--version'], { env, encoding: 'utf8' }).stdout)
}

function majorOf(version) {
  return Number(/^v(\d+)\./.exec(version ?? '')?.[1] ?? 0)
}

function assertNode(version) {
  const { stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' })
  if (majorOf(stdout) >= oldestNode) return
  throw new Failure(
    [
      `npm did not install Node ${version} in node_modules (found ${stdout?.trim() || 'none'}).`,
      'It comes through the install script of the package "node": check that neither .npmrc nor the',
      'environment sets ignore-scripts, delete node_modules, and try again.',
    ].join('\n'),
  )
}

function warnOfMissing() {
  const missing = differences()
  if (missing.length > 0)
    say(
      [
        `npm left out packages that this machine needs: ${missing.join(', ')}.`,
        'What uses them will fail. Check that omit=optional is not set, delete node_modules, try again.',
      ].join('\n'),
    )
  const folders = [bin, ...(process.env.PATH ?? '').split(delimiter)]
  if (!folders.some((folder) => existsSync(join(folder, 'anvil'))))
    say(
      [
        'anvil, the chain behind npm start, was not found; npm has it for Linux on x86-64 only.',
        'Elsewhere install Foundry and put anvil on the PATH.',
      ].join('\n'),
    )
}
