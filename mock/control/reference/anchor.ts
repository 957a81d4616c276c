/** The id of an operation's place on the reference page, for links to it. */
export const anchorOf = (operation: string): string => `operation-${operation}`
