/** Stands for the key-value store of your platform. */
export const kv = new Map<string, string>()
