import { readFile } from 'node:fs/promises'
import { relative } from 'node:path'
import type { SourceFile } from './find-specs.js'

/** A source as read from disk. */
export interface SourceText extends SourceFile {
  /** With line feeds only, so that a checkout on Windows generates the same bytes. */
  readonly text: string
  /** Its path as a reader here would open it, with forward slashes. */
  readonly path: string
}

/** Reads a source. */
export const readSource = async ({ file, source }: SourceFile): Promise<SourceText> => {
  const near = relative(process.cwd(), file)
  const path = (near.startsWith('..') ? file : near).replaceAll('\\', '/')
  return { file, source, path, text: withLineFeeds(await readFile(file, 'utf8')) }
}

/** A text with the line endings that it had before a checkout on Windows. */
export const withLineFeeds = (text: string): string => (text.includes('\r') ? text.replaceAll('\r\n', '\n') : text)
