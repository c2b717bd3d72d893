import { once } from 'node:events'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fromHex, Secret, VainError } from '@vain/base'
import { createRewardsWriter, encodeCall, peerDigest } from '@vain/chain'
import {
  addressOf,
  blsAggregateSignatures,
  blsProve,
  blsPublicKey,
  blsSign,
  keccak256,
  secp256k1PublicKey,
  signDigest,
} from '@vain/crypto'
import {
  deriveOperatorKeys,
  type Hex,
  possessionMessage,
  rewardDigest,
  roles,
} from '@vain/protocol'
import { openKeystore, systemRandom } from '@vain/service'
import { startTestChain, type TestChain } from '@vain/testkit'
import { expect } from 'chai'
import { rewardsCommand } from '../../../src/cli/rewards/command.ts'
import { temporaryFolder } from '../../support/temporaryFolder.ts'
import { printed } from '../network/account.ts'

const vain = 10n ** 18n
const sample = 'docs/samples/rewards/policy.json'

/** Whoever asks for a file of the folder gets it, as from an operator's gateway. */
async function serve(folder: string): Promise<Server> {
  const server = createServer((request, response) => {
    const name = new URL(request.url ?? '/', 'http://any').pathname.split('/').at(-1) ?? ''
    const isThere = readdirSync(folder).includes(name)
    response.writeHead(isThere ? 200 : 404).end(isThere ? readFileSync(join(folder, name)) : '')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

describe('rewardsCommand', function () {
  this.timeout(120_000)
  const folder = temporaryFolder()
  const publish = join(folder, 'publish')
  let chain: TestChain
  let gateway: Server

  /** A registered validator with so much at stake, and its daemon's config file. */
  async function enlist(i: number, stake: bigint): Promise<string> {
    const [own, writer] = [chain.accounts[i], chain.writers[i]]
    if (own === undefined || writer === undefined) throw new Error('there is no such account')
    const { keyBook, chainId, ledger } = chain.deployment
    const { peer, bls } = deriveOperatorKeys(own.privateKey)
    const blsKey = blsPublicKey(bls)
    await writer.bond(stake * vain)
    await writer.register({
      peerKey: secp256k1PublicKey(peer),
      peerProof: signDigest(peer, peerDigest(chainId, keyBook, own.address)),
      roles: roles.validator,
      blsKey,
      blsProof: blsProve(bls, possessionMessage(chainId, keyBook, own.address, blsKey)),
      endpoints: [],
    })
    const path = join(folder, `keystore-${i}.json`)
    const crypto = { keccak256, addressOf, random: systemRandom }
    const password = new Secret('word')
    await openKeystore(crypto, { path, password, create: true, privateKey: own.privateKey })
    const config = join(folder, `config-${i}.json`)
    const values = { rpcUrl: chain.url, ledger, keystore: path, passwordFile: 'password' }
    writeFileSync(config, JSON.stringify({ ...values, dataFolder: '.', publishFolder: 'publish' }))
    return config
  }

  const configs: string[] = []

  before(async () => {
    chain = await startTestChain({ rewards: { maxEpochAge: 3, activationDelay: 50 } })
    writeFileSync(join(folder, 'password'), 'word', { mode: 0o600 })
    for (const [i, stake] of [
      [1, 300n],
      [2, 200n],
      [3, 100n],
    ] as const)
      configs.push(await enlist(i, stake))
  })
  after(async () => {
    gateway?.close()
    await chain.stop()
  })

  const run = async (command: string, ...flags: string[]) => {
    const { rewards } = chain.deployment.institutions
    const { port } = (gateway?.address() ?? { port: 1 }) as AddressInfo
    const where = ['--rewards', rewards, '--source', `http://127.0.0.1:${port}`, '--json']
    return JSON.parse((await printed(() => rewardsCommand([command, ...where, ...flags]))).text)
  }
  const codeOf = async (command: string, ...flags: string[]): Promise<string> => {
    const error = await run(command, ...flags).catch((thrown: unknown) => thrown)
    return error instanceof VainError ? error.code : String(error)
  }
  const sign = (i: number, ...more: string[]) =>
    run('sign', '--config', configs[i] ?? '', '--output', join(folder, `share-${i}`), ...more)
  const shares = (...of: number[]): string[] => [
    ...['--config', configs[0] ?? ''],
    ...['--shares', of.map((i) => join(folder, `share-${i}`)).join(',')],
  ]

  it('default: makes the artefact of a policy, and the call that names it', async () => {
    const { text } = await printed(() =>
      rewardsCommand(['policy', '--file', sample, '--out', publish, '--json']),
    )
    const { cid, content, calldata } = JSON.parse(text)
    gateway = await serve(publish)
    expect(readdirSync(publish)).to.deep.equal([cid])
    expect(calldata).to.equal(encodeCall('rewards', 'setPolicy', [content]))
    expect(await codeOf('show', '--config', configs[0] ?? '')).to.equal('rewards/no-policy')
    const { rewards } = chain.deployment.institutions
    const [founder] = chain.wallets
    if (founder === undefined) throw new Error('there is no founder')
    await createRewardsWriter(founder, chain.deployment, rewards).setPolicy(content as Hex)
    expect(await codeOf('show', '--config', configs[0] ?? '')).to.equal('rewards/no-set')
  })

  it('error: a file that is no policy, and a contract that pays no rewards', async () => {
    const file = join(folder, 'wrong.json')
    for (const text of [
      '',
      '{"v":1}',
      readFileSync(sample, 'utf8').replace('"from": 100', '"from": 1'),
    ]) {
      writeFileSync(file, text)
      const refused = await rewardsCommand(['policy', '--file', file]).catch((error) => error.code)
      expect(refused, text).to.equal('rewards/bad-policy')
    }
    const { ledger } = chain.deployment
    const where = [
      '--rewards',
      ledger,
      '--source',
      'http://127.0.0.1:1',
      '--config',
      configs[0] ?? '',
    ]
    const refused = await rewardsCommand(['show', ...where]).catch((error) => error.code)
    expect(refused).to.equal('chain/no-rewards')
  })

  it('default: what two thirds have signed is brought, and nobody else’s word counts', async () => {
    for (const _ of [1, 2]) {
      await chain.pass(100)
      await chain.writers[0]?.snapshot()
    }
    const { digest, block, rounds, epoch } = await sign(0)
    expect({ rounds, epoch }).to.deep.equal({ rounds: 0, epoch: 2 })
    expect((await sign(1, '--block', `${block}`)).digest).to.equal(digest)
    await sign(2, '--block', `${block}`)
    expect(await codeOf('propose', ...shares(1, 2))).to.equal('rewards/too-few-signed')
    const forged = readFileSync(join(folder, 'share-1'), 'utf8').replace(
      '"validator": 1',
      '"validator": 0',
    )
    writeFileSync(join(folder, 'share-9'), forged)
    expect(await codeOf('propose', ...shares(9, 2))).to.equal('rewards/bad-share')
    writeFileSync(join(folder, 'share-9'), forged.replace('"v": 1', '"v": 2'))
    expect(await codeOf('propose', ...shares(9, 2))).to.equal('rewards/bad-share')
    // Exactly two thirds.
    expect((await run('propose', ...shares(0, 2))).number).to.equal(1)
    expect(readdirSync(publish)).to.have.length(2)
    expect(await codeOf('propose', ...shares(0, 1))).to.equal('rewards/other-distribution')
    // What was signed while another waited stays good once that one counts.
    // One after the other: what they print is told apart by time.
    await sign(0, '--block', `${block}`)
    await sign(1, '--block', `${block}`)
    expect(await codeOf('propose', ...shares(0, 1))).to.equal('rewards/pending')
    await chain.pass(50)
    expect((await run('propose', ...shares(0, 1))).number).to.equal(2)
  })

  it('error: less than by the last distribution, which is taken from whoever has not claimed', async () => {
    const { deployment, writers, wallets, accounts } = chain
    const { chainId, institutions } = deployment
    const [wallet] = wallets
    if (wallet === undefined) throw new Error('there is no founder')
    const { rewards } = institutions
    await writers[0]?.transfer(rewards, 5n)
    await chain.pass(50)
    const part = {
      epoch: 2,
      root: `0x${'11'.repeat(32)}`,
      content: `0x${'22'.repeat(32)}`,
    } as const
    const distribution = { ...part, number: 3, total: 5n }
    const message = fromHex(rewardDigest({ chainId, contract: rewards }, distribution))
    const signatures = accounts
      .slice(1, 4)
      .map(({ privateKey }) => blsSign(deriveOperatorKeys(privateKey).bls, message))
    const signature = blsAggregateSignatures(signatures)
    const writer = createRewardsWriter(wallet, deployment, rewards)
    await writer.propose({ ...distribution, nonSigners: [], signature })
    const own = ['--config', configs[0] ?? '', '--output', join(folder, 'share-lower')]
    expect(await codeOf('sign', ...own), 'it is pending').to.equal('rewards/lower-total')
    await chain.pass(50)
    expect(await codeOf('sign', ...own), 'it counts').to.equal('rewards/lower-total')
    await sign(0, '--lower')
    await sign(1, '--lower')
    expect(await codeOf('propose', ...shares(0, 1))).to.equal('rewards/lower-total')
    expect((await run('propose', '--lower', ...shares(0, 1))).number).to.equal(4)
  })

  it('error: who is no validator, and a set that is too old', async () => {
    const stranger = join(folder, 'stranger.json')
    const config = JSON.parse(readFileSync(configs[0] ?? '', 'utf8'))
    const path = join(folder, 'keystore-stranger.json')
    const crypto = { keccak256, addressOf, random: systemRandom }
    await openKeystore(crypto, { path, password: new Secret('word'), create: true })
    writeFileSync(stranger, JSON.stringify({ ...config, keystore: path }))
    const output = join(folder, 'share-stranger')
    const own = ['--config', stranger, '--output', output]
    expect(await codeOf('sign', ...own)).to.equal('rewards/not-a-validator')
    await chain.pass(400)
    expect(await codeOf('sign', '--config', configs[0] ?? '', '--output', output)).to.equal(
      'rewards/stale-set',
    )
  })
})
