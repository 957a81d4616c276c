import { type Draft, type DraftNode, isNode, listOf, nodeOf, operationsOf } from './draft.js'

/**
 * Names each server without `x-onair.name` by its host: `api` for `https://api.example.com/v2`. The same address has the same name
 * everywhere. A document without servers gets one at `/`, the default of OpenAPI; it is called `api`.
 */
export const nameServers = (draft: Draft): void => {
  const { document } = draft
  if (listOf(document.servers).filter(isServer).length === 0) document.servers = [{ url: '/' }]
  for (const owner of ownersOf(draft)) {
    if (!Array.isArray(owner.servers)) continue
    owner.servers = owner.servers.filter(isServer)
    // An empty list stands for the servers of the root.
    if (listOf(owner.servers).length === 0) delete owner.servers
  }
  const servers = serversOf(draft)
  const taken = new Set(servers.map(ownName).filter((name) => name !== undefined))
  const known = new Map<string, string>()
  for (const server of servers) {
    const address = addressOf(server)
    const name = ownName(server) ?? known.get(address) ?? freeName(nameOf(address), taken)
    known.set(address, known.get(address) ?? name)
    server['x-onair'] = { ...nodeOf(server['x-onair']), name }
  }
}

/** What can have servers: the root, path items and operations. */
const ownersOf = (draft: Draft): readonly DraftNode[] => {
  const items = Object.values(nodeOf(draft.document.paths)).filter(isNode)
  const operations = operationsOf(draft).flatMap(({ item, operation }) => [item, operation])
  return [...new Set([draft.document, ...items, ...operations])]
}

const serversOf = (draft: Draft): readonly DraftNode[] =>
  ownersOf(draft).flatMap(({ servers }) => listOf(servers).filter(isServer))

/** The name for a further address, and the path that is left. A server whose address is the start of it is used. */
export const serverFor = (draft: Draft, url: string): { readonly server: DraftNode; readonly path: string } => {
  const servers = serversOf(draft)
  for (const server of servers) {
    const base = addressOf(server).replace(/\/+$/, '')
    if (url.startsWith(`${base}/`)) return { server, path: url.slice(base.length) }
  }
  const { origin, pathname } = new URL(url)
  const taken = new Set(servers.map(ownName).filter((name) => name !== undefined))
  return {
    server: { url: origin, 'x-onair': { name: freeName(nameOf(origin), taken) } },
    path: pathname,
  }
}

/** The address of a server, with the defaults of its variables. */
export const addressOf = ({ url, variables }: DraftNode): string =>
  String(url).replaceAll(/\{([^{}]+)\}/g, (template, name: string) => {
    const value = nodeOf(nodeOf(variables)[name]).default
    return typeof value === 'string' || typeof value === 'number' ? `${value}` : template
  })

const isServer = (value: unknown): value is DraftNode => isNode(value) && typeof value.url === 'string'

const ownName = (server: DraftNode): string | undefined => {
  const { name } = nodeOf(server['x-onair'])
  return typeof name === 'string' ? name : undefined
}

/** The first label of the host, as a segment of a path. */
const nameOf = (address: string): string => {
  const [, host = ''] = /^\w+:\/\/(?:www\.)?([^/:?#]+)/.exec(address) ?? []
  const [label = ''] = /^[\d.]+$/.test(host) ? [] : host.split('.')
  const name = label
    .toLowerCase()
    .replaceAll(/[^a-z\d-]+/g, '')
    .replace(/^[-\d]+/, '')
  return name || 'api'
}

const freeName = (name: string, taken: Set<string>): string => {
  let free = name
  for (let count = 2; taken.has(free); count++) free = `${name}${count}`
  taken.add(free)
  return free
}
