import type { Outcome } from './messages.js'
import type { Mishap } from './mishap.js'
import type { Random } from './random.js'
import type { World } from './world.js'

const isOver = (outcome: Outcome) => !outcome.ok && outcome.name === 'ReauthorizationRequiredError'
const saysWhy = (outcome: Outcome) => !outcome.ok && outcome.message.includes('its answer was lost')

/**
 * All tokens expire, every process calls for every account, and something goes wrong meanwhile. Returns the violations. Accounts whose
 * session ended are signed in again.
 */
export async function round(world: World, mishap: Mishap, random: Random): Promise<readonly string[]> {
  const wrong: string[] = []
  const complain = (what: string, about: readonly object[]) => {
    const different = new Set(about.map((one) => JSON.stringify(one)))
    wrong.push([`${mishap.name}: ${what}`, ...different].join('\n  '))
  }

  await world.expire(random.chance(0.5) ? 'known' : 'refused')
  const undo = mishap.prepare(world, random)
  const outcomes = [...(await world.callAll(1 + random.below(4)))]
  await undo?.()
  await world.restart()
  const refreshes = await world.look()
  const crowded = world.ledger.crowded()
  if (crowded.length > 0) complain('a limit was exceeded', crowded)

  for (const outcome of outcomes) {
    if (outcome.ok) continue
    if (!outcome.typed) complain('an error is not of the package', [outcome])
    else if (!isOver(outcome) && !mishap.permits?.test(outcome.name))
      complain('a call should not have failed', [outcome])
  }
  // Otherwise a process that holds an older token would not notice the new sign-in.
  if (mishap.forgets) {
    world.revokeAll()
    world.ledger.forget()
  }
  for (const account of world.accounts) {
    const own = refreshes.filter((one) => one.account === account && one.successor !== undefined)
    const kept = own.filter(({ successor }) => world.ledger.isStored(successor!))
    if (kept.length > (mishap.skews ? 2 : 1)) complain('more than one refresh for an end', own)

    let about = outcomes.filter((outcome) => outcome.account === account)
    const isLost = () => world.ledger.hasLostAnswer(account)
    if (isLost()) about = [...about, ...(await random.pick(world.members).call([account], 1))]
    await world.look()
    const over = about.filter(isOver)
    if (over.length > 0 && !mishap.forgets) {
      if (!isLost()) complain('a session is over, and no answer was lost', over)
      else if (!over.some(saysWhy)) complain('no one says that an answer was lost', over)
    }
    if (over.length > 0 || isLost() || mishap.forgets) await world.signIn(account)
  }
  // All have the newest tokens again: a call tries no more than two.
  await world.recover()
  await world.look()
  const resent = world.ledger.resent()
  if (resent.length > 0) complain('a spent token was sent after its successor was stored', resent)
  return wrong
}
