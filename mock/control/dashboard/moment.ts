/** A moment of the mock's time in UTC, to the second: `2026-01-15 09:30:00`. */
export const momentText = (at: number): string => new Date(at).toISOString().slice(0, 19).replace('T', ' ')
