import { writeFileSync } from 'node:fs'
import { heldContracts, layoutFile, readLayout } from './solidity/layouts.ts'

// Not a part of `npm run generate`: a layout changes because somebody decided so.
for (const contract of heldContracts) {
  writeFileSync(layoutFile(contract), `${JSON.stringify(readLayout(contract), null, 2)}\n`)
  console.log(`wrote the layout of ${contract}`)
}
