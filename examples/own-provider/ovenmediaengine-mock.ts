import { defineProvider, RefusalError } from 'onair/mock'
import * as z from 'zod'
import type { components } from './generated/ovenmediaengine/index.js'
import { ovenmediaengine as spec } from './generated/ovenmediaengine/mock.js'

type Stream = components['schemas']['Stream']
type Task = components['schemas']['Task']

const reply = <Response>(response: Response) =>
  ({ status: 200, body: { statusCode: 200, message: 'OK', response } }) as const
const done = { status: 200, body: { statusCode: 200, message: 'OK' } } as const
const refusal = (status: number, reason: string) => ({
  status,
  body: { statusCode: status, message: `[HTTP] ${reason} (${status})` },
})
const refuse = (status: number, reason: string): never => {
  throw new RefusalError(refusal(status, reason))
}

/** One virtual host with one application, as in the sample configuration. */
const checkApp = ({ path: { vhost, app } }: { readonly path: { readonly vhost: string; readonly app: string } }) => {
  if (vhost !== 'default') refuse(404, `Could not find the virtual host: [${vhost}]`)
  if (app !== 'app') refuse(404, `Could not find the application: [${vhost}/${app}]`)
}

/** Tasks of one kind. A task for a stream that does not exist waits for it. */
const start = (tasks: Map<string, Task>, task: Omit<Task, 'state'>, state: string) => {
  // The documentation says 409, the code answers 400.
  if (tasks.has(task.id)) refuse(400, `Duplicate id: [${task.id}]`)
  const made = { ...task, state, vhost: 'default', app: 'app' }
  tasks.set(task.id, made)
  return reply(made)
}

const stop = (tasks: Map<string, Task>, id: string) =>
  tasks.delete(id) ? done : refuse(404, `Could not find the task: [${id}]`)

const list = (tasks: Map<string, Task>, id: string | undefined) =>
  reply([...tasks.values()].filter((task) => task.id === (id ?? task.id)))

/** OvenMediaEngine's REST API as a mock: streams, pushes and recordings. */
export const ovenmediaengine = defineProvider(spec)
  .state(() => ({
    streams: new Map<string, Stream>(),
    pushes: new Map<string, Task>(),
    records: new Map<string, Task>(),
  }))
  .seed({ streams: ['stage'] }, ({ streams }, { state, clock }) => {
    const createdTime = new Date(clock.now()).toISOString()
    for (const name of streams) state.streams.set(name, { name, input: { createdTime, sourceType: 'Rtmp' } })
  })
  .dialect({
    unauthenticated: () => ({
      ...refusal(401, 'Invalid credential'),
      headers: { 'www-authenticate': 'Basic realm="OvenMediaEngine"' },
    }),
    invalid: ({ issues }) => refusal(400, issues.map(({ field }) => `Invalid value: [${field}]`).join(', ')),
  })
  .handlers({
    listStreams(call, { state }) {
      checkApp(call)
      return reply([...state.streams.keys()])
    },
    pullStream(call, { state, clock }) {
      checkApp(call)
      const { name, urls } = call.body()
      if (state.streams.has(name)) refuse(409, `The stream already exists: [default/app/${name}]`)
      const createdTime = new Date(clock.now()).toISOString()
      state.streams.set(name, { name, input: { createdTime, sourceType: 'RtspPull', sourceUrl: urls[0] } })
      return { status: 201, body: { statusCode: 201, message: 'Created' } }
    },
    getStream(call, { state }) {
      checkApp(call)
      const { stream } = call.path
      return reply(state.streams.get(stream) ?? refuse(404, `Could not find the stream: [default/app/${stream}]`))
    },
    deleteStream(call, { state }) {
      checkApp(call)
      const { stream } = call.path
      return state.streams.delete(stream) ? done : refuse(404, `Could not find the stream: [default/app/${stream}]`)
    },
    startPush(call, { state }) {
      checkApp(call)
      const { id, stream, protocol, streamKey } = call.body()
      if (protocol === 'rtmp' && !streamKey) refuse(400, 'A streamKey is required for rtmp')
      return start(state.pushes, { id, stream }, state.streams.has(stream.name) ? 'started' : 'ready')
    },
    stopPush: (call, { state }) => stop(state.pushes, call.body().id),
    listPushes: (call, { state }) => list(state.pushes, call.body()?.id),
    startRecord(call, { state }) {
      checkApp(call)
      const { id, stream, interval, schedule } = call.body()
      if (interval !== undefined && schedule !== undefined) refuse(400, 'interval and schedule exclude each other')
      return start(state.records, { id, stream }, state.streams.has(stream.name) ? 'recording' : 'ready')
    },
    stopRecord: (call, { state }) => stop(state.records, call.body().id),
    listRecords: (call, { state }) => list(state.records, call.body()?.id),
  })
  .control('publish', {
    summary: 'Starts a stream, as an encoder does. Tasks that wait for it start.',
    input: z.strictObject({ name: z.string() }),
    output: z.null(),
    run({ name }, { state, clock }) {
      state.streams.set(name, { name, input: { createdTime: new Date(clock.now()).toISOString(), sourceType: 'Rtmp' } })
      for (const task of state.pushes.values()) if (task.stream?.name === name) task.state = 'started'
      for (const task of state.records.values()) if (task.stream?.name === name) task.state = 'recording'
      return null
    },
  })
