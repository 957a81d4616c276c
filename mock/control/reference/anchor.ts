/** The id of an operation on the reference page, for links to it. */
export const anchorOf = (operation: string): string => `operation-${operation}`
