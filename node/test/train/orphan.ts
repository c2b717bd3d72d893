/** A daemon in small: starts a trainer, tells the trainer's process id, and waits to be killed. */
import { createTrainer } from '../../src/train/index.ts'
import { createFakeLog, fewDigits } from './fixtures.ts'

const { log, lines } = createFakeLog()
await createTrainer({ log }, { data: fewDigits }).examples()
process.send?.(lines.find(({ fields }) => typeof fields.pid === 'number')?.fields.pid)
