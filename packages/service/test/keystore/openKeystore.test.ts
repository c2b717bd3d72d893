import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fromHex, Secret, toHex } from '@vain/base'
import { expect } from 'chai'
import {
  computeAddress,
  concat,
  decryptKeystoreJson,
  encryptKeystoreJson,
  getBytes,
  keccak256,
} from 'ethers'
import { describeError, type KeystoreCrypto, openKeystore, systemRandom } from '../../src/index.ts'

const deps: KeystoreCrypto = {
  keccak256: (...parts) => getBytes(keccak256(concat(parts))),
  addressOf: (key) => key.open((bytes) => getBytes(computeAddress(toHex(bytes)))),
  random: systemRandom,
}

// Web3 Secret Storage Definition, test vector "Scrypt", with the published key and password.
const vector = {
  crypto: {
    cipher: 'aes-128-ctr',
    cipherparams: { iv: '83dbcc02d8ccb40e466191a123791e0e' },
    ciphertext: 'd172bf743a674da9cdad04534d56926ef8358534d458fffccd4e6ad2fbde479c',
    kdf: 'scrypt',
    kdfparams: {
      dklen: 32,
      n: 262_144,
      p: 8,
      r: 1,
      salt: 'ab0c7876052600dd703518d6fc3fe8984592145b591fc8fb5c6d43190334ba19',
    },
    mac: '2103ac29920d71da29f15d75b4a16dbe95cfd7ff8faea1056c33131d846e3097',
  },
  id: '3198bc9c-6672-5ab3-d995-4942343ae5b6',
  version: 3,
}
const vectorKey = '7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d'
const password = new Secret('testpassword')
const digits = (key: Secret<Uint8Array>): string => key.open((bytes) => toHex(bytes).slice(2))

