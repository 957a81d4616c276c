import type { Language } from './entities.js'

/** Name and code, in the order of `backendID`, which begins at 1 (dlive-apis/dlivetv-api-js). */
const names: readonly (readonly [string, string])[] = [
  ['English', 'en'],
  ['Spanish', 'es'],
  ['Chinese', 'zh'],
  ['Polish', 'pl'],
  ['Turkish', 'tr'],
  ['Korean', 'ko'],
  ['Japanese', 'ja'],
  ['Thai', 'th'],
  ['French', 'fr'],
  ['German', 'de'],
  ['Indonesian', 'id'],
  ['Georgian', 'ka'],
  ['Dutch', 'nl'],
  ['Russian', 'ru'],
  ['Czech', 'cs'],
  ['Portuguese', 'pt'],
  ['Hungarian', 'hu'],
  ['Italian', 'it'],
  ['Greek', 'el'],
  // A second variant.
  ['Portuguese', 'pt'],
]

/** DLive's languages. They never change, so they are not part of the state, which holds copies. */
export const languages: readonly Language[] = names.map(([language, code], index) => ({
  backendID: index + 1,
  language,
  code,
}))
