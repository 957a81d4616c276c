import type { Operation } from '../../specs/profile.js'

/** Media types of text that is neither JSON nor HTML, and that cannot be a mistake for JSON, as `text/plain` can. */
const TEXT = /^(text\/(?!plain\b|html\b)|[^;]*\b(xml|csv|x-?ndjson|jsonl|json-seq|yaml|javascript)\b)/i

/**
 * How the success of an operation is read: its content type decides if the spec has several kinds. `json` is also the kind of JSON or
 * plain text: what is not JSON is then text.
 */
export function answerKind({ answers = ['json'] }: Operation, type: string): 'json' | 'text' | 'bytes' {
  const has = (kind: 'json' | 'text' | 'bytes') => answers.includes(kind)
  if (!has('bytes')) return has('json') && !(has('text') && TEXT.test(type)) ? 'json' : 'text'
  if (!has('json') && !has('text')) return 'bytes'
  if (has('json') && (type === '' || /^[^;]*\bjson *(;|$)/i.test(type))) return 'json'
  return has('text') && (TEXT.test(type) || /^text\/plain\b/i.test(type)) ? 'text' : 'bytes'
}
