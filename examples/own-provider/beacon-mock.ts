import { defineProvider } from 'onair/mock'
import type { components } from './generated/beacon/index.js'
import { beacon as spec } from './generated/beacon/mock.js'

type Stream = components['schemas']['Stream']

/** Beacon as a mock. Sign-in, tokens, scopes and validation come from the spec. */
export const beacon = defineProvider(spec)
  .state(() => ({ streams: [] as Stream[] }))
  .seed({ streams: ['Morning show'] }, ({ streams }, { state }) => {
    for (const title of streams) state.streams.push({ id: state.streams.length + 1, title })
  })
  .dialect({ unauthenticated: () => ({ status: 401, body: { error: 'not signed in' } }) })
  .handlers({
    listStreams: (_call, { state }) => ({ status: 200, body: state.streams }),
    createStream(call, { state }) {
      const stream = { id: state.streams.length + 1, title: call.body().title }
      state.streams.push(stream)
      return { status: 201, body: stream }
    },
  })
