import { inspect } from 'node:util'
import { Secret } from '@vain/base'
import { expect } from 'chai'
import { readAddress } from '../../src/redis/readAddress.ts'

const read = (text: string) => readAddress(new Secret(text))

describe('readAddress', () => {
  it('default: host, port, TLS, user, password and database', () => {
    const plain = { host: 'localhost', port: 6_379, tls: false, database: 0 }
    expect(read('redis://localhost')).to.deep.equal(plain)
    expect(read('redis://localhost/')).to.deep.equal(plain)
    expect(read('rediss://a:b%40%3A@[fd00::1]:1/12')).to.deep.equal({
      ...{ host: 'fd00::1', port: 1, tls: true, database: 12 },
      ...{ username: 'a', password: 'b@:' },
    })
    expect(read('redis://:only@h')).to.include({ password: 'only' }).and.not.have.key('username')
  })

  it('error: anything else, of which nothing is told', () => {
    for (const text of [
      ...['', 'localhost:6379', 'http://my-secret@h', 'redis://', 'redis://u:my-secret@h/x'],
      ...['redis://u:my-secret%@h', 'redis://u:my-secret@h?tls=no', 'redis://u:my-secret@h/0/1'],
      ...['redis://u:my-secret@h:99999', 'redis://u:my-secret@h#1'],
    ]) {
      const error = catchError(() => read(text))
      expect(error, text).to.include({ code: 'portal/bad-redis' })
      expect(inspect(error, { depth: 9, showHidden: true })).to.not.contain('my-secret')
    }
  })
})

function catchError(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    return error
  }
}
