/** systemd's units start the daemons by files and options that are there. */
import { existsSync, readFileSync } from 'node:fs'
import { expect } from 'chai'
import { filesLike } from '../manifests.ts'
import { strangersIn } from './tables.ts'

/** All values of a key of a unit. */
const valuesOf = (text: string, key: string): string[] =>
  [...text.matchAll(new RegExp(`^${key}=(.*)$`, 'gm'))].map(([, value = '']) => value)

const units = filesLike('ops/systemd/*.service')

describe('ops/systemd', () => {
  it('default: there is one for each daemon', () => {
    expect(units).to.deep.equal([
      'ops/systemd/vain-aggregator.service',
      'ops/systemd/vain-node.service',
      'ops/systemd/vain-portal.service',
    ])
  })

  for (const unit of units) {
    const text = readFileSync(unit, 'utf8')
    const daemon = /vain-(\w+)\.service/.exec(unit)?.[1] ?? ''

    it(`default: ${unit} starts its daemon with options that it has`, () => {
      const [program = '', main = '', ...rest] = valuesOf(text, 'ExecStart')[0]?.split(' ') ?? []
      expect(program).to.equal('/opt/vain/node_modules/.bin/node')
      expect(existsSync(main), main).to.equal(true)
      expect(rest).to.deep.equal(['--config', `/etc/vain/${daemon}.json`])
      const environment = valuesOf(text, 'Environment').map((pair) => pair.split('='))
      expect(strangersIn(daemon, Object.fromEntries(environment))).to.deep.equal([])
    })

    it(`default: ${unit} is its own user’s, and gives up what it does not need`, () => {
      expect(valuesOf(text, 'User')).to.deep.equal([`vain-${daemon}`])
      for (const key of ['NoNewPrivileges', 'ProtectHome', 'PrivateTmp', 'PrivateDevices'])
        expect(valuesOf(text, key), key).to.deep.equal(['yes'])
      expect(valuesOf(text, 'ProtectSystem')).to.deep.equal(['strict'])
      expect(valuesOf(text, 'CapabilityBoundingSet')).to.deep.equal([''])
      // The daemons stop within 15 seconds.
      expect(Number(valuesOf(text, 'TimeoutStopSec'))).to.be.above(15)
    })
  }
})
