import type { components } from '../../generated/livepush/types.js'
import type { Account, Destination, Recording, Stream, Zone } from './state.js'

type Schemas = components['schemas']

const time = (ms: number): string => new Date(ms).toISOString()

export function serializeAccount({ user, id, ns, createdAt }: Account): Schemas['Account'] {
  const name = user.account[0]!.toUpperCase() + user.account.slice(1)
  const email = `${encodeURIComponent(user.account)}@example.test`
  return {
    id,
    username: user.account,
    name,
    email,
    avatar: `https://images.example.test/${id}.png`,
    ns,
    isDisabled: false,
    createdAt: time(createdAt),
    preferences: {},
    billingInfo: { email, name },
  }
}

/** A stream in a list. The reference has no chat and no player here. */
export function serializeSummary(stream: Stream): Schemas['StreamSummary'] {
  return {
    ...streamFields(stream),
    isDisabled: false,
    destinations: stream.destinations.map(serializeDestination),
    zone: serializeZone(stream.zone),
  }
}

/** A single stream. */
export function serializeDetail(stream: Stream): Schemas['StreamDetail'] {
  return {
    ...createdFields(stream),
    destinations: stream.destinations.map(serializeDestination),
    zone: serializeZone(stream.zone),
  }
}

/** A new stream. Its zone is only an id. */
export function serializeCreated(stream: Stream): Schemas['CreatedStream'] {
  return { ...createdFields(stream), destinations: [], zone: stream.zone.id }
}

export function serializeDestination(destination: Destination) {
  const { id, appName, label, rtmpBase, isDisabled, updatedAt } = destination
  return { id, appName, label, rtmpBase, isDisabled, updatedAt: time(updatedAt) } satisfies Schemas['StreamDestination']
}

/** A destination in the list of the user's destinations. */
export function serializeSaved(destination: Destination): Schemas['SavedDestination'] {
  return { ...serializeDestination(destination), oauth: {}, isPinned: destination.isPinned }
}

export function serializeRecording(recording: Recording): Schemas['Recording'] {
  const { id, internalId, stream, startedAt, status, updatedAt } = recording
  return {
    id,
    _id: internalId,
    user: stream.owner.id,
    stream: stream.id,
    streamKey: stream.streamKey,
    time: time(startedAt),
    updatedAt: time(updatedAt),
    status,
  }
}

const streamFields = ({ id, name, category, createdAt, streamKey }: Stream) => ({
  id,
  streamKey,
  createdAt: time(createdAt),
  metadata: { name, category },
  config: { pullUrlMaxRetry: 5, recordingTier: 'rise' },
})

const createdFields = (stream: Stream) => ({
  ...streamFields(stream),
  chatId: stream.chatId,
  embedId: stream.embedId,
  unsafeContent: false,
  hasValidated: true,
})

const serializeZone = ({ id, host, isDefault }: Zone): Schemas['Zone'] => ({
  id,
  category: 'simulcast',
  host,
  isPublic: true,
  isDefault,
})
