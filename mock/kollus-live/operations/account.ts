import type { KollusLiveHandlers } from './own.js'

/** The encoding profile groups of channels. Their members are inferred. */
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
