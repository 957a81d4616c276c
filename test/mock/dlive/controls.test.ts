import { describe, expect, test } from 'vitest'
import { testMock } from '../../support/mock.js'
import { Browser } from '../sign-in.js'
import { as, dlive, mutate, problems } from './caller.js'
import { authorizeUrl } from './sign-in.js'

describe('the mock', () => {
  const everything = `{ me { avatar createdAt private { streamKey { key } } pastBroadcasts { list { permlink } } chats { ... on ChatText { id createdAt } } followers { list { avatar createdAt } } } }`
  const story = async (randomSeed: string) => {
    const mock = await testMock({ providers: ['dlive'], randomSeed })
    const ask = await as(mock)
    await mock.dlive.publish({ username: 'alice' })
    await mock.dlive.chat({ streamer: 'alice', text: 'hi' })
    return [mock.credentials('dlive'), (await ask(everything)).body]
  }

  test('is byte for byte the same for the same random seed, and different for another', async () => {
    expect(await story('one')).toEqual(await story('one'))
    expect(await story('two')).not.toEqual(await story('one'))
  })

  test('is empty after a reset', async () => {
    const mock = await dlive()
    const before = (await (await as(mock))(everything)).body
    const ask = await as(mock)
    await mutate(ask, 'streamKeyGenerate')
    await mock.dlive.chat({ streamer: 'alice', text: 'hi' })
    await mock.dlive.publish({ username: 'bob' })
    mock.reset()
    expect(problems(await ask('{ me { id } }'))).toEqual([': Require login'])
    expect((await (await as(mock))(everything)).body).toEqual(before)
    expect((await (await as(mock))('{ livestreams { list { id } } }')).body.data.livestreams.list).toEqual([])
  })

  test('refuses duplicate names', async () => {
    const mock = await dlive()
    await expect(mock.dlive.addAccount({ username: 'alice' })).rejects.toThrow(/already/)
    await expect(mock.dlive.addAccount({ username: 'other', displayname: 'ALICE' })).rejects.toThrow(/already/)
    await mock.dlive.addAccount({ username: 'dave', displayname: 'Dave', bot: true })
    expect((await (await as(mock, 'dave'))('{ me { displayname role } }')).body.data.me).toEqual({
      displayname: 'Dave',
      role: 'Bot',
    })
  })

  test('reports a wrong input of a control, and changes nothing', async () => {
    const mock = await dlive()
    const { dlive: controls } = mock
    const wrong: [() => Promise<unknown>, RegExp][] = [
      [
        () => controls.publish({ username: 'Alice' }),
        /no account 'Alice'; the accounts are alice, .*Names are usernames/,
      ],
      [() => controls.chat({ streamer: 'alice', text: 'hi', from: 'unknown' }), /no account 'unknown'/],
      [() => controls.chat({ streamer: 'alice', text: '' }), /'text'/],
      [() => controls.gift({ streamer: 'alice', amount: 1.5 }), /'amount'/],
      [() => controls.gift({ streamer: 'alice', gift: 'lemon' as never }), /'gift'/],
      [() => controls.follow({ streamer: 'bob' }), /to itself/],
      [() => controls.subscribe({ streamer: 'alice', from: 'alice' }), /to itself/],
      [() => controls.subscribe({ streamer: 'alice', month: 0 }), /'month'/],
      [() => controls.chest({ streamer: 'alice', value: '-1' }), /'value'.*coins are/],
      [() => controls.chest({ streamer: 'alice' }), /pass one of value, expired and giveaway/],
      [() => controls.chest({ streamer: 'alice', value: '1', expired: '1' }), /pass one of/],
      [() => controls.addAccount({ username: 'Dave' }), /A username may contain/],
      [() => controls.addAccount({ username: 'dave', displayname: ' ' }), /A display name must/],
      [() => controls.rename({ username: 'bob', displayname: 'ALICE' }), /with the display name/],
      [() => controls.inject({ streamer: 'unknown', event: {} }), /no account/],
      [() => controls.approveApplication({ id: '1' }), /no application/],
    ]
    const before = mock.snapshot()
    for (const [act, message] of wrong) {
      const error: unknown = await act().catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(RangeError)
      expect(String(error)).toMatch(message)
    }
    expect(mock.snapshot()).toEqual(before)
    await controls.rename({ username: 'bob', displayname: 'BOB' })
  })

  test('invalidates the tokens of an account that is marked as a bot’s', async () => {
    const mock = await dlive()
    const ask = await as(mock, 'bob')
    await mock.dlive.markAsBot({ username: 'bob' })
    expect(problems(await ask('{ me { role } }'))).toEqual([': Require login'])
    const { expiresAt } = await mock.grant('dlive', { account: 'bob' })
    expect(expiresAt).toBeNull()
    const lasting = await as(mock, 'bob')
    await mock.clock.advance('10y')
    expect((await lasting('{ me { role } }')).body.data.me.role).toBe('Bot')
  })

  test('lists the submitted applications, and approves them as staff does', async () => {
    const mock = await dlive()
    expect(await mock.dlive.applications()).toEqual([])
    await expect(mock.dlive.approveApplication({ id: '1' })).rejects.toThrow(RangeError)

    const browser = new Browser(mock, '/dlive/console')
    await browser.logIn('alice')
    await browser.get('/dlive/console/applications/new')
    const redirectUri = 'https://shop.example/cb'
    await browser.post('/dlive/console/applications', {
      appName: 'Shop',
      appDomains: 'shop.example',
      redirectUri,
      policyUrl: 'https://shop.example/privacy',
      contactEmail: 'dev@shop.example',
    })
    expect(await mock.dlive.applications()).toEqual([{ id: '1', appName: 'Shop', status: 'waiting' }])
    const { clientId } = await mock.dlive.approveApplication({ id: '1' })
    expect(await mock.dlive.applications()).toEqual([{ id: '1', appName: 'Shop', status: 'approved' }])
    const url = authorizeUrl(mock, { client_id: clientId, redirect_uri: redirectUri })
    expect(await mock.approve(url)).toMatch(/^https:\/\/shop\.example\/cb\?code=/)
  })
})
