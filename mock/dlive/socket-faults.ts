import { socketsOf } from './sockets.js'
import type { DLiveWorld } from './world.js'

/** Cuts every socket as a network does: the peer sees 1006. */
export function cutSockets(world: DLiveWorld): void {
  socketsOf(world).end()
}

/** While muted, sockets stay open and nothing is sent. What happens meanwhile is lost. */
export function muteSockets(world: DLiveWorld, muted: boolean): void {
  socketsOf(world).muted = muted
}
