import { signCanned, signCustom, type Validity } from '../../../mock/ovenstudio/cloudfront-signing.js'
import { testMock } from '../../support/mock.js'
import { readMultivariantPlaylist } from './edge-playlist.js'

/** The edge of a mock with a stopped clock, with the streams `one` and `two`, and URLs to it. Default: its URLs must be signed. */
export async function edgeBench({ signed = true } = {}) {
  const seed = { streams: [{ name: 'one' }, { name: 'two' }] }
  const mock = await testMock({ providers: ['ovenstudio'], clock: 'manual', seed: { ovenstudio: seed } })
  if (!signed) await mock.ovenstudio.cloudFront({ isSigned: false })
  const { keyPairId } = await mock.ovenstudio.key()
  const signer = { keyPairId, hash: 'SHA-1' } as const
  /** The folder of a stream, with a slash at its end. */
  const folder = (stream = 'one') => `${mock.url}/ovenstudio/edge/app/${stream}/`
  const playlists = async (stream?: string) =>
    readMultivariantPlaylist(await (await mock.fetch(`${folder(stream)}playlist.m3u8`)).text())

  return {
    mock,
    clock: mock.clock,
    journal: mock.journal,
    reset: () => mock.reset(),
    folder,
    publish: (name = 'one') => mock.ovenstudio.publish({ name }),
    unpublish: (name = 'one') => mock.ovenstudio.unpublish({ name }),
    get: mock.fetch,
    /** The address of the media playlist of a stream that can be played, with its session. Unsigned. */
    media: async (stream?: string, track: 'video' | 'audio' = 'video') =>
      folder(stream) + (await playlists(stream))[track === 'video' ? 0 : 1],
    /** The key in the names of a stream's files. */
    key: async (stream?: string) => /_video_(\w{8})_llhls/.exec((await playlists(stream))[0])![1]!,
    /** The URL of a file, signed for all of its stream. Times in epoch seconds. */
    custom: (file: string, validity: Validity) => signCustom(folder() + file, `${folder()}*`, validity, signer),
    canned: (file: string, until: number) => signCanned(folder() + file, until, signer),
  }
}
