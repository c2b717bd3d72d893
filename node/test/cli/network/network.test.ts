import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type Anvil, startAnvil } from '@vain/anvil'
import { VainError } from '@vain/base'
import { connectRpc, findGovernor, type Rpc, readDeployment } from '@vain/chain'
import { createMemoryLog } from '@vain/testkit'
import { expect } from 'chai'
import { networkCommand } from '../../../src/cli/network/command.ts'
import { freePort } from '../../support/freePort.ts'
import { temporaryFolder } from '../../support/temporaryFolder.ts'
import { printed } from './account.ts'

const stranger = `0x${'ab'.repeat(20)}`

describe('vain network', function () {
  this.timeout(120_000)
  const folder = temporaryFolder()
  const network = join(folder, 'network')
  let chain: Anvil
  let rpc: Rpc
  let daemon: Server

  before(async () => {
    chain = await startAnvil({ log: createMemoryLog(), port: await freePort(), host: '127.0.0.2' })
    rpc = connectRpc(chain.url)
    // As a daemon that waits for funds.
    daemon = createServer((_, response) => {
      response.writeHead(503).end(JSON.stringify({ status: 'starting', address: stranger }))
    }).listen(0, '127.0.0.1')
  })
  after(async () => {
    daemon.close()
    rpc.close()
    await chain.stop()
  })

  const run = (...argv: string[]) => printed(() => networkCommand(argv))
  const deploy = (...argv: string[]) =>
    run('deploy', '--rpc-url', chain.url, '--folder', network, ...argv)
  const codeOf = async (command: Promise<unknown>): Promise<string> => {
    const error = await command.catch((thrown: unknown) => thrown)
    return error instanceof VainError ? error.code : String(error)
  }
  const read = (name: string) => JSON.parse(readFileSync(join(network, name), 'utf8'))

  it('error: a run file that does not fit costs no deployment', async () => {
    const file = join(folder, 'bad.yaml')
    writeFileSync(file, 'v: 2\n')
    expect(await codeOf(deploy('--development', '--run', file))).to.equal('runs/bad-file')
    expect(await rpc.request('eth_getTransactionCount', [founder, 'latest'])).to.equal('0x0')
  })

  it('error: without --development it takes a keystore, and makes none', async () => {
    const [data, password] = [join(folder, 'none'), join(folder, 'password')]
    writeFileSync(password, 'word', { mode: 0o600 })
    const command = deploy('--data-folder', data, '--password-file', password)
    expect(await codeOf(command)).to.equal('keystore/missing')
  })

  it('behavior: cut off after the contracts, it goes on with those that stand', async () => {
    const cut = join(folder, 'cut')
    const again = (...argv: string[]) =>
      run('deploy', '--development', '--rpc-url', chain.url, '--folder', cut, ...argv)
    const withRun = ['--run', 'docs/samples/run.yaml', '--json']
    mkdirSync(cut)
    // In the way of the artefacts, which come before the run.
    writeFileSync(join(cut, 'publish'), '')
    expect(await codeOf(again(...withRun))).to.match(/EEXIST|ENOTDIR|file\//)
    const readCut = () => JSON.parse(readFileSync(join(cut, 'network.json'), 'utf8'))
    const { ledger, founding } = readCut()
    expect(founding).to.equal(true)
    expect(existsSync(join(cut, 'node.json'))).to.equal(false)
    rmSync(join(cut, 'publish'))
    const { text } = await again(...withRun)
    expect(JSON.parse(text)).to.deep.include({ ledger, runs: [1] })
    expect(readCut()).to.deep.equal(JSON.parse(text))
    const { governor } = readCut().institutions
    expect(await findGovernor(rpc, await readDeployment(rpc, ledger))).to.equal(governor)
  })

  it('default: deploys a network with a run, and leaves what daemons need', async () => {
    const { code, text } = await deploy('--development', '--run', 'docs/samples/run.yaml', '--json')
    expect(code).to.equal(0)
    const { ledger, institutions, runs } = JSON.parse(text)
    expect(runs).to.deep.equal([1])
    expect((await readDeployment(rpc, ledger)).ledger).to.equal(ledger)
    expect(read('node.json')).to.deep.equal({ rpcUrl: chain.url, ledger })
    expect(read('aggregator.json')).to.deep.equal({
      ...{ rpcUrl: chain.url, ledger, publishFolder: 'publish' },
      ...{ dataCourt: institutions.dataCourt, sumCourt: institutions.sumCourt },
    })
  })

  it('behavior: done again, it deploys nothing', async () => {
    const before = await rpc.request('eth_getTransactionCount', [founder, 'latest'])
    const { text } = await deploy('--development', '--json')
    expect(JSON.parse(text)).to.deep.equal(read('network.json'))
    expect(await rpc.request('eth_getTransactionCount', [founder, 'latest'])).to.equal(before)
  })

  it('default: funds addresses and daemons, once', async () => {
    const { port } = daemon.address() as AddressInfo
    const fund = (...argv: string[]) =>
      run('fund', '--development', '--config', join(network, 'node.json'), ...argv)
    const both = `0x${'CD'.repeat(20)},http://127.0.0.1:${port}`
    const { text } = await fund('--to', both, '--vain', '5000.5', '--ether', '2')
    expect(text).to.equal(
      [`0x${'cd'.repeat(20)}`, stranger].map((at) => `${at}  5000.5 VAIN, 2 ether\n`).join(''),
    )
    const again = await fund('--to', both, '--vain', '5000.5', '--ether', '2')
    expect(again.text.match(/has enough/g)).to.have.length(2)
    const more = await fund('--to', stranger, '--vain', '6000', '--ether', '3')
    expect(more.text).to.equal(`${stranger}  999.5 VAIN\n`)
  })

  it('error: whoever is to be funded is not there, or no address', async () => {
    const fund = (to: string) =>
      run('fund', '--development', '--config', join(network, 'node.json'), '--to', to)
    expect(await codeOf(fund('0x12'))).to.equal('vain/bad-argument')
    expect(await codeOf(fund('http://127.0.0.1/path'))).to.equal('vain/bad-argument')
    const port = await freePort()
    const late = run(
      ...['fund', '--development', '--config', join(network, 'node.json')],
      ...['--to', `http://127.0.0.1:${port}`, '--within-seconds', '1'],
    )
    expect(await codeOf(late)).to.equal('vain/no-answer')
  })

  it('error: the record is of another chain, or none', async () => {
    const other = join(folder, 'other')
    mkdirSync(other)
    const deployThere = () =>
      codeOf(run('deploy', '--development', '--rpc-url', chain.url, '--folder', other))
    writeFileSync(join(other, 'network.json'), JSON.stringify({ ledger: stranger }))
    expect(await deployThere()).to.equal('vain/other-chain')
    writeFileSync(join(other, 'network.json'), '{"ledger":1}')
    expect(await deployThere()).to.equal('vain/bad-network')
  })

  it('error: development accounts are for development chains', async () => {
    const own = await startAnvil({ log: createMemoryLog(), port: await freePort(), chainId: 5 })
    try {
      const command = run('deploy', '--development', '--rpc-url', own.url, '--folder', folder)
      expect(await codeOf(command)).to.equal('vain/not-development')
    } finally {
      await own.stop()
    }
  })
})

/** First account of the development phrase. */
const founder = '0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266'
