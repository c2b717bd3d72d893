import { parseMarkdown } from '../../../web/src/features/governance/components/markdown/parseMarkdown.ts'
import { textInputs } from '../mutate/inputs.ts'
import type { Target } from '../target.ts'

const governance = (path: string): string => `web/src/features/governance/${path}`

const description = `# Raise the quorum

What \`setQuorum\` does, **in short**, and *why*: [the text](https://example.org/a).

- one
- two

1. first
> quoted
\`\`\`
code
\`\`\`
`

/** What strangers have written for those who look at the portal. */
export const portalTargets: readonly Target[] = [
  {
    name: 'portal/parseMarkdown',
    covers: [
      governance('components/markdown/parseMarkdown.ts'),
      governance('components/markdown/parseSpans.ts'),
    ],
    inputs: textInputs([description], (size) =>
      ['**', '`', '```\n', '[', '[a](', '\n> ', '- a\n', ' '].map((part) =>
        part.repeat(size / part.length),
      ),
    ),
    decode: (bytes) => parseMarkdown(new TextDecoder().decode(bytes)),
    isTotal: true,
    // An object for each part of a line.
    memory: { bytes: 4_194_304, perByte: 512 },
    longest: 262_144,
  },
]
