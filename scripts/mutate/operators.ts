import { isNode, type Node, type Span, spanOf } from '../solidity/syntax.ts'

/** One small change of a source. */
export type Change = Span & { readonly operator: string; readonly replacement: string }

/** What stands in for an operator: its neighbours, not everything that would compile. */
const swaps: Readonly<Record<string, readonly string[]>> = {
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '==': ['!='],
  '!=': ['=='],
  '+': ['-'],
  '-': ['+'],
  '*': ['/'],
  '/': ['*'],
  '%': ['*'],
  '**': ['*'],
  '&': ['|'],
  '|': ['&'],
  '^': ['&'],
  '<<': ['>>'],
  '>>': ['<<'],
  '&&': ['||'],
  '||': ['&&'],
  '+=': ['-='],
  '-=': ['+='],
  '*=': ['/='],
  '/=': ['*='],
  '|=': ['&='],
  '&=': ['|='],
  '^=': ['&='],
  '<<=': ['>>='],
  '>>=': ['<<='],
}

const yulSwaps: Readonly<Record<string, string>> = {
  add: 'sub',
  sub: 'add',
  mul: 'div',
  div: 'mul',
  lt: 'gt',
  gt: 'lt',
  and: 'or',
  or: 'and',
  shl: 'shr',
  shr: 'shl',
  eq: 'lt',
}

const groupOf = (operator: string): string => {
  if (/^(<|<=|>|>=|==|!=)$/.test(operator)) return 'comparison'
  if (/^(&&|\|\|)$/.test(operator)) return 'boolean'
  return /^[+\-*/%]=?$|^\*\*$/.test(operator) ? 'arithmetic' : 'bits'
}

/** Changes of one node; `text` is the whole source. */
export function changesOf(node: Node, text: Buffer): Change[] {
  return byType[node.nodeType]?.(node, text) ?? []
}

const byType: Readonly<Record<string, (node: Node, text: Buffer) => Change[]>> = {
  BinaryOperation: (node, text) =>
    betweenOperands(node, text, node.leftExpression as Node, node.rightExpression as Node),
  Assignment: (node, text) =>
    betweenOperands(node, text, node.leftHandSide as Node, node.rightHandSide as Node),
  UnaryOperation: changeUnary,
  Literal: changeLiteral,
  Conditional: (node, text) => [negate(node.condition as Node, text)],
  IfStatement: changeIf,
  Block: removeStatements,
  UncheckedBlock: removeStatements,
  FunctionDefinition: removeModifiers,
  YulFunctionCall: changeYulCall,
  YulLiteral: changeLiteral,
}

/** Swaps the operator that stands between two operands, with its spaces, comments and brackets. */
function betweenOperands(node: Node, text: Buffer, left: Node, right: Node): Change[] {
  const operator = node.operator as string
  const [from, to] = [spanOf(left).end, spanOf(right).start]
  const at = text.subarray(from, to).indexOf(operator)
  if (at < 0) return []
  const [start, end] = [from + at, from + at + operator.length]
  const group = groupOf(operator)
  return (swaps[operator] ?? []).map((replacement) => ({
    start,
    end,
    operator: group,
    replacement,
  }))
}

function changeUnary(node: Node, text: Buffer): Change[] {
  const { start, end } = spanOf(node)
  const inner = spanOf(node.subExpression as Node)
  const source = text.subarray(inner.start, inner.end).toString()
  const operator = node.operator as string
  if (operator === '!') return [{ start, end, operator: 'boolean', replacement: source }]
  if (operator === '-' || operator === '~')
    return [{ start, end, operator: 'arithmetic', replacement: source }]
  const other = { '++': '--', '--': '++' }[operator]
  if (other === undefined) return []
  const replacement = node.prefix === true ? `${other}${source}` : `${source}${other}`
  return [{ start, end, operator: 'arithmetic', replacement }]
}

/** Numbers next to a number, and the other truth value. Text and addresses stay. */
function changeLiteral(node: Node, text: Buffer): Change[] {
  const span = spanOf(node)
  const source = text.subarray(span.start, span.end).toString()
  const change = (replacement: string): Change => ({ ...span, operator: 'constant', replacement })
  if (node.kind === 'bool') return [change(source === 'true' ? 'false' : 'true')]
  if (node.kind !== 'number') return []
  const [digits = '', ...unit] = source.split(/\s+/)
  if (/^0x[\da-f]{40}$/i.test(digits) || !/^(0x[\da-f_]+|[\d_]+)$/i.test(digits)) return []
  const value = BigInt(digits.replaceAll('_', ''))
  const neighbours = value === 0n ? [1n] : value === 1n ? [0n, 2n] : [value + 1n]
  return neighbours.map((neighbour) => change([neighbour, ...unit].join(' ')))
}

function negate(condition: Node, text: Buffer): Change {
  const span = spanOf(condition)
  const source = text.subarray(span.start, span.end).toString()
  return { ...span, operator: 'condition', replacement: `!(${source})` }
}

/** Whether all that a statement does is to revert. */
function isRevert(statement: unknown): boolean {
  if (!isNode(statement)) return false
  if (statement.nodeType === 'RevertStatement') return true
  const { statements } = statement as { statements?: readonly Node[] }
  return statements?.length === 1 && isRevert(statements[0])
}

/** A check disappears; any other branch is taken the other way round. */
function changeIf(node: Node, text: Buffer): Change[] {
  if (!isNode(node.falseBody) && isRevert(node.trueBody))
    return [{ ...wholeOf(node, text), operator: 'check', replacement: '{}' }]
  return [negate(node.condition as Node, text)]
}

/** A statement with its semicolon, which the compiler does not always count as a part of it. */
function wholeOf(statement: Node, text: Buffer): Span {
  const { start, end } = spanOf(statement)
  return { start, end: text[end] === 0x3b ? end + 1 : end }
}

/** Statements that do something besides computing a value. */
function removeStatements(node: Node, text: Buffer): Change[] {
  return ((node.statements ?? []) as readonly Node[]).flatMap((statement) => {
    if (!/^(Expression|Emit|Revert)Statement$/.test(statement.nodeType)) return []
    const operator = statement.nodeType === 'EmitStatement' ? 'event' : 'statement'
    return [{ ...wholeOf(statement, text), operator, replacement: '{}' }]
  })
}

/** Calls of base constructors stay: without them nothing compiles. */
function removeModifiers(node: Node): Change[] {
  return ((node.modifiers ?? []) as readonly Node[])
    .filter(({ kind }) => kind === 'modifierInvocation')
    .map((modifier) => ({ ...spanOf(modifier), operator: 'modifier', replacement: '' }))
}

function changeYulCall(node: Node): Change[] {
  const name = node.functionName as Node & { readonly name: string }
  const replacement = yulSwaps[name.name]
  return replacement === undefined ? [] : [{ ...spanOf(name), operator: 'assembly', replacement }]
}
