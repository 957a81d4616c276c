import type { AnyWorld } from '../core/definition/world.js'
import type { User } from './users.js'

/** An application that another user registered. */
export interface OthersApplication {
  readonly name: string
  readonly account: string
}

/** The application of the seed, if another user owns it. */
export function seedApplicationOfAnother(
  { oauth, users, credentials }: AnyWorld,
  user: User,
): OthersApplication | undefined {
  const client = oauth?.clients.get(credentials['clientId'] ?? '')
  if (!client || client.ownerId === user.id) return undefined
  return { name: client.name, account: users.get(client.ownerId)!.account }
}

interface NoApplicationsProps {
  /** The sentence that says that there is none, in the provider's words. */
  readonly children: string
  readonly others: OthersApplication | undefined
}

/** The text for a user without applications. It says who owns the application of the seed. */
export const NoApplications = ({ children, others }: NoApplicationsProps) => (
  <>
    <p>{children}</p>
    {others && (
      <p>
        <strong>{others.name}</strong> belongs to <strong>{others.account}</strong>. To see it, log out and continue as{' '}
        {others.account}.
      </p>
    )}
  </>
)
