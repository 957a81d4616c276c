import { describe, expect, test } from 'vitest'
import { dlive } from '../../generated/dlive/mock.js'
import { kollusLive } from '../../generated/kollus-live/mock.js'
import { livepush } from '../../generated/livepush/mock.js'
import { ovenstudio } from '../../generated/ovenstudio/mock.js'
import { buoy } from './generated/buoy/mock.js'
import { lighthouse } from './generated/lighthouse/mock.js'

describe.each([kollusLive, dlive, livepush, ovenstudio, buoy, lighthouse])('the examples of $profile.title', (spec) => {
  test('exist for every operation, and match its schema', async () => {
    const [examples, schemas] = await Promise.all([spec.examples(), spec.schemas()])
    expect(Object.keys(examples)).toEqual(Object.keys(spec.operations))
    const refused = Object.entries(examples).filter(([id, { body }]) => {
      const schema = schemas[`${id.charAt(0).toUpperCase()}${id.slice(1)}Response`] as Schema | undefined
      return body !== undefined && schema?.safeParse(body).success !== true
    })
    expect(refused).toEqual([])
  })
})

interface Schema {
  safeParse(value: unknown): { readonly success: boolean }
}
