import { readFileSync } from 'node:fs'
import { DockerfileParser } from 'dockerfile-ast'

/** What an image says of the processes that are started from it. */
export type Image = {
  readonly entrypoint: readonly string[]
  readonly environment: Readonly<Record<string, string>>
}

/** What a stage of a Dockerfile and the stages below it set. */
export function readImage(file: string, target: string): Image {
  const instructions = DockerfileParser.parse(readFileSync(file, 'utf8')).getInstructions()
  type Stage = { below: string; name: string; rows: [keyword: string, text: string][] }
  const stages: Stage[] = []
  for (const instruction of instructions) {
    const words = instruction.getArguments().map((word) => word.getValue())
    if (instruction.getKeyword() === 'FROM')
      stages.push({ below: words[0] ?? '', name: words[2] ?? '', rows: [] })
    else
      stages.at(-1)?.rows.push([instruction.getKeyword(), instruction.getArgumentsContent() ?? ''])
  }
  const chain: Stage[] = []
  for (let at: string | undefined = target; at !== undefined; ) {
    const stage = stages.find(({ name }) => name === at)
    if (stage !== undefined) chain.unshift(stage)
    at = stage?.below
  }
  const rows = chain.flatMap((stage) => stage.rows)
  const entrypoint = rows.findLast(([keyword]) => keyword === 'ENTRYPOINT')?.[1] ?? '[]'
  const variables = rows
    .filter(([keyword]) => keyword === 'ENV')
    .flatMap(([, text]) => [...text.matchAll(/(\w+)=(\S+)/g)])
  return {
    entrypoint: JSON.parse(entrypoint),
    environment: Object.fromEntries(variables.map(([, name, value]) => [name, value])),
  }
}
