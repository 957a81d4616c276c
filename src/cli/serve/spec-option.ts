import { defineProvider, type Definition } from '../../../mock/index.js'
import { UsageError } from '../../errors/on-air-error.js'

/** Mocks of the OpenAPI documents at a path: sign-in, tokens and validation as they declare, answers from their examples. */
export async function mockSpecs(path: string): Promise<readonly Definition[]> {
  const { readMockSpecs, SpecError } = await import('../generate/index.js')
  try {
    return (await readMockSpecs(path)).map((spec) => defineProvider(spec).fallback('examples'))
  } catch (error) {
    throw error instanceof SpecError ? new UsageError(error.message.split('\n').slice(0, 5).join('; ')) : error
  }
}
