import { rulesOf } from '../../../mock/core/policy.js'
import { placeOf, type Rule } from '../../../mock/core/validate.js'
import { oauthPolicyRules } from '../../../mock/oauth/policy.js'
import { quoted } from '../../../mock/core/quoted.js'
import { UsageError } from '../../errors/on-air-error.js'
import { unknown } from '../command.js'
import type { Served } from './providers.js'

type Tree = { [name: string]: unknown }

/** The policy from all `--policy <provider>.<switch>=<value>`, by provider. Switches of OAuth are below `oauth`. */
export async function readPolicy(texts: readonly string[], served: readonly Served[]): Promise<Tree> {
  const policy: Tree = {}
  for (const text of texts) {
    const [, name = '', path = '', value = ''] = /^([^.=]+)\.([^=]+)=(.*)$/s.exec(text) ?? []
    if (path === '')
      throw new UsageError(
        `--policy is <provider>.<switch>=<value>, not ${quoted(text)}. Such as livepush.tokenType=Bearer`,
      )
    const provider = served.find((one) => one.name === name)
    if (!provider)
      throw unknown(
        'provider',
        name,
        served.map((one) => one.name),
      )
    put(policy, [name, ...path.split('.')], await readValue(provider, path.split('.'), value))
  }
  return policy
}

/** The value in the type of the switch. */
async function readValue(provider: Served, path: readonly string[], text: string): Promise<unknown> {
  const { parts } = await provider.definition()
  const isOAuth = path[0] === 'oauth' && parts.spec.profile.oauth !== null
  const rules: Readonly<Record<string, Rule | true>> = isOAuth
    ? oauthPolicyRules
    : ((parts.policy.rules ?? rulesOf(parts.policy.defaults)) as Readonly<Record<string, Rule | true>>)
  const [name = '', ...below] = isOAuth ? path.slice(1) : path
  const kind = `switch of ${provider.name}${isOAuth ? '.oauth' : ''}`
  if (!Object.hasOwn(rules, name)) throw unknown(kind, name, Object.keys(rules))
  const readings = [text, ...parse(text)]
  // The mock validates the contents of a switch that is an object.
  if (below.length > 0) return readings.at(-1)
  const rule = rules[name]!
  const fitting = readings.find((reading) => rule === true || rule.holds(reading))
  if (fitting === undefined) {
    throw new UsageError(
      `--policy ${provider.name}.${placeOf(path)} must ${(rule as Rule).must}; it is ${quoted(text)}.`,
    )
  }
  return fitting
}

/** A value that is not text: true, 7, [1, 2]. */
function parse(text: string): unknown[] {
  try {
    return [JSON.parse(text)]
  } catch {
    return []
  }
}

function put(tree: Tree, [step, ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) tree[step!] = value
  else put((tree[step!] ??= {}) as Tree, rest, value)
}
