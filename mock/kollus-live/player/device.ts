/** The devices of the player versions, by User-Agent. An iPad may call itself a Macintosh. Other versions fit every device. */
const devices: Readonly<Record<string, RegExp>> = {
  ios: /iPhone|iPad|iPod|Macintosh/,
  android: /Android/,
  v3e: /Windows/,
  v4a: /Windows/,
}

const known = /iPhone|iPad|iPod|Macintosh|Android|Windows|Linux|CrOS/

/** Whether the `player_version` of a token fits the device. A device that the User-Agent does not name fits (inferred). */
export function fitsDevice(version: unknown, userAgent: string): boolean {
  const device = typeof version === 'string' && Object.hasOwn(devices, version) ? devices[version]! : null
  return device === null || device.test(userAgent) || !known.test(userAgent)
}
