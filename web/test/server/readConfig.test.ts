import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { developmentWallet } from '../../server/chain/developmentWallet.ts'
import { readConfig } from '../../server/config.ts'

describe('readConfig', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vain-portal-'))
  const file = join(folder, 'network.json')
  const [ledger, governor] = [`0x${'Aa'.repeat(20)}`, `0x${'bB'.repeat(20)}`]

  after(() => rmSync(folder, { recursive: true }))

  it('default: takes ledger and institutions from the network’s own file', () => {
    writeFileSync(file, JSON.stringify({ ledger, institutions: { governor }, run: 1 }))
    const config = readConfig(['--network', file])
    expect(config.ledger).to.equal(ledger.toLowerCase())
    expect(config.institutions).to.deep.equal({ governor: governor.toLowerCase() })
    expect(config.host).to.equal('127.0.0.1')
  })

  it('behavior: leaves out contracts that only a later release knows, and says which', () => {
    const later = { governor, oracle: governor, toString: 'x' }
    writeFileSync(file, JSON.stringify({ ledger, institutions: later }))
    const { institutions, unknownContracts } = readConfig(['--network', file])
    expect(institutions).to.deep.equal({ governor: governor.toLowerCase() })
    expect(unknownContracts).to.deep.equal(['oracle', 'toString'])
  })

  it('error: no ledger, or a file that holds something else', () => {
    expect(() => readConfig([])).to.throw('neither a network nor a ledger')
    writeFileSync(file, JSON.stringify({ ledger, institutions: { governor: '0x12' } }))
    expect(() => readConfig(['--network', file])).to.throw('cannot be read')
  })
})

describe('developmentWallet', () => {
  it('default: names the accounts that everybody knows', () => {
    const { accounts } = developmentWallet(31_337n)
    expect(accounts).to.have.lengthOf(9)
    // Of the phrase of Hardhat and Foundry.
    expect(accounts[0]).to.deep.equal({
      address: '0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266',
      privateKey: '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80',
    })
  })

  it('error: on any other chain', () => {
    expect(() => developmentWallet(1n)).to.throw('no development chain')
  })
})
