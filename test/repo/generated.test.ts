/** What is generated is what its source would give now. */
import { spawnSync } from 'node:child_process'
import { expect } from 'chai'

/** Runs a generator so that it only compares, and gives what it complains of. */
function complaintOf(script: string): string {
  const args = [`scripts/${script}`, '--check']
  const { status, stderr, error } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  return status === 0 ? '' : `${stderr}${error?.message ?? ''}` || `exit code ${status}`
}

describe('generated files', function () {
  // The contracts are compiled if they have changed.
  this.timeout(600_000)

  it('default: the reference of options is that of the tables', () => {
    expect(complaintOf('generateReference.ts')).to.equal('')
  })

  it('default: the kernel of masking is that of its source', () => {
    expect(complaintOf('generateKernel.ts')).to.equal('')
  })

  it('default: ABI and bytecode are those of the contracts', () => {
    expect(complaintOf('generate.ts')).to.equal('')
  })
})
