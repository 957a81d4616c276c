/** Thrown for the name or id of something that does not exist, or no longer. Over HTTP it is a 404. */
export class UnknownError extends RangeError {}
