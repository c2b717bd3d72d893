/** Nothing of the machine it was written on, of where it was installed from, or of anyone's keys. */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'

const ignored = ['node_modules', '.cache', '.git', '.vain']

/** Files under version control, and those about to be; all there are where git is not. */
function trackedFiles(): string[] {
  const listing = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate']
  const { status, stdout } = spawnSync('git', listing, { encoding: 'utf8' })
  if (status !== 0) return filesIn('.')
  // A file that was deleted and is not committed yet is no longer there to be read.
  return stdout.split('\0').filter((path) => path !== '' && existsSync(path))
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (ignored.includes(entry.name) || entry.name.endsWith('.log')) return []
    if (entry.isDirectory()) return filesIn(path)
    return entry.isFile() ? [path] : []
  })
}

/** What no file may hold. Written so that no pattern matches its own text. */
const forbidden: Readonly<Record<string, RegExp>> = {
  'a folder of one machine': /(?<![\w.~-])\/(?:work|root|home\/\w+|Users\/\w+)\//,
  'the address of a registry':
    /https?:\/\/(?:[^\s"'/]*(?:registry|pypi|mirror)|[^\s"']*(?:artifactory|nexus|verdaccio))/i,
  'a package resolved to an address': /"resolved":\s*"(?:git\+)?(?:https?|ssh|file):/,
  'the key of a registry': /_(?:authToken|password|auth)\s*=/,
  'a private key': /-----BEGIN [A-Z ]*PRIVATE KEY/,
  'a token of a service':
    /\b(?:npm_\w{36}|gh[pousr]_\w{36}|github_pat_\w{22}|AKIA[0-9A-Z]{16}|xox[abp]-\w{10}|sk-\w{32})/,
}

describe('what is tracked', () => {
  const files = trackedFiles()

  it('default: finds the files of the repository', () => {
    const expected = ['README.md', 'package-lock.json', '.npmrc', 'node/src/main.ts']
    expect(expected.filter((path) => !files.includes(path))).to.deep.equal([])
    expect(files.filter((path) => path.split('/').includes('node_modules'))).to.deep.equal([])
  })

  for (const [what, pattern] of Object.entries(forbidden))
    it(`error: no file holds ${what}`, () => {
      const found = files.flatMap((path) => {
        const lines = readFileSync(path, 'latin1').split('\n')
        const line = lines.findIndex((text) => pattern.test(text))
        return line < 0 ? [] : [`${path}:${line + 1}`]
      })
      expect(found, found.join('\n')).to.deep.equal([])
    })

  it('error: no file is a data folder or an environment', () => {
    const names = /(^|\/)(\.env(\..*)?|keystore\.json|password|.*\.(pem|key|sqlite|log))$/
    expect(files.filter((path) => names.test(path))).to.deep.equal([])
  })
})
