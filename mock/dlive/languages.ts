/** DLive's languages in the order of their `backendID`, which begins at 1 (dlive-apis/dlivetv-api-js). Name, then code. */
export const languages: readonly (readonly [string, string])[] = [
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
  // A second variety.
  ['Portuguese', 'pt'],
]
