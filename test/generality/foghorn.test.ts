import { beforeEach, describe, expect, expectTypeOf, test } from 'vitest'
import { defineProvider, type Mock } from '../../mock/index.js'
import { createProvider, staticToken, type TokenSource, UsageError } from '../../src/index.js'
import { testMock } from '../support/mock.js'
import { foghorn as api } from './generated/foghorn/index.js'
import { foghorn as spec } from './generated/foghorn/mock.js'

/** A provider whose operations can be authorized in several ways. */
const createFoghorn = createProvider(api)
const definition = defineProvider(spec).fallback('examples')

let mock: Mock
let personal: string
let deviceId: string

beforeEach(async () => {
  mock = await testMock({ providers: [definition] })
  ;({ personal, deviceId } = mock.credentials(definition) as unknown as Record<'personal' | 'deviceId', string>)
})

const signIn = async (...scopes: ('horns:read' | 'horns:write')[]): Promise<TokenSource> =>
  staticToken((await mock.grant(definition, { account: 'alice', scopes })).accessToken)

describe('an operation with alternatives of security', () => {
  test('is called with a token, with API keys, or without both, by the options of the client', async () => {
    const byToken = createFoghorn({ auth: await signIn('horns:read', 'horns:write'), ...mock.client })
    const byKeys = createFoghorn({ personal, deviceId, ...mock.client })
    const byBoth = createFoghorn({
      auth: await signIn('horns:read', 'horns:write'),
      personal,
      deviceId,
      ...mock.client,
    })
    for (const client of [byToken, byKeys, byBoth]) {
      expect((await client.call('listHorns')).status).toBe(200)
      expect((await client.call('soundHorns')).status).toBe(204)
      expect((await client.call('listTides')).status).toBe(200)
    }
    expect((await createFoghorn(mock.client).call('listTides')).status).toBe(200)
  })

  test('rejects before it is sent if the client has the options of no alternative, and names them', async () => {
    const client = createFoghorn({ personal, ...mock.client })
    expect((await client.call('listHorns')).status).toBe(200)
    const call = client.call('soundHorns')
    await expect(call).rejects.toThrow(UsageError)
    await expect(call).rejects.toThrow('auth, or personal with deviceId')
    expect(mock.journal.requests().map(({ operation }) => operation)).toEqual(['foghorn.listHorns'])
  })

  test('is refused by the mock for a wrong key, a wrong token, and a token without the scope', async () => {
    const wrong = [{ personal: 'x', deviceId }, { personal, deviceId: 'x' }, { auth: staticToken('x') }]
    for (const options of wrong)
      expect((await createFoghorn({ ...options, ...mock.client }).call('soundHorns')).status).toBe(401)
    const reader = createFoghorn({ auth: await signIn('horns:read'), ...mock.client })
    expect((await reader.call('soundHorns')).status).toBe(403)
    // The tides are for anyone, but a wrong token is a mistake.
    expect((await createFoghorn({ auth: staticToken('x'), ...mock.client }).call('listTides')).status).toBe(401)
  })
})

test('what each operation can do without is optional in the options of the client', () => {
  type Options = Parameters<typeof createFoghorn>[0]
  expectTypeOf<Options['auth']>().toEqualTypeOf<TokenSource | undefined>()
  expectTypeOf<Options['personal']>().toEqualTypeOf<string | undefined>()
})
