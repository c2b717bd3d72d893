import { expect } from 'chai'
import { contentPolicy, inlineHashes } from '../../../src/http/site/contentPolicy.ts'

describe('contentPolicy', () => {
  it('vector: names a script by its hash, as CSP Level 3 §6.7.2.2 writes it', () => {
    // Of the specification's own example: alert('Hello, world.');
    const page = "<body><script>alert('Hello, world.');</script></body>"
    expect(inlineHashes(page)).to.deep.equal([
      "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='",
    ])
  })

  it('behavior: names each script once, and none that is a file', () => {
    const page =
      '<script src="/a.js" async=""></script><script id="x">1</script>\n<SCRIPT>1</SCRIPT><script>2\n</script>'
    expect(inlineHashes(page)).to.have.lengthOf(2)
  })

  it('default: nothing runs or loads but what is named', () => {
    const policy = contentPolicy(["'sha256-x'"])
    expect(policy).to.contain("default-src 'none'")
    expect(policy).to.contain("script-src 'self' 'wasm-unsafe-eval' 'sha256-x';")
    expect(policy).to.not.match(/unsafe-inline|'unsafe-eval'|https?:|\*/)
  })
})
