import { readFile } from 'node:fs/promises'
import { isMap, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml'
import { misfitOf, placeOf } from '../../../mock/core/validate.js'
import { seedRulesOf } from '../../../mock/core/definition/seed.js'
import { quoted } from '../../../mock/core/quoted.js'
import { UsageError } from '../../errors/on-air-error.js'
import { unknown } from '../command.js'
import type { Served } from './providers.js'

type Path = readonly (string | number)[]

/** The data of a mock at the start, by provider and part: `livepush: { streams: [ … ] }`. */
export type Seed = Readonly<Record<string, Readonly<Record<string, unknown>>>>

/** Reads a seed from YAML or JSON. Throws a `UsageError` with file, line and column of the error. */
export async function readSeed(file: string, served: readonly Served[]): Promise<Seed> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`Cannot read ${file} (${error.code}).`)
  })
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const refuse = (offset: number, message: string) => {
    const { line, col } = lines.linePos(offset)
    return new UsageError(`${file}:${Math.max(line, 1)}:${Math.max(col, 1)} ${message}`)
  }
  const [broken] = document.errors
  if (broken) throw refuse(broken.pos[0], broken.message)
  const seed = (document.toJS() ?? {}) as Seed
  const refuseAt = (path: Path, must: string, found: unknown) =>
    refuse(offsetOf(document, path), `${placeOf(path) || 'the seed'} must ${must}; ${describe(path, found)}.`)
  if (!isRecord(seed)) throw refuseAt([], 'be an object with a key for each provider', seed)
  for (const [name, parts] of Object.entries(seed)) {
    const provider = served.find((one) => one.name === name)
    if (!provider) {
      const { message } = unknown(
        'provider',
        name,
        served.map((one) => one.name),
      )
      throw refuse(offsetOf(document, [name]), message)
    }
    if (!isRecord(parts)) throw refuseAt([name], 'be an object with lists such as accounts and clients', parts)
    const rules = seedRulesOf((await provider.definition()).parts)
    for (const [part, value] of Object.entries(parts)) {
      const rule = Object.hasOwn(rules, part) ? rules[part] : undefined
      if (!rule)
        throw refuse(offsetOf(document, [name, part]), unknown(`part of ${name}`, part, Object.keys(rules)).message)
      const wrong = misfitOf(rule, value)
      if (wrong) throw refuseAt([name, part, ...wrong.path], wrong.must, wrong.found)
    }
  }
  return seed
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The start of the value at a path, or of the nearest one around it. */
function offsetOf({ contents }: Document, path: Path): number {
  let node: Node | null = contents
  let offset = node?.range?.[0] ?? 0
  for (const step of path) {
    const below: unknown = isMap(node) || isSeq(node) ? node.get(step, true) : undefined
    if (!below) break
    node = below as Node
    offset = node.range?.[0] ?? offset
  }
  return offset
}

/** The found value, hidden if it may be a secret. */
function describe(path: Path, found: unknown): string {
  if (found === undefined) return 'it is missing'
  if (Array.isArray(found)) return 'it is a list'
  if (isRecord(found)) return 'it is an object'
  const isSecret = path.some((step) => /secret|password|token|code|key/i.test(String(step)))
  if (isSecret && found !== null) return `it is a ${typeof found}`
  return `it is ${typeof found === 'string' ? quoted(found) : JSON.stringify(found)}`
}
