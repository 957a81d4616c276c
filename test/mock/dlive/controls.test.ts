import { describe, expect, test } from 'vitest'
import { testMock } from '../../support/mock.js'
import { Browser } from '../sign-in.js'
import { as, dlive, mutate, problems } from './caller.js'
import { authorizeUrl } from './sign-in.js'

describe('the mock', () => {
  const everything = `{ me { avatar createdAt private { streamKey { key } } pastBroadcasts { list { permlink } } chats { ... on ChatText { id createdAt } } followers { list { avatar createdAt } } } }`
  const story = async (seed: string) => {
    const mock = await testMock({ providers: ['dlive'], seed })
    const ask = await as(mock)
    await mock.dlive.goLive('alice')
    await mock.dlive.chat('alice', 'hi')
    return [mock.credentials('dlive'), (await ask(everything)).body]
  }

  test('is the same for the same seed, to the byte, and another for another', async () => {
    expect(await story('one')).toEqual(await story('one'))
    expect(await story('two')).not.toEqual(await story('one'))
  })

  test('forgets everything with a reset', async () => {
    const mock = await dlive()
    const before = (await (await as(mock))(everything)).body
    const ask = await as(mock)
    await mutate(ask, 'streamKeyGenerate')
    await mock.dlive.chat('alice', 'hi')
    await mock.dlive.goLive('bob')
    mock.reset()
    expect(problems(await ask('{ me { id } }'))).toEqual([': Require login'])
    expect((await (await as(mock))(everything)).body).toEqual(before)
    expect((await (await as(mock))('{ livestreams { list { id } } }')).body.data.livestreams.list).toEqual([])
  })

  test('takes no names twice', async () => {
    const mock = await dlive()
    expect(() => mock.dlive.addAccount('alice')).toThrow(/already/)
    expect(() => mock.dlive.addAccount('other', { displayname: 'ALICE' })).toThrow(/already/)
    mock.dlive.addAccount('dave', { displayname: 'Dave', bot: true })
    expect((await (await as(mock, 'dave'))('{ me { displayname role } }')).body.data.me).toEqual({
      displayname: 'Dave',
      role: 'Bot',
    })
  })

  test('says what is wrong with what it is told to do, and does nothing', async () => {
    const mock = await dlive()
    const { dlive: told } = mock
    const wrong: [() => unknown, RegExp][] = [
      [() => told.goLive('Alice'), /no account 'Alice'; the accounts are alice, .*Names are usernames/],
      [() => told.goOffline('nobody'), /no account 'nobody'/],
      [() => told.chat('nobody', 'hi'), /no account 'nobody'/],
      [() => told.chat('alice', 'hi', { from: 'nobody' }), /no account 'nobody'/],
      [() => told.chat('alice', ''), /not empty/],
      [() => told.chat('alice', undefined as never), /not empty/],
      ...[-5, 0, 1.5, Number.NaN, 1e21, '5' as never].map((amount): [() => unknown, RegExp] => [
        () => told.gift('alice', { amount }),
        /'amount' must be a whole number above 0/,
      ]),
      [() => told.follow('bob'), /to themselves/],
      [() => told.subscribe('alice', { from: 'alice' }), /to themselves/],
      [() => told.subscribe('alice', { month: 0 }), /month/],
      ...[{ value: '-1' }, { value: 5 }, { expired: '1.5' }, { value: '' }].map((change): [() => unknown, RegExp] => [
        () => told.chest('alice', change as never),
        /Coins are/,
      ]),
      [() => told.chest('alice', {} as never), /A chest is told/],
      [() => told.chest('alice', { giveaway: true } as never), /A chest is told/],
      ...['', 'Dave', 'd a', undefined as never].map((name): [() => unknown, RegExp] => [
        () => told.addAccount(name),
        /A username is/,
      ]),
      [() => told.addAccount('dave', { displayname: ' ' }), /A display name is/],
      [() => told.rename('bob', ''), /A display name is/],
      [() => told.rename('bob', 'ALICE'), /has the display name/],
      [() => told.markAsBot('nobody'), /no account/],
      [() => told.streamKey('nobody'), /no account/],
      [() => told.inject('nobody', {}), /no account/],
      [() => told.approveApplication('1'), /no application/],
    ]
    const everything = () =>
      as(mock).then((ask) =>
        ask(
          '{ user(username: "alice") { chats { __typename } followers { totalCount } treasureChest { value } } livestreams { list { id } } }',
        ),
      )
    const before = (await everything()).body
    for (const [act, message] of wrong) {
      const error = await (async () => act())().catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(RangeError)
      expect(String(error)).toMatch(message)
    }
    expect((await everything()).body).toEqual(before)
    mock.dlive.rename('bob', 'BOB')
  })

  test('kills the tokens of an account that is marked as a bot’s', async () => {
    const mock = await dlive()
    const ask = await as(mock, 'bob')
    mock.dlive.markAsBot('bob')
    expect(problems(await ask('{ me { role } }'))).toEqual([': Require login'])
    const { expiresAt } = await mock.grant('dlive', { account: 'bob' })
    expect(expiresAt).toBeNull()
    const lasting = await as(mock, 'bob')
    await mock.clock.advance('10y')
    expect((await lasting('{ me { role } }')).body.data.me.role).toBe('Bot')
  })

  test('lists the applications that were sent in, and approves them as staff does', async () => {
    const mock = await dlive()
    expect(mock.dlive.applications()).toEqual([])
    expect(() => mock.dlive.approveApplication('1')).toThrow(RangeError)

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
    expect(mock.dlive.applications()).toEqual([{ id: '1', appName: 'Shop', status: 'waiting' }])
    const { clientId } = mock.dlive.approveApplication('1')
    expect(mock.dlive.applications()).toEqual([{ id: '1', appName: 'Shop', status: 'approved' }])
    const url = authorizeUrl(mock, { client_id: clientId, redirect_uri: redirectUri })
    expect(await mock.approve(url)).toMatch(/^https:\/\/shop\.example\/cb\?code=/)
  })
})
