import { describe, expect, test } from 'vitest'
import { as, codeOf, dlive, user, type Ask } from './caller.js'

describe('a chest', () => {
  const chest = async (
    ask: Ask,
    fields = 'value state ongoingGiveaway { pricePool closeAt durationInSeconds claimed }',
  ) => (await user(ask, `treasureChest { ${fields} }`)).treasureChest

  test('fills, is given away in equal parts to the users who claim one, and starts again', async () => {
    const mock = await dlive()
    const [alice, bob, carol, bot] = [
      await as(mock),
      await as(mock, 'bob'),
      await as(mock, 'carol'),
      await as(mock, 'chatbot'),
    ]
    expect(await codeOf(alice, 'giveawayStart')).toBe(5003)
    await mock.dlive.chest({ streamer: 'alice', value: '123456789012345678' })
    expect(await chest(bob)).toEqual({ value: '123456789012345678', state: 'COLLECTING', ongoingGiveaway: null })
    expect(await codeOf(bob, 'giveawayClaim', 'streamer: "alice"')).toBe(5001)
    expect(await codeOf(alice, 'giveawayStart')).toBeNull()
    expect(await codeOf(alice, 'giveawayStart')).toBe(5002)
    expect(await chest(bob)).toEqual({
      value: '0',
      state: 'CLAIMING',
      ongoingGiveaway: {
        pricePool: '123456789012345678',
        closeAt: String(mock.clock.now() + 600_000),
        durationInSeconds: 600,
        claimed: false,
      },
    })
    expect(await codeOf(bob, 'giveawayClaim', 'streamer: "alice"')).toBeNull()
    expect(await codeOf(bob, 'giveawayClaim', 'streamer: "alice"')).toBe(5004)
    expect(await codeOf(carol, 'giveawayClaim', 'streamer: "alice"')).toBeNull()
    expect(await codeOf(bot, 'giveawayClaim', 'streamer: "alice"')).toBe(5005)
    expect((await chest(bob)).ongoingGiveaway.claimed).toBe(true)
    await mock.clock.advance('10m')
    expect(
      await chest(
        bob,
        'state ongoingGiveaway { claimed } lastGiveawayRewards { value user { username } } myLastGiveawayReward { value }',
      ),
    ).toEqual({
      state: 'COLLECTING',
      ongoingGiveaway: null,
      lastGiveawayRewards: [
        { value: '61728394506172839', user: { username: 'bob' } },
        { value: '61728394506172839', user: { username: 'carol' } },
      ],
      myLastGiveawayReward: { value: '61728394506172839' },
    })
  })

  test('that was ended early is not ended again by the clock', async () => {
    const mock = await dlive()
    const alice = await as(mock)
    await mock.dlive.chest({ streamer: 'alice', value: '5000000' })
    await mock.dlive.chest({ streamer: 'alice', giveaway: 'start' })
    await mock.clock.advance('5m')
    await mock.dlive.chest({ streamer: 'alice', giveaway: 'end' })
    await mock.dlive.chest({ streamer: 'alice', value: '5000000' })
    await mock.dlive.chest({ streamer: 'alice', giveaway: 'start' })
    await mock.clock.advance('5m')
    expect((await chest(alice)).state).toBe('CLAIMING')
    await mock.clock.advance('5m')
    expect((await chest(alice)).state).toBe('COLLECTING')
    await expect(mock.dlive.chest({ streamer: 'alice', giveaway: 'end' })).rejects.toThrow(/no giveaway/)
  })
})
