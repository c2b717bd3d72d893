import { VainError } from '@vain/base'
import { expect } from 'chai'
import * as browser from '../../src/backends/platform/browser.ts'
import * as node from '../../src/backends/platform/node.ts'

describe('platforms of the engines', () => {
  it('default: both offer the same', () => {
    expect(Object.keys(browser)).to.have.members(Object.keys(node))
  })

  it('error: outside Node there is no native engine', async () => {
    for (const load of [browser.loadNative, browser.loadWebGpu]) {
      const error = await load().catch((caught: unknown) => caught)
      expect(error).to.be.instanceOf(VainError).with.property('code', 'learn/engine-absent')
    }
  })

  it('behavior: the library is the same, without what is not WebAssembly', async () => {
    const [small, whole] = await Promise.all([browser.importWasm(), node.importWasm()])
    expect(small.env.versions.web).to.equal(whole.env.versions.web)
  })
})
