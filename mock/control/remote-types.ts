import type { GrantOptions, Granted, OwnControls, ProviderOrName, Sandbox, TypesOf } from '../types.js'
import type { Decision } from '../oauth/consent.js'
import type { GrantSummary } from '../oauth/grant-summary.js'
import type { JournalEntry } from '../core/journal/entry.js'
import type { Snapshot } from '../core/state/snapshot.js'

/** The methods of an object, each returning a promise. */
type Asynchronous<T> = {
  readonly [Name in keyof T]: T[Name] extends (...parameters: infer Parameters) => infer Result
    ? (...parameters: Parameters) => Promise<Awaited<Result>>
    : T[Name]
}

/** The clock of a mock in another process. */
type RemoteClock = Asynchronous<Pick<Sandbox['clock'], 'now' | 'advance' | 'freeze' | 'resume' | 'scheduled'>>

/** A mock or a sandbox in another process: the methods of `Sandbox`, each returning a promise. */
export interface RemoteSandbox extends OwnControls {
  readonly url: string
  /** For a client: `createLivepush({ auth, ...mock.client })`. */
  readonly client: { readonly baseUrl: string }
  readonly clock: RemoteClock
  readonly faults: Asynchronous<Sandbox['faults']>
  readonly journal: Asynchronous<Omit<Sandbox['journal'], 'follow'>> & {
    /** Calls a function with each request from now on. Resolves to a function that stops it. */
    follow(listener: (entry: JournalEntry) => void): Promise<() => void>
  }
  readonly callbacks: Asynchronous<Sandbox['callbacks']>
  provider<P extends ProviderOrName>(provider: P): { readonly controls: TypesOf<P>['controls'] }
  credentials<P extends ProviderOrName>(provider: P): Promise<TypesOf<P>['credentials']>
  approve(url: string | URL, decision?: Decision): Promise<string>
  grant(provider: ProviderOrName, options?: GrantOptions): Promise<Granted>
  grants(provider: ProviderOrName): Promise<readonly GrantSummary[]>
  revoke(provider: ProviderOrName, id: string): Promise<void>
  snapshot(): Promise<Snapshot>
  restore(snapshot: Snapshot): Promise<void>
  reset(): Promise<void>
  /** Stops following the journal. Of a sandbox: deletes it. */
  close(): Promise<void>
}

export interface RemoteMock extends RemoteSandbox {
  /** A sandbox of the mock. The first call to it creates it. */
  sandbox(name: string): RemoteSandbox
  sandboxes(): Promise<readonly string[]>
}
