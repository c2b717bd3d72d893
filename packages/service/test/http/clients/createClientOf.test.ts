import type { IncomingMessage } from 'node:http'
import { expect } from 'chai'
import { createClientOf, createIsProxy } from '../../../src/http/clients/createClientOf.ts'

const from = (remoteAddress: string, forwarded?: string) =>
  ({
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
    socket: { remoteAddress },
  }) as Pick<IncomingMessage, 'headers' | 'socket'>

describe('createClientOf', () => {
  const clientOf = createClientOf(createIsProxy(['127.0.0.1', '10.0.0.0/8', 'fd00::/8']))

  it('default: nobody is believed who is not trusted', () => {
    expect(createClientOf(createIsProxy([]))(from('127.0.0.1', '1.2.3.4'))).to.equal('127.0.0.1')
    expect(clientOf(from('9.9.9.9', '1.2.3.4'))).to.equal('9.9.9.9')
  })

  it('default: the client is the last one that no trusted proxy is', () => {
    expect(clientOf(from('127.0.0.1', '1.2.3.4'))).to.equal('1.2.3.4')
    expect(clientOf(from('::ffff:127.0.0.1', '6.6.6.6, 1.2.3.4, 10.1.2.3'))).to.equal('1.2.3.4')
    expect(clientOf(from('fd00::1', '2001:db8:0:1:2::3'))).to.equal('2001:db8:0:1::/64')
  })

  it('behavior: a proxy that names nobody is the client', () => {
    for (const forwarded of [undefined, '', 'unknown', '1.2.3.4:80', '1.2.3.4, evil\u0000'])
      expect(clientOf(from('10.0.0.1', forwarded)), forwarded).to.equal('10.0.0.1')
  })

  it('error: what is no address', () => {
    for (const text of ['', 'localhost', '10.0.0.0/33', '10.0.0.0/x', '10.0.0.0/8/8', '*'])
      expect(() => createIsProxy([text]), text).to.throw('no address and no subnet')
  })
})
