/** The origin of a URL: `http://127.0.0.1:4010`. */
export const originOf = (url: string): string => /^[^/]*\/\/[^/?#]*/.exec(url)![0]
