/** Thrown for an unknown name or id. Over HTTP it is a 404. */
export class UnknownError extends RangeError {}