describe('openKeystore', () => {
  let folder: string
  let path: string

  const keep = (content: unknown, mode = 0o600): void => {
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content), { mode })
    chmodSync(path, mode)
  }
  const open = (options: Partial<Parameters<typeof openKeystore>[1]> = {}) =>
    openKeystore(deps, { path, password, create: false, ...options })
  const failure = async (opening: Promise<unknown>): Promise<{ code: string; message: string }> => {
    const outcome = await opening.then(
      () => ({ code: 'none' }),
      (error) => error,
    )
    expect(describeError(outcome)).to.not.include(vectorKey).and.not.include('testpassword')
    return outcome
  }

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'vain keystore '))
    path = join(folder, 'keys', 'operator.json')
    mkdirSync(join(folder, 'keys'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('vector: Web3 Secret Storage, scrypt', async () => {
    keep(vector)
    expect(digits(await open())).to.equal(vectorKey)
  })

  it('default: a new key is kept, opens again, and ethers opens it too', async () => {
    rmSync(join(folder, 'keys'), { recursive: true })
    const key = await open({ create: true })
    expect(digits(await open({ create: true }))).to.equal(digits(key))
    const foreign = await decryptKeystoreJson(readFileSync(path, 'utf8'), 'testpassword')
    expect(foreign.privateKey.slice(2)).to.equal(digits(key))
    expect(foreign.address.toLowerCase()).to.equal(toHex(deps.addressOf(key)))
  })

  it('behavior: file and folder are the owner’s alone', async () => {
    rmSync(join(folder, 'keys'), { recursive: true })
    await open({ create: true })
    expect(statSync(path).mode & 0o777).to.equal(0o600)
    expect(statSync(join(folder, 'keys')).mode & 0o777).to.equal(0o700)
    expect(readdirSync(join(folder, 'keys'))).to.deep.equal(['operator.json'])
  })

  it('behavior: keeps the key that is given, and refuses another where one is kept', async () => {
    const privateKey = new Secret(fromHex(vectorKey))
    expect(digits(await open({ create: true, privateKey }))).to.equal(vectorKey)
    const written = readFileSync(path, 'utf8')
    expect(written).to.not.include(vectorKey)
    expect(digits(await open({ privateKey }))).to.equal(vectorKey)
    const other = new Secret(systemRandom(32))
    expect(await failure(open({ create: true, privateKey: other }))).to.include({
      code: 'keystore/other-key',
    })
    expect(readFileSync(path, 'utf8')).to.equal(written)
  })

  it('behavior: opens what ethers wrote, with a password beyond ASCII', async () => {
    const text = 'Pässwörd ﬁ ☂'
    const account = { address: computeAddress(`0x${vectorKey}`), privateKey: `0x${vectorKey}` }
    keep(await encryptKeystoreJson(account, text, { scrypt: { N: 1_024, r: 8, p: 1 } }))
    expect(digits(await open({ password: new Secret(text) }))).to.equal(vectorKey)
    // The same text with combining marks, as some keyboards type it.
    expect(digits(await open({ password: new Secret(text.normalize('NFD')) }))).to.equal(vectorKey)
  })

  it('behavior: what a crashed write left behind neither breaks nor is taken for the keystore', async () => {
    writeFileSync(join(folder, 'keys', '.operator.json.0011223344556677.tmp'), '{"version": 3, "cr')
    expect(await failure(open())).to.include({ code: 'keystore/missing' })
    const key = await open({ create: true })
    expect(digits(await open())).to.equal(digits(key))
  })

  it('behavior: of two that create at once one wins, and no key is overwritten', async () => {
    const outcomes = await Promise.allSettled([open({ create: true }), open({ create: true })])
    const won = outcomes.filter((outcome) => outcome.status === 'fulfilled')
    const lost = outcomes.filter((outcome) => outcome.status === 'rejected')
    expect(won).to.have.length(1)
    expect(lost[0]?.reason).to.include({ code: 'file/exists' })
    const kept = won[0]?.value as Secret<Uint8Array>
    expect(digits(await open())).to.equal(digits(kept))
    expect(readdirSync(join(folder, 'keys'))).to.deep.equal(['operator.json'])
  })

  it('error: no keystore, and not asked to make one', async () => {
    expect(await failure(open())).to.include({ code: 'keystore/missing' })
    expect(readdirSync(join(folder, 'keys'))).to.deep.equal([])
  })

  it('error: wrong password, altered ciphertext, altered address', async () => {
    const account = { address: computeAddress(`0x${vectorKey}`), privateKey: `0x${vectorKey}` }
    const text = await encryptKeystoreJson(account, 'testpassword', { scrypt: { N: 1_024 } })
    keep(text)
    expect(digits(await open())).to.equal(vectorKey)
    const wrong = new Secret('Testpassword')
    expect(await failure(open({ password: wrong }))).to.include({ code: 'keystore/wrong-password' })
    keep(
      text.replace(
        /"ciphertext":"./,
        (match) => match.slice(0, -1) + (match.endsWith('0') ? 1 : 0),
      ),
    )
    expect(await failure(open())).to.include({ code: 'keystore/wrong-password' })
    keep({ ...JSON.parse(text), address: '00'.repeat(20) })
    expect(await failure(open())).to.include({ code: 'keystore/other-address' })
  })

  it('error: a file that others may read, with the command that mends it', async () => {
    for (const mode of [0o644, 0o640, 0o604, 0o620, 0o601]) {
      keep(vector, mode)
      const error = await failure(open())
      expect(error).to.include({ code: 'file/open-to-others' })
      expect(describeError(error)).to.include(`chmod 600 '${path}'`)
    }
  })

  it('error: what is no keystore, or asks for more work than any wallet', async () => {
    const { crypto } = vector
    const params = (change: object) => ({
      ...vector,
      crypto: { ...crypto, kdfparams: { ...crypto.kdfparams, ...change } },
    })
    for (const bad of [
      '',
      'null',
      '[]',
      '{"version": 3',
      { ...vector, version: 1 },
      { ...vector, crypto: { ...crypto, kdf: 'pbkdf2' } },
      { ...vector, crypto: { ...crypto, cipher: 'aes-128-cbc' } },
      { ...vector, crypto: { ...crypto, ciphertext: `${crypto.ciphertext}00` } },
      { ...vector, crypto: { ...crypto, mac: crypto.mac.slice(2) } },
      params({ n: 2 ** 21 }),
      params({ n: 262_143 }),
      params({ r: 32 }),
      params({ p: 1_000 }),
      params({ dklen: 16 }),
      params({ salt: 'zz' }),
    ]) {
      keep(bad)
      expect(await failure(open())).to.include({ code: 'keystore/not-a-keystore' })
    }
    keep(' '.repeat(100_000))
    expect(await failure(open())).to.include({ code: 'file/too-large' })
  })
})
