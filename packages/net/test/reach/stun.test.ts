import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { expect } from 'chai'
import fc from 'fast-check'
import { detectNat } from '../../src/reach/stunClient.ts'
import {
  decodeBindingAnswer,
  decodeBindingRequest,
  encodeBindingAnswer,
  encodeBindingRequest,
  encodeRefusal,
} from '../../src/reach/stunMessage.ts'
import { startStunServer } from '../../src/reach/stunServer.ts'
import { recordLog, someBytes } from '../support.ts'

const hex = (text: string): Uint8Array =>
  Uint8Array.from(Buffer.from(text.replace(/\s/g, ''), 'hex'))

/** RFC 5769 §2.1, §2.2 and §2.3. */
const id = hex('b7e7a701bc34d686fa87dfae')
const request = hex(`
  00010058 2112a442 b7e7a701 bc34d686 fa87dfae
  80220010 5354554e 20746573 7420636c 69656e74
  00240004 6e0001ff 80290008 932ff9b1 51263b36
  00060009 6576746a 3a683676 59202020
  00080014 9aeaa70c bfd8cb56 781ef2b5 b2d3f249 c1b571a2 80280004 e57a3bcf`)
const answer4 = hex(`
  0101003c 2112a442 b7e7a701 bc34d686 fa87dfae
  8022000b 74657374 20766563 746f7220
  00200008 0001a147 e112a643
  00080014 2b91f599 fd9e90c3 8c7489f9 2af9ba53 f06be7d7 80280004 c07d4c96`)
const answer6 = hex(`
  01010048 2112a442 b7e7a701 bc34d686 fa87dfae
  8022000b 74657374 20766563 746f7220
  00200014 0002a147 0113a9fa a5d3f179 bc25f4b5 bed2b9d9
  00080014 a382954e 4be67bf1 1784c97c 8292c275 bfe3ed41 80280004 c8fb0b4c`)

describe('STUN', () => {
  const sockets: Socket[] = []
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.close()
  })

  /** Servers that see everyone there, each at a port of its own. */
  function startServers(answers: readonly (readonly [string, number])[]): Promise<string[]> {
    const starting = answers.map(async ([host, port]) => {
      const socket = createSocket('udp4')
      sockets.push(socket)
      socket.on('message', (bytes, from) => {
        const asked = decodeBindingRequest(bytes)
        if (asked === undefined) return
        socket.send(encodeBindingAnswer(asked.id, { host, port }), from.port, from.address)
      })
      socket.bind(0, '127.0.0.1')
      await once(socket, 'listening')
      return `127.0.0.1:${socket.address().port}`
    })
    return Promise.all(starting)
  }

  it('vector: RFC 5769', () => {
    expect(decodeBindingRequest(request)).to.deep.equal({ id, unknown: [] })
    expect(decodeBindingAnswer(answer4, id)).to.deep.equal({ host: '192.0.2.1', port: 32853 })
    const host = '2001:db8:1234:5678:11:2233:4455:6677'
    expect(decodeBindingAnswer(answer6, id)).to.deep.equal({ host, port: 32853 })
  })

  it('default: an answer says what it was given', () => {
    for (const host of ['203.0.113.7', '2001:db8::1', '::ffff:203.0.113.7']) {
      const seen = decodeBindingAnswer(encodeBindingAnswer(id, { host, port: 4001 }), id)
      expect(seen?.port).to.equal(4001)
      expect(seen?.host).to.equal(host.includes('db8') ? '2001:db8:0:0:0:0:0:1' : '203.0.113.7')
    }
  })

  it('error: never throws, and takes no answer to another question', () => {
    expect(decodeBindingAnswer(answer4, someBytes(12))).to.equal(undefined)
    const near = fc.tuple(
      fc.constantFrom(request, answer4, answer6),
      fc.nat(),
      fc.nat(255),
      fc.nat(),
    )
    fc.assert(
      fc.property(near, fc.uint8Array({ maxLength: 600 }), ([bytes, at, value, cut], random) => {
        const mutant = bytes.slice(0, 1 + (cut % bytes.length))
        mutant[at % mutant.length] = value
        for (const input of [mutant, random]) {
          decodeBindingRequest(input)
          decodeBindingAnswer(input, id)
        }
      }),
    )
  })

  it('behavior: a server answers a client, refuses what it does not know, ignores the rest', async () => {
    const server = await startStunServer(recordLog([]), { host: '127.0.0.1', port: 0 })
    const socket = createSocket('udp4')
    try {
      socket.bind(0, '127.0.0.1')
      await once(socket, 'listening')
      const ask = async (bytes: Uint8Array): Promise<Uint8Array> => {
        socket.send(someBytes(30), server.port, '127.0.0.1')
        socket.send(bytes, server.port, '127.0.0.1')
        return Uint8Array.from((await once(socket, 'message'))[0])
      }
      const seen = decodeBindingAnswer(await ask(encodeBindingRequest(id)), id)
      expect(seen).to.deep.equal({ host: '127.0.0.1', port: socket.address().port })
      const strange = hex(`00010004 2112a442 ${Buffer.from(id).toString('hex')} 7fff0000`)
      expect(await ask(strange)).to.deep.equal(encodeRefusal(id, [0x7fff]))
      const report = await detectNat([`127.0.0.1:${server.port}`], ['127.0.0.1'], 5_000)
      // Of one server, however often it is named, it is known only what it says.
      const as = { host: '127.0.0.1', port: report.seen[0]?.as.port }
      const one = `127.0.0.1:${server.port}`
      expect(report).to.deep.equal({ kind: 'unconfirmed', seen: [{ server: one, as }] })
      expect((await detectNat([one, one], [], 5_000)).kind).to.equal('unconfirmed')
    } finally {
      socket.close()
      await server.stop()
    }
  })

  it('behavior: only what two servers say alike is taken for true', async () => {
    const own = ['10.0.0.1']
    const [right, lie, other] = ['11.22.33.44', '9.9.9.9', '8.8.8.8']
    const kindOf = async (...answers: readonly (readonly [string, number])[]) => {
      const { kind, host, seen } = await detectNat(await startServers(answers), own, 5_000)
      expect(seen).to.have.length(answers.length)
      return [kind, host]
    }
    expect(await kindOf([right, 1], [right, 1])).to.deep.equal(['steady', right])
    expect(await kindOf([right, 1], [right, 2])).to.deep.equal(['changing', right])
    expect(await kindOf(['10.0.0.1', 1], ['10.0.0.1', 1])).to.deep.equal(['none', '10.0.0.1'])
    // One liar: about the address, as though there were no router, about the port.
    expect(await kindOf([lie, 1], [right, 1], [right, 1])).to.deep.equal(['steady', right])
    expect(await kindOf(['10.0.0.1', 1], [right, 1], [right, 1])).to.deep.equal(['steady', right])
    expect(await kindOf([right, 9], [right, 1], [right, 1])).to.deep.equal(['steady', right])
    expect(await kindOf([lie, 1], [right, 1], [right, 2])).to.deep.equal(['changing', right])
    for (const answers of [
      [[lie, 1] as const, [right, 1] as const],
      [[lie, 1] as const, [right, 1] as const, [other, 1] as const],
      [['10.0.0.1', 1] as const, [right, 1] as const],
    ])
      expect(await kindOf(...answers)).to.deep.equal(['disputed', undefined])
  })

  it('error: nobody answers', async () => {
    expect(await detectNat(['127.0.0.1:1', 'nonsense'], [], 200)).to.deep.equal({
      kind: 'silent',
      seen: [],
    })
  })
})
