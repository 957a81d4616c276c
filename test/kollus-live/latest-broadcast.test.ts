import { expect, test } from 'vitest'
import { latestBroadcast } from '../../src/kollus-live/index.js'

test.each([{}, [], null, undefined] as const)('the latest broadcast %j means that there was none', (none) => {
  expect(latestBroadcast({ latest_broadcast: none })).toBeUndefined()
})

test('a channel that was on air has its latest broadcast, with any fields', () => {
  for (const latest of [{ is_onair: false }, { key: '20260114-a1b2c3d4', title: 'Demo-3' }])
    expect(latestBroadcast({ latest_broadcast: latest })).toBe(latest)
})
