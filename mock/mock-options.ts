import type { ClockMode, ClockOptions } from './core/time/clock.js'
import {
  checkName,
  checkOptions,
  isBoolean,
  isFunction,
  isList,
  isObject,
  isText,
  must,
  type Rule,
  type Rules,
} from './core/validate.js'
import type { MockOptions } from './types.js'

const isMoment: Rule = {
  must: 'be a Date or epoch milliseconds',
  holds: (value) => (typeof value === 'number' || value instanceof Date) && Number.isFinite(Number(value)),
}

const isSpeed: Rule = {
  must: 'be a number above 0: how many times as fast as the machine',
  holds: (value) => typeof value === 'number' && value > 0 && Number.isFinite(value),
}

const isBasePath: Rule = {
  must: "be a path such as '/mock', with a slash at its beginning and none at its end. '/' is the root",
  holds: (value) => typeof value === 'string' && /^(\/|(\/[\w.~-]+)+)$/.test(value),
}

const isStorage: Rule = {
  must: 'be { load, save }, both functions',
  holds: (value) =>
    isObject.holds(value) && ['load', 'save'].every((name) => typeof (value as never)[name] === 'function'),
}

const isControl: Rule = {
  must: 'be false or { token }, with a token of at least 16 characters and no spaces',
  holds: (value) =>
    value === false || (isObject.holds(value) && /^\S{16,}$/.test(String((value as { token: unknown }).token))),
}

/** The rules of the options of `createMock`. */
export const optionRules: Rules<MockOptions> = {
  providers: isList,
  basePath: isBasePath,
  servers: isObject,
  seed: isObject,
  randomSeed: isText,
  clock: {
    must: "be 'manual', 'jump', 'system' or { mode, start, speed }",
    holds: (value) => isText.holds(value) || isObject.holds(value),
  },
  limits: { must: 'be false, or limits by provider', holds: (value) => value === false || isObject.holds(value) },
  policy: isObject,
  state: isObject,
  showSecrets: isBoolean,
  storage: isStorage,
  control: isControl,
  log: isFunction,
  onExchange: isFunction,
}

/** Reads the option `clock`. Throws a `RangeError` for a wrong value. */
export function readClock(clock: MockOptions['clock'] = 'jump'): ClockOptions {
  const { mode = 'jump', start, speed } = typeof clock === 'string' ? { mode: clock } : clock
  const rules = { mode: true, start: isMoment, speed: isSpeed } as const
  checkOptions('field of a clock', typeof clock === 'string' ? undefined : clock, rules)
  checkName('clock', mode, ['manual', 'jump', 'system'] satisfies ClockMode[])
  must(speed === undefined || mode === 'system', "The field 'speed' is for the clock 'system': the others stand still")
  return { mode, start: start === undefined ? undefined : Number(start), speed }
}
