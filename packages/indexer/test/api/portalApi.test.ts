import { expect } from 'chai'
import { portalApi } from '../../src/index.ts'

describe('portalApi', () => {
  it('default: every endpoint has a name and a place of its own', () => {
    const { endpoints } = portalApi
    const places = endpoints.map(({ method, path }) => `${method} ${path}`)
    expect(new Set(places)).to.have.lengthOf(places.length)
    expect(new Set(endpoints.map(({ name }) => name))).to.have.lengthOf(places.length)
    for (const { path } of endpoints)
      expect(path).to.match(/^\/((rpc|health|ready|metrics)$|api\/v1\/[a-z])/)
  })

  it('default: what stands in a path is parsed', () => {
    for (const { path, parameters = {} } of portalApi.endpoints)
      for (const [, name] of path.matchAll(/\{(\w+)\}/g))
        expect(parameters, path).to.have.property(name as string)
  })

  it('behavior: what changes something is for no other web page', () => {
    for (const { method, access } of portalApi.endpoints)
      if (method !== 'get') expect(access).to.equal('sameOrigin')
  })

  it('behavior: pages are bounded', () => {
    for (const { name, parameters = {} } of portalApi.endpoints) {
      const limit = parameters.limit
      if (limit === undefined) continue
      expect(limit.safeParse('0').success, name).to.equal(false)
      expect(limit.safeParse('1001').success, name).to.equal(false)
      expect(limit.parse('100'), name).to.equal(100)
      expect(limit.parse(undefined), name).to.be.at.most(100)
    }
  })

  it('behavior: addresses and ids come in any case and go on in lower case', () => {
    const find = (name: string) => portalApi.endpoints.find((it) => it.name === name)
    const address = find('readAccount')?.parameters?.address
    expect(address?.parse(`0x${'Ab'.repeat(20)}`)).to.equal(`0x${'ab'.repeat(20)}`)
    expect(address?.safeParse(`0x${'ab'.repeat(19)}`).success).to.equal(false)
    const id = find('readProposal')?.parameters?.id
    expect(id?.parse(`0x${'Ab'.repeat(32)}`)).to.equal(`0x${'ab'.repeat(32)}`)
  })
})
