import type { Credentials } from '../core/provider.js'
import type { Directory } from '../oauth/directory.js'
import type { Account, State } from './state.js'

const redirectUri = 'http://localhost:3000/callback'
const hour = 3_600_000

/**
 * What every mock begins with: one account `alice`, one app, a stream of either category, destinations of which one belongs to no
 * stream, three videos, and a recording in each of the three situations that the reference speaks of.
 */
export function seed(state: State, directory: Directory, now: number): Credentials {
  const alice = addAccount(state, directory, 'alice', now)

  const stage = state.addStream(alice, { name: 'Main stage', category: 'simulcast' }, now)
  state.addStream(alice, { name: 'Around the clock', category: 'schedule' }, now)

  const youtube = { appName: 'youtube', label: 'Our channel', rtmpBase: 'rtmp://a.rtmp.youtube.com/live2' }
  const elsewhere = { appName: 'rtmp', label: 'Elsewhere', rtmpBase: 'rtmp://live.example.test/app' }
  stage.destinations.push(state.addDestination(alice, youtube, now), state.addDestination(alice, elsewhere, now))
  stage.destinations[1]!.isDisabled = true
  state.addDestination(alice, { ...elsewhere, label: 'Put aside', isPinned: true }, now)

  for (const [title, seconds] of [
    ['Intro', 30],
    ['Main feature', 600],
    ['Credits', 90],
  ] as const) {
    state.addVideo(alice, title, seconds)
  }

  for (const [age, status] of [
    [72, 'completed'],
    [48, 'errored'],
    [2, 'queued'],
  ] as const) {
    const recording = state.addRecording(stage, now - age * hour, now - (age - 1) * hour)
    recording.status = status
  }

  const client = directory.addClient({ name: 'Demo app', redirectUris: [redirectUri], ownerId: alice.user.id })
  return { clientId: client.id, clientSecret: client.secret, redirectUri }
}

/** Adds an account that owns nothing yet. */
export function addAccount(state: State, directory: Directory, account: string, now: number): Account {
  return state.addAccount(directory.addUser(account), now)
}
