import type { AnyWorld } from '../core/definition/world.js'
import type { User } from './users.js'

/** An application that another user registered. */
export interface OthersApplication {
  readonly name: string
  readonly account: string
}

/** The application of the seed, where it is not this user's. */
export function seedApplicationOfAnother(
  { oauth, users, credentials }: AnyWorld,
  user: User,
): OthersApplication | undefined {
  const client = oauth?.clients.get(credentials['clientId'] ?? '')
  if (!client || client.ownerId === user.id) return undefined
  return { name: client.name, account: users.get(client.ownerId)!.account }
}

interface NoApplicationsProps {
  /** That there is none, in the provider's words. */
  readonly children: string
  readonly others: OthersApplication | undefined
}

/** Stands where a user's applications would; it says whose the one of the seed is. */
export const NoApplications = ({ children, others }: NoApplicationsProps) => (
  <>
    <p>{children}</p>
    {others && (
      <p>
        <strong>{others.name}</strong> is an application of <strong>{others.account}</strong>: log out, and continue as{' '}
        {others.account}, to see it.
      </p>
    )}
  </>
)
