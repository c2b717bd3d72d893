import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { createServer as createTlsServer, connect as tlsConnect } from 'node:tls'

/** Sends the bytes over bare TCP on loopback, until all have come. */
export async function sendOverTcp(bytes: Uint8Array): Promise<void> {
  const server = createServer((socket) => socket.end(bytes))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  await drained(connect((server.address() as AddressInfo).port, '127.0.0.1'))
  server.close()
}

/**
 * Sends the bytes over TLS 1.2 (AES-256-GCM), by a shared key in place of certificates, for which
 * Node knows no other version: that costs less to begin with, and the same for each byte.
 */
export async function sendOverTls(bytes: Uint8Array): Promise<void> {
  const psk = Buffer.alloc(32, 7)
  const options = { ciphers: 'PSK-AES256-GCM-SHA384', maxVersion: 'TLSv1.2' } as const
  const server = createTlsServer({ ...options, pskCallback: () => psk }, (socket) =>
    socket.end(bytes),
  )
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  const pskCallback = (): { psk: Buffer; identity: string } => ({ psk, identity: 'bench' })
  const checkServerIdentity = (): undefined => undefined
  await drained(
    tlsConnect({ ...options, host: '127.0.0.1', port, pskCallback, checkServerIdentity }),
  )
  server.close()
}

async function drained(socket: Socket): Promise<void> {
  await once(socket.resume(), 'close')
}
