import { execFileSync } from 'node:child_process'
import { expect } from 'chai'

/** Loads the package in a process of its own and names the files that came with it. */
const script = `
import { registerHooks } from 'node:module'
const files = []
registerHooks({
  load(url, context, next) {
    files.push(url)
    return next(url, context)
  },
})
await import(${JSON.stringify(new URL('../src/index.ts', import.meta.url).href)})
process.stdout.write(files.join('\\n'), () => process.exit())
`

describe('@vain/net', () => {
  it('default: loads nothing of what it does not use', function () {
    this.timeout(60_000)
    const options = { encoding: 'utf8' as const, maxBuffer: 2 ** 24 }
    const args = ['--input-type=module', '--eval', script]
    const files = execFileSync(process.execPath, args, options)
    expect(files).to.include('/helia/dist/src/helia.js')
    for (const name of ['@helia/http/', '@libp2p/kad-dht/', 'acme-client/', 'axios/'])
      expect(files).to.not.include(`node_modules/${name}`)
  })
})
