import { createRequire } from 'node:module'
import {
  AbiCoder,
  type Contract,
  ContractFactory,
  type EventLog,
  id,
  ZeroAddress,
  ZeroHash,
} from 'ethers'
import type { Figure } from '../../../scripts/bench/figure.ts'
import { gasOf, ownerOf } from '../support/chain.ts'
import { gas } from './gas.ts'

const require = createRequire(import.meta.url)

/** What others pay to put one model hash of one participant on a chain. */
export async function benchReferences(): Promise<Figure[]> {
  const registry = await deployEas('SchemaRegistry')
  const eas = await deployEas('EAS', await registry.getAddress())
  const schema = 'bytes32 modelHash,uint64 round'
  const registered = await registry.getFunction('register').send(schema, ZeroAddress, true)
  const [log] = (await registered.wait())?.logs ?? []
  const uid = (log as EventLog).topics[1]
  const attest = (round: number): Promise<number> =>
    gasOf(
      eas.getFunction('attest').send({
        schema: uid,
        data: {
          recipient: ZeroAddress,
          expirationTime: 0,
          revocable: true,
          refUID: ZeroHash,
          data: AbiCoder.defaultAbiCoder().encode(['bytes32', 'uint64'], [id('model'), round]),
          value: 0,
        },
      }) as never,
    )
  await attest(1)
  return [
    gas('reference/eas-attest', await attest(2)),
    // Measured with its published contracts, not in this run.
    gas('reference/gensyn-submitReward (published contracts)', 91_748),
  ]
}

/** A contract of the Ethereum Attestation Service, from the bytecode in its package. */
async function deployEas(name: string, ...args: unknown[]): Promise<Contract> {
  const file = `@ethereum-attestation-service/eas-contracts/artifacts/contracts/${name}.sol/${name}.json`
  const { abi, bytecode } = require(file)
  const contract = await new ContractFactory(abi, bytecode, await ownerOf()).deploy(...args)
  return contract as Contract
}
