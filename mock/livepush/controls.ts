import * as z from 'zod'
import { StreamDetail } from '../../generated/livepush/schemas.js'
import type { components } from '../../generated/livepush/types.js'
import { controlsOf } from '../core/definition/controls.js'
import { playingOn, publish as publishTo, unpublish as unpublishFrom } from './lifecycle.js'
import { serializeDetail } from './serialize.js'
import { addAccount as addAccountOf } from './state.js'
import type { LivepushWorld } from './world.js'

const control = controlsOf<LivepushWorld>()
const stream = z.strictObject({ streamId: z.string() })
const detail: z.ZodType<components['schemas']['StreamDetail']> = StreamDetail
const nothing = z.strictObject({})
const video = z.object({ id: z.string(), title: z.string(), duration: z.number().describe('Seconds.') })

export const publish = control({
  summary: 'Starts a simulcast, as an encoder does.',
  input: stream,
  output: detail,
  run: ({ streamId }, world) => serializeDetail(publishTo(world, streamId)),
})

export const unpublish = control({
  summary: 'Ends a simulcast. A recording appears some time later.',
  input: stream,
  output: detail,
  run: ({ streamId }, world) => serializeDetail(unpublishFrom(world, streamId)),
})

export const nowPlaying = control({
  summary: 'Returns the video that the scheduler is playing on a stream of the category `schedule`.',
  input: stream,
  output: video.nullable(),
  run: ({ streamId }, world) => playingOn(world, streamId),
})

export const addAccount = control({
  summary: 'Adds an account without resources. Its password is its name.',
  input: z.strictObject({ account: z.string().min(1) }),
  output: z.null(),
  run({ account }, world) {
    addAccountOf(world, world.users.add(account))
    return null
  },
})

export const streams = control({
  summary: 'Lists the streams of every account.',
  input: nothing,
  output: z.array(detail),
  run: (_, { state }) => [...state.streams.values()].map(serializeDetail),
})

export const videos = control({
  summary: 'Lists the stored videos of every account. No known API call does.',
  input: nothing,
  output: z.array(video),
  run: (_, { state }) => [...state.videos.values()],
})
