import type { KollusLiveHandlers } from './own.js'

/** Encoding profile groups that a channel can name. Members are inferred. */
export const profileGroups = [
  {
    key: 'pg-standard',
    title: 'Standard',
    profiles: [
      { key: 'p-720', title: '720p' },
      { key: 'p-360', title: '360p' },
    ],
  },
  {
    key: 'pg-high',
    title: 'High',
    profiles: [
      { key: 'p-1080', title: '1080p' },
      { key: 'p-720', title: '720p' },
    ],
  },
]

const chattingServices = [{ id: 1, name: 'Chat' }]

export const accountOperations: KollusLiveHandlers = {
  listProfileGroups: () => ({ status: 200, body: { data: profileGroups } }),
  listChattingServices: () => ({ status: 200, body: { data: chattingServices } }),
}
