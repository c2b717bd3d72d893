import { VainError } from '@vain/base'
import { expect } from 'chai'
import { type Commands, findCommand, listCommands, runCommandOf } from '../../src/cli/commands.ts'

describe('commands of a program', () => {
  const ran: unknown[] = []
  const commands: Commands = {
    go: {
      text: 'Goes.',
      run: async (argv) => {
        ran.push(argv)
        return 7
      },
    },
    return: { text: 'Comes back.', run: async () => 0 },
  }
  const family = { program: 'vain walk', commands }

  it('default: the command that is named gets the rest, and gives the exit code', async () => {
    expect(await runCommandOf(family, ['go', '--far', 'away'])).to.equal(7)
    expect(ran).to.deep.equal([['--far', 'away']])
  })

  it('default: the list has a line for each, in columns', () => {
    expect(listCommands(commands)).to.equal('  go      Goes.\n  return  Comes back.\n')
  })

  it('error: what is not there is refused with what is, and so is what every object has', async () => {
    for (const name of ['stay', 'constructor', '']) {
      expect(findCommand(commands, name)).to.equal(undefined)
      const refused = await runCommandOf(family, [name]).catch((error: unknown) => error)
      expect(refused).to.be.instanceOf(VainError)
      expect(refused).to.include({ code: 'vain/bad-argument' })
      expect((refused as VainError).context)
        .to.have.property('wayOut')
        .that.includes('go, return')
    }
  })
})
